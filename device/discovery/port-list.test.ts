import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portNodes, portPath } from '../line/port-path.ts';
import { listPorts } from './port-list.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-ports-'));
  mkdirSync(at('tty'));
  mkdirSync(at('by-id'));
  mkdirSync(at('lectern'));
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
/** A name that udev gives a port. */
function link(tty: string, ...name: string[]) {
  writeFileSync(at(tty), '');
  symlinkSync(at(tty), at(...name));
}
const ports = () => listPorts({ ttys: at('tty'), names: [at('lectern'), at('by-id')] });

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
    usb('ttyUSB2', '0403', '6001');
    // udev leads the name that both claim to the one that came last.
    link('ttyUSB1', 'by-id', 'usb-1a86_USB_Serial-if00-port0');
    link('ttyUSB2', 'by-id', 'usb-FTDI_FT232R-if00-port0');
    expect(ports().map(({ node, port, isStable }) => [node, port, isStable])).toEqual([
      ['ttyUSB0', '/dev/ttyUSB0', false],
      ['ttyUSB1', '/dev/ttyUSB1', false],
      ['ttyUSB2', at('by-id', 'usb-FTDI_FT232R-if00-port0'), true],
    ]);
    link('ttyUSB0', 'lectern', 'serial-at-pci-0000_00_14_0-usb-0_1_1_0');
    expect(ports()[0]).toMatchObject({ port: at('lectern', 'serial-at-pci-0000_00_14_0-usb-0_1_1_0'), isStable: true });
  });

  it('are named by their own serial number before their socket, where no other has that number', () => {
    usb('ttyACM0', '2341', '0043', '95635333231351');
    link('ttyACM0', 'lectern', 'serial-at-pci-0000_00_14_0-usb-0_1_1_0');
    link('ttyACM0', 'lectern', 'serial-no-95635333231351');
    link('ttyACM0', 'by-id', 'usb-Arduino_95635333231351-if00');
    expect(ports().map(({ port }) => port)).toEqual([at('lectern', 'serial-no-95635333231351')]);
    // A clone of another make with the same number: the link may lead to either.
    usb('ttyUSB0', '10c4', 'ea60', '95635333231351');
    link('ttyUSB0', 'lectern', 'serial-at-pci-0000_00_14_0-usb-0_2_1_0');
    expect(ports().map(({ port }) => port)).toEqual([
      at('by-id', 'usb-Arduino_95635333231351-if00'),
      at('lectern', 'serial-at-pci-0000_00_14_0-usb-0_2_1_0'),
    ]);
  });

  it('are not offered by numbers that another adapter of the make fits too', () => {
    usb('ttyUSB0', '0403', '6001');
    usb('ttyUSB1', '0403', '6001', 'A50285BI');
    expect(ports().map(({ node, port, isStable }) => [node, port, isStable])).toEqual([
      ['ttyUSB0', '/dev/ttyUSB0', false],
      ['ttyUSB1', 'usb:0403:6001:A50285BI', true],
    ]);
  });

  it('are those of vendor drivers too, and no terminals that are none', () => {
    usb('ttyCH343USB0', '1a86', '55d3', '0001');
    usb('ttyXRUSB0', '04e2', '1410');
    own('ttymxc0', 36);
    mkdirSync(at('tty', 'ttyprintk'));
    expect(ports().map(({ node, port }) => [node, port])).toEqual([
      ['ttyCH343USB0', 'usb:1a86:55d3:0001'],
      ['ttyXRUSB0', 'usb:04e2:1410'],
      ['ttymxc0', '/dev/ttymxc0'],
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

  it('of several that are alike stands for none of them', () => {
    // Terminals of this machine that certainly are in /dev: what they are is what the folder says.
    usb('tty', '0403', '6001');
    expect(portPath('usb:0403:6001', at('tty'))).toBe('/dev/tty');
    usb('ptmx', '0403', '6001', 'A50285BI');
    expect(portPath('usb:0403:6001', at('tty'))).toBeNull();
    expect(portNodes('usb:0403:6001', at('tty'))).toHaveLength(2);
    expect(portNodes('usb:0403:6001:A50285BI', at('tty'))).toHaveLength(1);
  });
});
