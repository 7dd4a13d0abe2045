import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { HeardNews } from '../../test/fixtures/driven-device.ts';
import { HotPlug } from '../line/hot-plug.ts';
import { PtyPair } from '../simulation/pty-pair.ts';
import { BoardDriver } from './board-driver.ts';
import { encodeBoardFrame } from './board-frame.ts';
import { boardSettingsSchema } from './board-settings.ts';

const firmware = join(import.meta.dirname, 'firmware');
const folder = mkdtempSync(join(tmpdir(), 'lectern-firmware-'));
const program = join(folder, 'host-board');
const PATIENCE = { timeout: 10_000, interval: 10 };

let pair: PtyPair;
let board: ChildProcess;
let shown: string[];
let news: HeardNews;
let stopping: AbortController;
let driver: BoardDriver;
let done: Promise<void>;

beforeAll(() => {
  const sources = [join(firmware, 'host-board.c'), join(firmware, 'lectern-board/lectern_board.c')];
  const strict = ['-std=c11', '-D_DEFAULT_SOURCE', '-Wall', '-Wextra', '-Werror', '-fsanitize=undefined'];
  execFileSync('gcc', [...strict, '-o', program, ...sources], { stdio: 'inherit' });
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  pair = new PtyPair(join(folder, 'host'), join(folder, 'device'));
  await pair.plug();
  board = spawn(program, [pair.device], { stdio: ['pipe', 'pipe', 'inherit'] });
  shown = [];
  board.stdout!.setEncoding('utf8').on('data', (text: string) => shown.push(...text.trim().split('\n')));
  news = new HeardNews();
  stopping = new AbortController();
  const hotPlug = new HotPlug({ folders: [folder], monitor: { command: '/no/udev', args: [] }, pollMs: 50 });
  const settings = boardSettingsSchema.parse({ kind: 'board', port: pair.host });
  driver = new BoardDriver(settings, { hotPlug, tell: (each) => void news.all.push(each) });
  done = driver.run(stopping.signal);
});
afterEach(async () => {
  stopping.abort();
  await done;
  board.kill('SIGKILL');
  await pair.unplug();
});

const press = async (...heldMs: number[]) => {
  for (const ms of heldMs) {
    board.stdin!.write('down\n');
    await delay(ms);
    board.stdin!.write('up\n');
    await delay(120);
  }
};
const found = () => vi.waitFor(() => expect(news.last('state')?.state).toBe('ok'), PATIENCE);

it('the reference firmware understands the agent: lamp, heartbeat, and each kind of press', async () => {
  driver.take({ do: 'lamp', lamp: { light: 'lesson', blink: 'none' } });
  await found();
  await vi.waitFor(() => expect(shown.at(-1)).toBe('2 0'), PATIENCE);
  expect(news.last('identity')?.text).toContain('host-board');
  // A hand is never so soon after its start; the button counts once it was seen up.
  await delay(100);
  await press(150);
  await vi.waitFor(() => expect(news.of('press').map((each) => each.press)).toEqual(['short']), PATIENCE);
  await press(150, 150);
  await vi.waitFor(() => expect(news.of('press').map((each) => each.press)).toEqual(['short', 'double']), PATIENCE);
  await press(2_000);
  await vi.waitFor(
    () => expect(news.of('press').map((each) => each.press)).toEqual(['short', 'double', 'long']),
    PATIENCE,
  );
  // A touch that is shorter than a finger's is none, and nothing is said twice.
  await press(5);
  await delay(800);
  expect(news.of('press')).toHaveLength(3);
}, 30_000);

it('a button that is held while it starts is no press until it was let go', async () => {
  await found();
  board.kill('SIGKILL');
  board = spawn(program, [pair.device, 'down'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  board.stdout!.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
  await vi.waitFor(() => expect(lines).toContain('0 0'), PATIENCE);
  // Longer than a long press, and let go like a short one.
  await delay(2_000);
  board.stdin!.write('up\n');
  await delay(700);
  expect(news.of('press')).toHaveLength(0);
  await press(150);
  await vi.waitFor(() => expect(news.of('press').map((each) => each.press)).toEqual(['short']), PATIENCE);
}, 30_000);

it('its lamp goes out by itself when the agent is gone', async () => {
  const wishing = setInterval(() => driver.take({ do: 'lamp', lamp: { light: 'sensing', blink: 'fault' } }), 500);
  await found();
  await vi.waitFor(() => expect(shown.at(-1)).toBe('1 1'), PATIENCE);
  await delay(4_000);
  expect(shown.at(-1), 'told each second it stays lit').toBe('1 1');
  clearInterval(wishing);
  stopping.abort();
  await done;
  await vi.waitFor(() => expect(shown.at(-1)).toBe('0 0'), PATIENCE);
}, 30_000);

it('its lamp goes out when the agent itself no longer says what it should show', async () => {
  driver.take({ do: 'lamp', lamp: { light: 'sensing', blink: 'none' } });
  await vi.waitFor(() => expect(shown.at(-1)).toBe('1 0'), PATIENCE);
  await vi.waitFor(() => expect(shown.at(-1)).toBe('0 0'), PATIENCE);
}, 30_000);

it('noise, lines without an end and words it does not know leave it as it is', async () => {
  driver.take({ do: 'lamp', lamp: { light: 'off', blink: 'none' } });
  await found();
  stopping.abort();
  await done;
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path: pair.host, baudRate: 115_200 });
  let heard = '';
  port.on('data', (bytes: Buffer) => {
    heard += bytes;
  });
  for (let i = 0; i < 200; i++) {
    const junk = Buffer.from(Array.from({ length: i * 3 }, (_, at) => (at * 31 + i * 7) % 256));
    await new Promise<void>((resolve) => port.write(junk, () => resolve()));
  }
  port.write('$1 LAMP lesson none*0000\n');
  port.write(encodeBoardFrame({ number: 9, words: ['OPEN', 'the', 'door'] }));
  port.write(encodeBoardFrame({ number: 10, words: ['LAMP', 'red', 'none'] }));
  port.write(encodeBoardFrame({ number: 11, words: ['HELLO', '2'] }));
  port.write(encodeBoardFrame({ number: 12, words: ['HELLO', '1'] }));
  await vi.waitFor(() => expect(heard).toMatch(/\$12 BOARD 1 host-board/), PATIENCE);
  expect(heard).toMatch(/\$9 NO word\*.*\n.*\$10 NO words\*.*\n.*\$11 NO protocol\*/s);
  expect(shown.at(-1)).toBe('0 0');
  await new Promise<void>((resolve) => port.close(() => resolve()));
}, 30_000);
