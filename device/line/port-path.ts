import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where the kernel lists its terminals. */
const TTYS = '/sys/class/tty';
/** A USB device lies a few folders above the terminal it brings. */
const MOST_FOLDERS_UP = 6;

/** What tells one USB adapter from another. */
export interface UsbIdentity {
  /** Four hexadecimal digits each. */
  vendor: string;
  product: string;
  serial: string | undefined;
  /** As the adapter calls itself. */
  name: string | undefined;
}

/**
 * The device node that a port's name stands for at present: names stay, nodes change when something is plugged in anew.
 * @param port a path or `usb:vendor:product[:serial]`
 * @returns null while nothing is there
 */
export function portPath(port: string, ttys = TTYS): string | null {
  if (!port.startsWith('usb:')) return existing(port);
  const [, vendor, product, serial] = port.split(':');
  for (const tty of namesIn(ttys).sort()) {
    const usb = usbIdentity(tty, ttys);
    const isIt = usb?.vendor === vendor && usb?.product === product && (serial === undefined || usb?.serial === serial);
    if (isIt) return existing(`/dev/${tty}`);
  }
  return null;
}

/** The USB adapter of a terminal such as `ttyUSB0`; undefined when it is none. */
export function usbIdentity(tty: string, ttys = TTYS): UsbIdentity | undefined {
  let folder = existing(join(ttys, tty, 'device'));
  for (let up = 0; folder !== null && up < MOST_FOLDERS_UP; up++, folder = dirname(folder)) {
    const [vendor, product] = [textOf(join(folder, 'idVendor')), textOf(join(folder, 'idProduct'))];
    if (vendor === undefined || product === undefined) continue;
    return { vendor, product, serial: textOf(join(folder, 'serial')), name: textOf(join(folder, 'product')) };
  }
  return undefined;
}

/** The names of terminals that may be a serial port with something behind it. */
export function serialTtys(ttys = TTYS): string[] {
  return namesIn(ttys)
    .filter((name) => /^tty(USB|ACM|AMA|S)\d+$/.test(name))
    .filter((name) => !/^ttyS/.test(name) || isWired(join(ttys, name)));
}

/** The kernel lists ports of the PC's own that no PC has: their type is 0, unknown. */
const isWired = (tty: string) => (textOf(join(tty, 'type')) ?? '0') !== '0';

/** Every link of a folder such as `/dev/serial/by-id`, by the node it leads to. */
export function linksByNode(folder: string): Map<string, string[]> {
  const links = new Map<string, string[]>();
  for (const name of namesIn(folder).sort()) {
    const node = existing(join(folder, name));
    if (node !== null) links.set(basename(node), [...(links.get(basename(node)) ?? []), join(folder, name)]);
  }
  return links;
}

function existing(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
