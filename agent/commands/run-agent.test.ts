import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cliPath, RunningCommand } from '../../test/cli.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { freePort } from '../../test/fixtures/mosquitto-broker.ts';
import type { RoomState } from '../lesson/room-state.ts';

vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let agent: RunningCommand | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-safe-'));
});
afterEach(async () => {
  agent?.child.kill('SIGKILL');
  await agent?.finished();
  rmSync(folder, { recursive: true, force: true });
});

/** The agent as systemd starts it. */
function service(port: number): RunningCommand {
  const args = [
    'run',
    '--config',
    join(folder, 'lectern.yaml'),
    '--data',
    join(folder, 'data'),
    '--port',
    String(port),
  ];
  return new RunningCommand(process.execPath, [cliPath, ...args], { ...process.env, RUNTIME_DIRECTORY: folder });
}
const starts = () => JSON.parse(readFileSync(join(folder, 'starts.json'), 'utf8')) as { why?: string }[];

const endedAgain: Fault = {
  part: 'agent',
  kind: 'overload',
  fault: 'its service has ended five times in a short time',
  seen: 'the page says that it is in safe mode, and the last reason',
  lost: 'lessons until somebody mends the reason',
  recovers: 'when it is asked to end and starts anew',
};
it(
  'a service that has ended again and again serves its page and says why, until it is asked to end',
  shows(endedAgain),
  async () => {
    const port = await freePort();
    const why = 'the disk is gone';
    writeFileSync(
      join(folder, 'starts.json'),
      JSON.stringify(Array.from({ length: 5 }, () => ({ atS: uptime() - 1, why }))),
    );
    agent = service(port);
    await agent.until(() => agent!.stderr.includes('"ready"'));
    const state = (await (await fetch(`http://127.0.0.1:${port}/api/state`)).json()) as RoomState;
    expect(state).toMatchObject({ activity: 'idle', sources: [], problems: [{ code: 'AGENT_SAFE_MODE' }] });
    expect(state.problems[0]!.message).toContain(why);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('safe mode')]);
    agent.child.kill('SIGTERM');
    expect((await agent.finished()).code).toBe(0);
    expect(starts).toThrow('ENOENT');
  },
);

it('why it ended is written down for the next start', async () => {
  writeFileSync(join(folder, 'lectern.yaml'), 'version: 1\nroom: nowhere\n');
  agent = service(await freePort());
  expect((await agent.finished()).code).toBe(2);
  expect(starts()).toEqual([{ atS: expect.any(Number), why: expect.stringContaining('room') }]);
});

const newerProgram: Fault = {
  part: 'package',
  kind: 'lost',
  fault: 'the program is replaced while it runs',
  seen: 'the screen is gone for a moment',
  lost: 'nothing',
  recovers: 'it ends by itself between lessons, and is started anew',
};
it('ends by itself for a newer program, so that it is started anew', shows(newerProgram), async () => {
  agent = service(await freePort());
  await agent.until(() => agent!.stderr.includes('"ready"'));
  writeFileSync(join(folder, 'restart-when-idle'), '');
  expect((await agent.finished()).code).toBe(0);
  expect(agent.stderr).toContain('the program has been updated');
});

it('reads its settings anew when it is asked to', async () => {
  const port = await freePort();
  agent = service(port);
  await agent.until(() => agent!.stderr.includes('"ready"'));
  writeFileSync(
    join(folder, 'lectern.yaml'),
    `version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:nothing" }
lesson: { begins: hand }
store: { folder: data }
screen: { port: ${port} }
`,
  );
  agent.child.kill('SIGHUP');
  await agent.until(() => agent!.stderr.split('"ready"').length === 3);
  const state = (await (await fetch(`http://127.0.0.1:${port}/api/state`)).json()) as RoomState;
  expect(state.sources).toMatchObject([{ name: 'microphone' }]);
});
