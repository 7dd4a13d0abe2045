import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RoomState } from '../agent/lesson/room-state.ts';
import { film, lectern, type RunningCommand } from './cli.ts';
import { type Fault, shows } from './faults/fault.ts';
import { freePort } from './fixtures/mosquitto-broker.ts';
import { Panel } from './fixtures/panel.ts';
import { descendants } from './fixtures/process-tree.ts';

let folder: string;
let port: number;
let agents: RunningCommand[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-room-'));
  port = await freePort();
  agents = [];
  configure();
});

afterEach(async () => {
  for (const agent of agents) {
    agent.child.kill('SIGTERM');
    await agent.finished();
  }
  rmSync(folder, { recursive: true, force: true });
});

function configure(): void {
  const lines = [
    'version: 1',
    'room: { region: "310104", school: "2131000000", room: r301 }',
    `sources: { microphone: { address: ${join(film, 'room.opus')}, loop: true } }`,
    'store: { folder: data }',
    `screen: { port: ${port} }`,
    'lesson: { begins: hand }',
  ];
  writeFileSync(join(folder, 'lectern.yaml'), lines.join('\n'));
}

async function started(): Promise<RunningCommand> {
  const agent = lectern('run', '--config', join(folder, 'lectern.yaml'));
  agents.push(agent);
  await agent.until(() => agent.stderr.includes('"ready"'));
  return agent;
}

async function ended(agent: RunningCommand): Promise<void> {
  agents = agents.filter((each) => each !== agent);
  agent.child.kill('SIGTERM');
  expect((await agent.finished()).code).toBe(0);
}

const room = (...words: string[]) => lectern(...words, '--port', String(port)).finished();
const state = async () => (await (await fetch(`http://127.0.0.1:${port}/api/state`)).json()) as RoomState;
const devices = (agent: RunningCommand) =>
  descendants(agent.child.pid!).filter(({ line }) => line.startsWith('ffmpeg'));
const soon = (is: () => unknown) => vi.waitFor(is, { timeout: 10_000, interval: 50 });

it('the privacy switch closes every device at once, holds the lesson, and survives a restart', async () => {
  let agent = await started();
  expect(devices(agent)).toEqual([]);
  expect(await room('lesson', 'start', '--class', '七年级 3 班')).toMatchObject({ code: 0 });
  const { id } = (await state()).lesson!;
  await soon(() => expect(devices(agent)).toHaveLength(1));
  await agent.until(() => agent.stderr.includes('microphone: live'));

  const before = performance.now();
  expect(await room('sensing', 'off')).toMatchObject({ code: 0 });
  await soon(() => expect(devices(agent)).toEqual([]));
  console.log(`closed ${((performance.now() - before) / 1000).toFixed(1)} s after the command began`);
  expect(await state()).toMatchObject({ sensing: 'off', activity: 'held', lesson: { id } });
  expect(await room('lesson', 'bookmark')).toMatchObject({ code: 2, stderr: expect.stringContaining('no lesson') });

  await ended(agent);
  agent = await started();
  await soon(async () => expect(await state()).toMatchObject({ sensing: 'off', activity: 'held', lesson: { id } }));
  expect(devices(agent)).toEqual([]);

  expect(await room('sensing', 'on')).toMatchObject({ code: 0 });
  await soon(() => expect(devices(agent)).toHaveLength(1));
  expect(await state()).toMatchObject({ sensing: 'on', activity: 'recording', lesson: { id } });
  expect(await room('lesson', 'bookmark')).toMatchObject({ code: 0 });
  expect(await room('lesson', 'end')).toMatchObject({ code: 0 });
  await agent.until(() => agent.stderr.includes('lesson reported'));
  const panel = new Panel(port);
  await panel.signIn(join(folder, 'data'));
  const lessons = await panel.get<{ id: string }[]>('/api/lessons');
  expect(lessons.map((lesson) => lesson.id)).toEqual([id]);
}, 120_000);

