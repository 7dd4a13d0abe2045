import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RoomState } from '../../agent/lesson/room-state.ts';
import { cliPath, film, RunningCommand } from '../cli.ts';
import { freePort } from '../fixtures/mosquitto-broker.ts';

const ASK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

export interface Start {
  readyMs: number;
  frameMs: number;
}

/** How soon the agent answers and sees, with the film as its cameras and, in `folder`, the cache of compiled code that the service has. */
export async function startOnce(folder: string): Promise<Start> {
  const port = await freePort();
  const config = join(folder, 'lectern.yaml');
  const sources = [
    `  studentCamera: { address: ${film}/student.mp4, loop: true }`,
    `  teacherCamera: { address: ${film}/teacher.mp4, loop: true }`,
    `  microphone: [{ address: ${film}/room.opus, loop: true }]`,
  ];
  const room = 'room: { region: "310104", school: "2131000000", room: r301 }';
  const data = mkdtempSync(join(folder, 'data-'));
  const rest = `lesson: { begins: start }\nstore: { folder: ${data} }\nscreen: { port: ${port} }\n`;
  writeFileSync(config, `version: 1\n${room}\nsources:\n${sources.join('\n')}\n${rest}`);
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const startedMs = performance.now();
  const agent = new RunningCommand(process.execPath, [cliPath, 'run', '--config', config], env);
  try {
    let readyMs: number | undefined;
    while (performance.now() - startedMs < PATIENCE_MS) {
      const state = await stateOf(port);
      if (state) readyMs ??= performance.now() - startedMs;
      if (
        readyMs !== undefined &&
        state?.sources.some(({ name, state: is }) => name.endsWith('camera') && is === 'live')
      )
        return { readyMs, frameMs: performance.now() - startedMs };
      await delay(ASK_EVERY_MS);
    }
    throw new Error(`no picture within ${PATIENCE_MS / 1000} s\n${agent.stderr}`);
  } finally {
    agent.child.kill('SIGTERM');
    await agent.finished();
  }
}

/** The same of a process that does nothing but answer. */
export async function startBare(): Promise<number> {
  const port = await freePort();
  const program = `require('node:http').createServer((_, answer) => answer.end('{}')).listen(${port}, '127.0.0.1')`;
  const startedMs = performance.now();
  const bare = new RunningCommand(process.execPath, ['-e', program]);
  try {
    while (performance.now() - startedMs < PATIENCE_MS) {
      if (await stateOf(port)) return performance.now() - startedMs;
      await delay(ASK_EVERY_MS);
    }
    throw new Error(`a bare process does not answer\n${bare.stderr}`);
  } finally {
    bare.child.kill('SIGTERM');
    await bare.finished();
  }
}

async function stateOf(port: number): Promise<RoomState | undefined> {
  try {
    return (await (await fetch(`http://127.0.0.1:${port}/api/state`)).json()) as RoomState;
  } catch {
    return undefined;
  }
}
