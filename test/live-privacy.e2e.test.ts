import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { cliPath, film, RunningCommand, repository } from './cli.ts';
import { descendants } from './fixtures/process-tree.ts';
import { provePrivacy } from './privacy/privacy-proof.ts';

it('a mark in the pictures and the sound of a lesson is nowhere but in the sensor processes', async () => {
  const { control, searched, forbidden, programs } = await provePrivacy();
  console.log(searched.map(({ place, bytes }) => `${place}: ${bytes}`).join('\n'));
  // Two cameras and a microphone: the search finds the mark where it is.
  expect(control.map(({ found }) => found.length > 0)).toEqual([true, true, true]);
  expect(searched.filter(({ found }) => found.length > 0)).toEqual([]);
  expect(searched.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['data/lectern.db', 'log', 'support-bundle', 'backup', 'HTTP, every answer']),
  );
  for (const place of ['HTTP', 'MQTT', 'sensor processes', 'agent and its other programs, network'])
    expect(searched.find((each) => each.place.startsWith(place))!.bytes, place).toBeGreaterThan(2_000);
  expect(forbidden).toEqual([]);
  const sensors = programs.filter(({ program }) => /process$/.test(program));
  expect(sensors).toHaveLength(3);
  // A second of the sound alone would be 64 kB.
  for (const { bytes } of sensors) expect((bytes.socket ?? 0) + (bytes.pipe ?? 0)).toBeLessThan(64_000);
}, 400_000);

it('a sensor process that crashes leaves no picture of its memory, though core dumps are asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-core-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clip = (name: string) => `{ address: "${join(film, name)}", loop: true }`;
  const config = [
    'version: 1',
    'room: { region: "310104", school: "2131000000", room: r301 }',
    `sources: { studentCamera: ${clip('student.mp4')}, microphone: ${clip('room.opus')} }`,
    ...['store: { folder: data }', 'screen: { port: 0 }', 'lesson: { begins: hand }'],
  ];
  writeFileSync(join(folder, 'lectern.yaml'), config.join('\n'));
  // The package's launcher, with the Node and the program of this clone.
  const packaged = readFileSync(join(repository, 'provisioning/package/debian/lectern-launcher'), 'utf8');
  const launcher = packaged
    .replace('/usr/lib/lectern/node/bin/node', process.execPath)
    .replace('/usr/lib/lectern/agent/cli.ts', cliPath);
  expect(launcher).toContain(cliPath);
  writeFileSync(join(folder, 'lectern'), launcher, { mode: 0o755 });
  const shell = `ulimit -c unlimited; cd ${folder}; exec ./lectern run --config lectern.yaml`;
  const run = new RunningCommand('bash', ['-c', shell]);
  onTestFinished(() => void run.child.kill('SIGKILL'));
  await run.until(() => run.stderr.includes('"ready"'));
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(run.stderr)![1]);
  const begun = await fetch(`http://127.0.0.1:${port}/api/lesson/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(begun.status).toBe(200);
  const sensors = () =>
    descendants(run.child.pid!).filter(({ line }) => /-process\.ts|microphone\/process\.ts/.test(line));
  await vi.waitFor(() => expect(sensors().length).toBeGreaterThan(1), 30_000);
  for (const { pid } of [{ pid: run.child.pid! }, ...sensors()]) {
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size +0 +0/);
    expect(Number.parseInt(readFileSync(`/proc/${pid}/coredump_filter`, 'utf8'), 16)).toBe(0);
  }
  const crashed = sensors();
  for (const { pid } of crashed) process.kill(pid, 'SIGSEGV');
  await vi.waitFor(
    () => expect(sensors().filter(({ pid }) => crashed.some((each) => each.pid === pid))).toEqual([]),
    30_000,
  );
  run.child.kill('SIGTERM');
  await run.finished();
  expect(readdirSync(folder).sort()).toEqual(['data', 'lectern', 'lectern.yaml']);
  expect(readdirSync(repository).filter((name) => /^core/.test(name))).toEqual([]);
}, 120_000);
