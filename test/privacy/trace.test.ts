import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { RunningCommand } from '../cli.ts';
import { readTrace, straceArguments, type TracedProcess } from './trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that lets bytes out by every way there is, one after the other. */
const PROGRAM = `
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { copyFileSync, openSync, writeSync, writevSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { Worker } from 'node:worker_threads';
const [,, folder] = process.argv;
writeFileSync(folder + '/plain', 'by-file');
const open = openSync(folder + '/vector', 'w');
writevSync(open, [Buffer.from('by-'), Buffer.from('vector')]);
writeSync(open, Buffer.from('by-place'), 0, 8, 100);
writeFileSync(folder + '/long', Buffer.alloc(300_000, 'long'));
new Worker("require('node:fs').writeFileSync(process.argv[2] + '/thread', 'by-thread')", { eval: true, argv: [folder] });
const child = spawn('sh', ['-c', 'echo by-child']);
child.stdout.resume();
const udp = createSocket('udp4');
udp.send('by-datagram', 9, '127.0.0.1', () => udp.close());
const server = createServer((socket) => socket.end('by-answer'));
server.listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1').on('close', () => server.close()).resume());
copyFileSync(folder + '/plain', folder + '/copied');
`;

const textOf = ({ written }: TracedProcess, kind: string) =>
  written
    .filter((each) => each.kind === kind)
    .map(({ bytes }) => bytes.toString('latin1'))
    .join('');

it('every byte that a command and its children let out is read from its trace, of whatever thread, and to what', async () => {
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  const traced = [...straceArguments(join(folder, 'trace')), process.execPath, join(folder, 'program.mjs'), folder];
  const { code, stderr } = await new RunningCommand('strace', traced, {
    ...process.env,
    UV_USE_IO_URING: '0',
  }).finished();
  expect(code, stderr).toBe(0);
  const processes = readTrace(join(folder, 'trace'));
  expect(processes).toHaveLength(2);
  const own = processes.find(({ line }) => line.includes('program.mjs'))!;
  const shell = processes.find(({ line }) => !line.includes('program.mjs'))!;
  for (const text of ['by-file', 'by-vector', 'by-place', 'by-thread']) expect(textOf(own, 'file')).toContain(text);
  expect(textOf(own, 'file').match(/long/g)).toHaveLength(75_000);
  for (const text of ['by-datagram', 'by-answer']) expect(textOf(own, 'network')).toContain(text);
  expect(textOf(shell, 'socket') + textOf(shell, 'pipe')).toContain('by-child\n');
  expect(shell.parent).toBe(own.pid);
  expect(own.named).toEqual(expect.arrayContaining(['plain', 'vector', 'thread'].map((name) => join(folder, name))));
  expect(own.connected.some((address) => address.startsWith('127.0.0.1:'))).toBe(true);
  expect(own.unseen.join()).not.toContain('mmap');
  // The copy is made by the kernel: its bytes are in no write, and that is told.
  expect(own.unseen.join()).toMatch(/copy_file_range|sendfile|FICLONE/);
}, 60_000);
