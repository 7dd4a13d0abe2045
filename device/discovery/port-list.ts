import { linksByNode, serialTtys, type UsbIdentity, usbIdentity } from '../line/port-path.ts';
import { adapterName } from './known-adapters.ts';

export interface PortPlaces {
  /** The kernel's list of terminals. */
  ttys: string;
  /** Folders with names that stay, the best first. */
  names: readonly string[];
}

const usualPlaces: PortPlaces = { ttys: '/sys/class/tty', names: ['/dev/lectern', '/dev/serial/by-id'] };

/** A serial port of this machine. */
export interface FoundPort {
  /** `ttyUSB0`; another one perhaps when it is plugged in anew. */
  node: string;
  /** The name to put into the configuration. */
  port: string;
  /** Whether that name stays when it is plugged in anew. */
  isStable: boolean;
  /** All its names. */
  names: string[];
  usb?: UsbIdentity;
  /** What it is, in words. */
  adapter: string;
}

/**
 * The serial ports of this machine: those that the kernel has, and those that a folder of names leads to. Read from /sys and /dev
 * alone, so that it also works where there is no udevadm.
 */
export function listPorts({ ttys, names: folders }: PortPlaces = usualPlaces): FoundPort[] {
  const links = new Map<string, string[]>();
  for (const folder of folders)
    for (const [node, paths] of linksByNode(folder)) links.set(node, [...(links.get(node) ?? []), ...paths]);
  const nodes = new Set([...serialTtys(ttys), ...links.keys()].filter(isSerial));
  return [...nodes].sort().map((node) => {
    const usb = usbIdentity(node, ttys);
    const names = links.get(node) ?? [];
    const stable = names[0] ?? (usb && usbPort(usb, ttys));
    return {
      node,
      port: stable ?? `/dev/${node}`,
      // A port of the PC's own is soldered where it is.
      isStable: stable !== undefined || /^tty(S|AMA)/.test(node),
      names,
      ...(usb && { usb }),
      adapter: adapterName(node, usb),
    };
  });
}

/** /dev/lectern also has cameras; a pseudo terminal's node is a number. */
const isSerial = (node: string) => /^(tty|\d)/.test(node);

/** `usb:…` names one adapter only where no other has the same numbers. */
function usbPort({ vendor, product, serial }: UsbIdentity, ttys: string): string | undefined {
  const alike = serialTtys(ttys).filter((tty) => {
    const other = usbIdentity(tty, ttys);
    return other?.vendor === vendor && other.product === product && other.serial === serial;
  });
  if (alike.length !== 1) return undefined;
  return `usb:${vendor}:${product}${serial !== undefined && /^[\w.-]{1,80}$/.test(serial) ? `:${serial}` : ''}`;
}
