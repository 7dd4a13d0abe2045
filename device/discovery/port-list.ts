import { basename } from 'node:path';
import { linksByNode, serialTtys, type UsbIdentity, usbFolder, usbIdentity } from '../line/port-path.ts';
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
    const stable = usb ? usbName(node, usb, names, ttys) : names[0];
    return {
      node,
      port: stable ?? `/dev/${node}`,
      // A port of the machine's own is soldered where it is.
      isStable: stable !== undefined || (usb === undefined && /^tty/.test(node)),
      names,
      ...(usb && { usb }),
      adapter: adapterName(node, usb),
    };
  });
}

/** /dev/lectern also has cameras; a pseudo terminal's node is a number. */
const isSerial = (node: string) => /^(tty|\d)/.test(node);

/**
 * The best name of a USB adapter: by its own serial number, also where it wanders from socket to socket; by the socket; by its
 * numbers. A name that several adapters claim leads to whichever was plugged in last, and is none.
 */
function usbName(node: string, usb: UsbIdentity, names: readonly string[], ttys: string): string | undefined {
  const others = serialTtys(ttys).filter((tty) => tty !== node);
  const hasOwnNumber = usb.serial !== undefined && others.every((tty) => usbIdentity(tty, ttys)?.serial !== usb.serial);
  const isAlike = (tty: string) => {
    const other = usbIdentity(tty, ttys);
    return other?.vendor === usb.vendor && other.product === usb.product && other.serial === usb.serial;
  };
  // The ports of one adapter are numbered in by-id.
  const isOnlyOne = others.every((tty) => !isAlike(tty) || usbFolder(tty, ttys) === usbFolder(node, ttys));
  const byNumber = names.find((name) => basename(name).startsWith('serial-no-'));
  const bySocket = names.find((name) => basename(name).startsWith('serial-at-'));
  const byId = names.find((name) => !basename(name).startsWith('serial-'));
  return (hasOwnNumber ? byNumber : undefined) ?? (isOnlyOne ? byId : undefined) ?? bySocket ?? usbPort(usb, ttys);
}

/** `usb:…` names one adapter only where no other has the same numbers: without a serial number, no other of its make. */
function usbPort({ vendor, product, serial }: UsbIdentity, ttys: string): string | undefined {
  const number = serial !== undefined && /^[\w.-]{1,80}$/.test(serial) ? serial : undefined;
  const port = `usb:${vendor}:${product}${number === undefined ? '' : `:${number}`}`;
  const alike = serialTtys(ttys).filter((tty) => {
    const other = usbIdentity(tty, ttys);
    const isSameMake = other?.vendor === vendor && other.product === product;
    return isSameMake && (number === undefined || other.serial === number);
  });
  return alike.length === 1 ? port : undefined;
}
