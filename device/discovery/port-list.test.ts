import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portPath } from '../line/port-path.ts';
import { listPorts } from './port-list.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-ports-'));
  mkdirSync(at('tty'));
  mkdirSync(at('by-id'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A USB adapter as the kernel shows it. */
function usb(tty: string, vendor: string, product: string, serial?: string, name?: string) {
  const device = at('devices', `usb-${tty}`);
  mkdirSync(join(device, 'interface', tty), { recursive: true });
  const facts = { idVendor: vendor, idProduct: product, ...(serial && { serial }), ...(name && { product: name }) };
  for (const [file, text] of Object.entries(facts)) writeFileSync(join(device, file), `${text}\n`);
  mkdirSync(at('tty', tty));
  symlinkSync(join(device, 'interface', tty), at('tty', tty, 'device'));
}
/** A port of the PC's own; the kernel lists more of them than there are. */
function own(tty: string, type: number) {
  mkdirSync(at('tty', tty));
  writeFileSync(at('tty', tty, 'type'), `${type}\n`);
}
const ports = () => listPorts({ ttys: at('tty'), names: [at('by-id')] });

describe('the ports of a machine', () => {
  it('are those with something behind them, by a name that stays', () => {
    own('ttyS0', 4);
    own('ttyS1', 0);
    mkdirSync(at('tty', 'tty1'));
    usb('ttyUSB0', '0403', '6001', 'A50285BI');
    usb('ttyACM0', '2341', '8036', undefined, 'lectern-board');
    expect(ports().map(({ node, port, isStable, adapter }) => [node, port, isStable, adapter])).toEqual([
      ['ttyACM0', 'usb:2341:8036', true, 'Arduino Leonardo'],
      ['ttyS0', '/dev/ttyS0', true, 'RS-232 of the machine'],
      ['ttyUSB0', 'usb:0403:6001:A50285BI', true, 'FTDI FT232R'],
    ]);
  });

  it('have the name of a link where there is one, and none that stays where two are alike', () => {
    usb('ttyUSB0', '1a86', '7523');
    usb('ttyUSB1', '1a86', '7523');
    writeFileSync(at('ttyUSB1'), '');
    symlinkSync(at('ttyUSB1'), at('by-id', 'usb-1a86_USB_Serial-if00-port0'));
    expect(ports().map(({ node, port, isStable }) => [node, port, isStable])).toEqual([
      ['ttyUSB0', '/dev/ttyUSB0', false],
      ['ttyUSB1', at('by-id', 'usb-1a86_USB_Serial-if00-port0'), true],
    ]);
  });

  it('are none on a machine without any, and without /sys', () => {
    expect(ports()).toEqual([]);
    expect(listPorts({ ttys: at('nowhere'), names: [at('nowhere')] })).toEqual([]);
  });
});

describe('a name', () => {
  it('stands for what is plugged in now', () => {
    expect(portPath(at('by-id', 'adapter'))).toBeNull();
    for (const node of ['ttyUSB0', 'ttyUSB5']) {
      writeFileSync(at(node), '');
      rmSync(at('by-id', 'adapter'), { force: true });
      symlinkSync(at(node), at('by-id', 'adapter'));
      expect(portPath(at('by-id', 'adapter'))).toBe(at(node));
    }
    expect(portPath('usb:dead:beef', at('tty'))).toBeNull();
  });
});
