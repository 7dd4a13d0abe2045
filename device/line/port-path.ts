import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where the kernel lists its terminals. */
const TTYS = '/sys/class/tty';
/** A USB device lies a few folders above the terminal it brings. */
const MOST_FOLDERS_UP = 6;
/** A USB text descriptor has 126 characters at most. */
const LONGEST_TEXT = 126;

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
 * @returns null while nothing is there, and where several adapters are alike: which of them is meant nobody can know
 */
export function portPath(port: string, ttys = TTYS): string | null {
  const nodes = portNodes(port, ttys);
  return nodes.length === 1 ? nodes[0]! : null;
}

/** Every device node that a port's name may stand for. */
export function portNodes(port: string, ttys = TTYS): string[] {
  if (!port.startsWith('usb:')) return [existing(port)].filter((node) => node !== null);
  const [, vendor, product, serial] = port.split(':');
  return namesIn(ttys)
    .sort()
    .filter((tty) => {
      const usb = usbIdentity(tty, ttys);
      return usb?.vendor === vendor && usb?.product === product && (serial === undefined || usb?.serial === serial);
    })
    .map((tty) => existing(`/dev/${tty}`))
    .filter((node) => node !== null);
}

/** The USB adapter of a terminal such as `ttyUSB0`; undefined when it is none. */
export function usbIdentity(tty: string, ttys = TTYS): UsbIdentity | undefined {
  const folder = usbFolder(tty, ttys);
  const [vendor, product, serial, name] = ['idVendor', 'idProduct', 'serial', 'product'].map((file) =>
    folder === undefined ? undefined : textOf(join(folder, file)),
  );
  return vendor === undefined || product === undefined ? undefined : { vendor, product, serial, name };
}

/** Where the kernel keeps the USB device of a terminal: an adapter with several ports is one device. */
export function usbFolder(tty: string, ttys = TTYS): string | undefined {
  let folder = existing(join(ttys, tty, 'device'));
  for (let up = 0; folder !== null && up < MOST_FOLDERS_UP; up++, folder = dirname(folder))
    if (textOf(join(folder, 'idVendor')) !== undefined && textOf(join(folder, 'idProduct')) !== undefined)
      return folder;
  return undefined;
}

/**
 * The names of terminals that may be a serial port with something behind it: every one that a USB device brings, whatever its
 * driver calls it (`ttyUSB0`, `ttyACM0`, `ttyCH343USB0`), and those of the machine itself.
 */
export function serialTtys(ttys = TTYS): string[] {
  return namesIn(ttys).filter((name) => /^tty[A-Za-z]/.test(name) && isSerialPort(name, ttys));
}

/** The kernel lists ports of the PC's own that no PC has: their type is 0, unknown. What is no port has no type. */
function isSerialPort(tty: string, ttys: string): boolean {
  const type = textOf(join(ttys, tty, 'type'));
  return usbFolder(tty, ttys) !== undefined || (type !== undefined && type !== '0') || /^ttyAMA\d+$/.test(tty);
}

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

/** As it may stand in a list and in a configuration: what an adapter calls itself is its maker's, or whoever made it look so. */
function textOf(file: string): string | undefined {
  try {
    return (
      readFileSync(file, 'utf8')
        .replace(/[\p{Cc}\p{Cf}\p{Co}\ufffd]+/gu, ' ')
        .trim()
        .slice(0, LONGEST_TEXT) || undefined
    );
  } catch {
    return undefined;
  }
}
