import type { UsbIdentity } from '../line/port-path.ts';

/** The makers of nearly every adapter of a classroom, by USB's own numbers (usb.ids). */
const adapters: Readonly<Record<string, string>> = {
  '0403:6001': 'FTDI FT232R',
  '0403:6010': 'FTDI FT2232',
  '0403:6011': 'FTDI FT4232',
  '0403:6014': 'FTDI FT232H',
  '0403:6015': 'FTDI FT-X',
  '067b:2303': 'Prolific PL2303',
  '067b:23a3': 'Prolific PL2303GC',
  '10c4:ea60': 'Silicon Labs CP210x',
  '10c4:ea70': 'Silicon Labs CP2105',
  '1a86:7522': 'WCH CH340',
  '1a86:7523': 'WCH CH340',
  '1a86:5523': 'WCH CH341',
  '1a86:55d3': 'WCH CH343',
  '1a86:55d4': 'WCH CH9102',
  '2341:0036': 'Arduino Leonardo (bootloader)',
  '2341:0043': 'Arduino Uno',
  '2341:8036': 'Arduino Leonardo',
  '2341:8037': 'Arduino Micro',
  '1b4f:9206': 'SparkFun Pro Micro',
  '2e8a:000a': 'Raspberry Pi Pico',
};

/** What a port is, in words: its adapter, or where it is. */
export function adapterName(node: string, usb: UsbIdentity | undefined): string {
  if (usb) return adapters[`${usb.vendor}:${usb.product}`] ?? usb.name ?? `USB ${usb.vendor}:${usb.product}`;
  return /^tty/.test(node) ? 'RS-232 of the machine' : 'serial port';
}
