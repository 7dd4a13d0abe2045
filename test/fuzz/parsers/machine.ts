import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoomClient } from '../../../agent/commands/room-client.ts';
import { AgentUnreachableError, RoomRefusedError } from '../../../agent/commands/room-client-error.ts';
import { diskWearCheck } from '../../../agent/health/doctor/disk-wear-check.ts';
import { modelsCheck } from '../../../agent/health/doctor/models-check.ts';
import { recording, waiting } from '../../../agent/screen/sample-room.ts';
import { listPorts } from '../../../device/discovery/port-list.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';
import { ofFile } from './settings.ts';

const never = new AbortController().signal;

export const machineParsers: FuzzedParser[] = [
  {
    name: 'usb-adapters',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'what a USB adapter says of itself (sysfs)',
    form: 'lines',
    covers: ['device/discovery/port-list.ts#listPorts', 'device/line/port-path.ts#usbIdentity'],
    seeds: () => ['0403\n6001\nA50285BI\nFT232R USB UART\n', '2341\n0043\n\n\n'],
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
      const usb = join(folder, 'usb');
      mkdirSync(join(usb, 'port'), { recursive: true });
      mkdirSync(join(folder, 'ttys/ttyUSB0'), { recursive: true });
      symlinkSync(join(usb, 'port'), join(folder, 'ttys/ttyUSB0/device'));
      return {
        parse: (bytes) => {
          const lines = bytes.toString('latin1').split('\n');
          for (const [i, file] of ['idVendor', 'idProduct', 'serial', 'product'].entries())
            writeFileSync(join(usb, file), `${lines[i] ?? ''}\n`, 'latin1');
          for (const { port, adapter } of listPorts({ ttys: join(folder, 'ttys'), names: [] })) {
            must(!/\p{Cc}/u.test(port + adapter), 'it can be printed and written into a configuration');
          }
        },
        close: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'disk-health',
    reads: 'what smartctl says of a disk',
    form: 'json',
    covers: ['agent/health/doctor/disk-wear-check.ts#diskWearCheck'],
    seeds: () => [
      JSON.stringify({ smart_status: { passed: true }, nvme_smart_health_information_log: { percentage_used: 3 } }),
      JSON.stringify({ ata_smart_attributes: { table: [{ name: 'Wear_Leveling_Count', value: 97 }] } }),
    ],
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
      mkdirSync(join(folder, 'sda'));
      return {
        parse: async (bytes) => {
          const stdout = bytes.toString('utf8');
          const check = diskWearCheck(async () => ({ missing: false, status: 0, stdout, stderr: '' }), folder);
          await check.examine(never);
        },
        close: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'model-stamps',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'the list of models that set-up has made',
    form: 'json',
    covers: ['agent/health/doctor/models-check.ts#modelsCheck'],
    seeds: () => [JSON.stringify({ 'talk-first': { bytes: 10, mtimeMs: 1, sha256: 'a' } })],
    open: ofFile(async (_, folder) => {
      await modelsCheck(folder).examine(never);
    }, 'stamps.json'),
  },
  {
    name: 'agent-answers',
    reads: 'what answers `lectern status`, which may be another program',
    form: 'json',
    covers: ['agent/commands/room-client.ts#RoomClient'],
    seeds: () => [JSON.stringify(waiting()), JSON.stringify(recording())],
    open: async () => {
      let answer: Buffer = Buffer.alloc(0);
      const server = createServer((_, response) => response.writeHead(200).end(answer)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const client = new RoomClient((server.address() as AddressInfo).port);
      return {
        parse: async (bytes) => {
          answer = bytes;
          await client.state();
        },
        close: () => {
          server.closeAllConnections();
          server.close();
        },
      };
    },
    refuses: (error) => error instanceof AgentUnreachableError || error instanceof RoomRefusedError,
    slow: { cases: 20_000, because: 'each goes over a connection' },
  },
];