const configBroken: Fault = {
  part: 'configuration',
  kind: 'wrong',
  fault: 'a value of it is wrong at the start',
  seen: { code: 'CONFIG_INVALID' },
  lost: 'what was changed: the last good settings are used',
  recovers: 'when it is mended and read anew: systemctl reload lectern, or the next start',
};
it(
  'a broken configuration is replaced by the last good one, and everybody is told',
  shows(configBroken, { timeout: 120_000 }),
  async () => {
    await ended(await started());
    const file = join(folder, 'lectern.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('begins: hand', 'begins: at dawn'));
    const agent = await started();
    const { problems } = await state();
    expect(problems).toMatchObject([{ code: 'CONFIG_INVALID', message: expect.stringContaining('lesson.begins') }]);
    expect(agent.stderr).toContain('the last good settings are used until it is mended');
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { safeMode: true }]);
    expect((await room('doctor', '--config', file)).stdout).toContain('lesson.begins');
    expect(await room('lesson', 'start')).toMatchObject({ code: 0 });
  },
);

const rulesBroken: Fault = {
  part: 'rules',
  kind: 'wrong',
  fault: 'the region’s rules have a wrong line',
  seen: { code: 'RULES_UNREADABLE' },
  lost: 'findings by the region’s rules: the built-in ones are used',
  recovers: 'with the next start after it is mended',
};
it(
  'a region’s bad rule file is refused with its line, and the built-in rules go on',
  shows(rulesBroken, { timeout: 120_000 }),
  async () => {
    const file = join(folder, 'lectern.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nfindings: { rules: region.yaml }`);
    const rules = join(folder, 'region.yaml');
    writeFileSync(rules, 'version: 1\nrules:\n  - id: wait-time.short\n    version: one\n');
    const agent = await started();
    const { problems } = await state();
    expect(problems).toMatchObject([
      { code: 'RULES_UNREADABLE', message: expect.stringMatching(/region\.yaml:3:5: .*built-in rules are used/) },
    ]);
    const check = await lectern('findings', 'check', rules).finished();
    expect([check.code, check.stderr]).toEqual([2, expect.stringContaining(`${rules}:4:`)]);
    expect((await room('doctor', '--config', file)).stdout).toContain('region.yaml:4:');

    expect(await room('lesson', 'start')).toMatchObject({ code: 0 });
    await agent.until(() => agent.stderr.includes('microphone: live'));
    expect(await room('lesson', 'end')).toMatchObject({ code: 0 });
    await agent.until(() => agent.stderr.includes('lesson reported'));
  },
);

const portTaken: Fault = {
  part: 'screen',
  kind: 'refused',
  fault: 'another program has its port when a lesson begins',
  seen: { code: 'SCREEN_PORT_TAKEN' },
  lost: 'nothing of the lesson',
  recovers: 'when the port is free',
};
it(
  'a lesson begins although another program has the screen’s port',
  shows(portTaken, { timeout: 120_000 }),
  async () => {
    const other = createServer((_, response) => response.end()).listen(port, '127.0.0.1');
    const file = join(folder, 'lectern.yaml');
    // A recording, which begins with the agent.
    writeFileSync(file, readFileSync(file, 'utf8').replace(/, loop: true|lesson: .*/g, ''));
    const agent = lectern('run', '--config', file);
    agents.push(agent);
    await agent.until(() => agent.stderr.includes('SCREEN_PORT_TAKEN') && agent.stderr.includes('microphone: live'));
    other.close();
  },
);

const diskUnusable: Fault = {
  part: 'database',
  kind: 'absent',
  fault: 'its folder cannot be used at all',
  seen: { code: 'STORE_UNUSABLE' },
  lost: 'the lessons of this run, when the agent ends',
  recovers: 'at the next start, when the folder can be used',
};
it(
  'a disk that cannot be used is told, and the lesson goes on in memory',
  shows(diskUnusable, { timeout: 120_000 }),
  async () => {
    writeFileSync(join(folder, 'data'), 'a file where a folder should be');
    const agent = await started();
    expect((await state()).problems).toMatchObject([{ code: 'STORE_UNUSABLE' }]);
    expect(await room('lesson', 'start')).toMatchObject({ code: 0 });
    await agent.until(() => agent.stderr.includes('microphone: live'));
    expect(await room('lesson', 'end')).toMatchObject({ code: 0 });
    await agent.until(() => agent.stderr.includes('lesson reported'));
  },
);
