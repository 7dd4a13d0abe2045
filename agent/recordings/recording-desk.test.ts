import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { RecordingDesk, type RecordingToMeasure } from './recording-desk.ts';
import { UploadFolder } from './upload-folder.ts';

const named = { title: '微格练习', view: 'teacher' as const };
let folder: string;
let isBusy: boolean;
let free: number;
let measured: (RecordingToMeasure & { text: string })[];
/** What measuring does. */
let measure: (signal: AbortSignal, progress: (done: number) => void) => Promise<string>;
let desk: RecordingDesk;
let stopping: AbortController;

function start(): void {
  stopping = new AbortController();
  desk = new RecordingDesk({
    uploads: new UploadFolder(folder, () => free, 400),
    isBusy: () => isBusy,
    measure: (recording, signal, progress) => {
      measured.push({ ...recording, text: readFileSync(recording.path, 'utf8') });
      return measure(signal, progress);
    },
    warning: (message) => expect.fail(message),
  });
  desk.start(stopping.signal);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-recordings-'));
  isBusy = false;
  free = 100e9;
  measured = [];
  measure = async () => 'lesson-1';
  start();
});

afterEach(async () => {
  stopping.abort();
  await desk.stop();
  expect(left()).toEqual([]);
  rmSync(folder, { recursive: true });
});

const left = () => (existsSync(join(folder, 'recordings')) ? readdirSync(join(folder, 'recordings')) : []);
const bring = (text = 'film', owner = 'T0123') => desk.receive(owner, named, Readable.from([text]), text.length);
const states = (owner = 'T0123') => desk.list(owner).map(({ state }) => state);
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'taken',
    (error: { code: string }) => error.code,
  );

it('measures a recording and deletes it; only its owner sees it', async () => {
  let finish = () => {};
  measure = (_, progress) => {
    progress(0.4);
    return new Promise((resolve) => {
      finish = () => resolve('lesson-1');
    });
  };
  await bring();
  await expect.poll(() => desk.list('T0123')).toMatchObject([{ title: '微格练习', state: 'measuring', done: 0.4 }]);
  expect(measured).toMatchObject([{ ...named, owner: 'T0123', text: 'film' }]);
  expect(statSync(measured[0]!.path).mode & 0o777).toBe(0o600);
  expect(desk.list('T0999')).toEqual([]);
  expect(() => desk.remove('T0999', desk.list('T0123')[0]!.id)).toThrow('no recording');
  finish();
  await expect.poll(() => desk.list('T0123')).toMatchObject([{ state: 'done', lessonId: 'lesson-1' }]);
  expect(left()).toEqual([]);
});

const notMeasurable: Fault = {
  part: 'recording',
  kind: 'wrong',
  fault: 'it has no picture that can be read',
  seen: { code: 'MEDIA_UNREADABLE' },
  lost: 'this recording: it is deleted',
  recovers: 'bring it again as a film',
};
it('deletes one that cannot be measured too, and says why', shows(notMeasurable), async () => {
  measure = () => Promise.reject(Object.assign(new Error('no picture'), { code: 'MEDIA_UNREADABLE' }));
  await bring('no film');
  await expect
    .poll(() => desk.list('T0123'))
    .toMatchObject([{ state: 'failed', problem: { code: 'MEDIA_UNREADABLE', message: 'no picture' } }]);
  expect(left()).toEqual([]);
});

const lessonFirst: Fault = {
  part: 'recording',
  kind: 'overload',
  fault: 'a lesson begins while it is measured',
  seen: 'it waits',
  lost: 'nothing',
  recovers: 'measured anew after the lesson',
};
it('lets a lesson go first, also when it begins in the middle', shows(lessonFirst), async () => {
  isBusy = true;
  await bring();
  await delay(1_500);
  expect([states(), measured.length]).toEqual([['waiting'], 0]);
  measure = (signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
  isBusy = false;
  await expect.poll(() => states(), { timeout: 5_000 }).toEqual(['measuring']);
  isBusy = true;
  await expect.poll(() => states(), { timeout: 5_000 }).toEqual(['waiting']);
  expect(left()).toHaveLength(1);
  measure = async () => 'lesson-2';
  isBusy = false;
  await expect.poll(() => desk.list('T0123'), { timeout: 5_000 }).toMatchObject([{ state: 'done' }]);
});

it('can be taken back while it waits or is measured', async () => {
  isBusy = true;
  const { id } = await bring();
  desk.remove('T0123', id);
  expect([states(), left()]).toEqual([[], []]);
  isBusy = false;
  measure = (signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
  const second = await bring();
  await expect.poll(() => states(), { timeout: 5_000 }).toEqual(['measuring']);
  desk.remove('T0123', second.id);
  expect([states(), left()]).toEqual([[], []]);
});

const tooLarge: Fault[] = [
  {
    part: 'recording',
    kind: 'overload',
    fault: 'it is too large, or the disk has no room for it',
    seen: 'whoever brought it: too large, or no room',
    lost: 'nothing: it is not taken',
    recovers: 'with less, or when there is room',
  },
  {
    part: 'recording',
    kind: 'lost',
    fault: 'the connection breaks while it is brought',
    seen: 'whoever brought it: it broke off',
    lost: 'nothing of it is kept',
    recovers: 'bring it again',
  },
];
it(
  'refuses what is too large, too long for the disk, or broke off, and leaves nothing of it',
  shows(tooLarge),
  async () => {
    isBusy = true;
    const receive = (body: Readable, bytes: number) => desk.receive('T0123', named, body, bytes);
    expect(await codeOf(receive(Readable.from(['x']), 9e9))).toBe('RECORDING_TOO_LARGE');
    free = 2e9;
    expect(await codeOf(receive(Readable.from(['x']), 1e9))).toBe('RECORDING_NO_ROOM');
    free = 100e9;
    expect(await codeOf(receive(Readable.from(['more than was said']), 4))).toBe('RECORDING_TOO_LARGE');
    expect(await codeOf(receive(Readable.from(['less']), 40))).toBe('RECORDING_BROKEN_OFF');
    const broken = new Readable({ read() {} });
    const receiving = codeOf(receive(broken, 40));
    broken.push('half');
    await delay(50);
    expect(states()).toEqual(['receiving']);
    broken.destroy(new Error('aborted'));
    expect(await receiving).toBe('RECORDING_BROKEN_OFF');
    expect([states(), left()]).toEqual([[], []]);
  },
);

it('takes three at a time', async () => {
  isBusy = true;
  for (let i = 0; i < 3; i++) await bring();
  expect(await codeOf(bring())).toBe('RECORDING_BUSY');
});

const cutAtStart: Fault = {
  part: 'recording',
  kind: 'killed',
  fault: 'the agent ends while a recording is there',
  seen: 'it is no longer listed',
  lost: 'this recording: it is deleted at the next start',
  recovers: 'bring it again',
};
it('deletes at its start what was cut off', shows(cutAtStart), async () => {
  stopping.abort();
  await desk.stop();
  mkdirSync(join(folder, 'recordings'));
  writeFileSync(join(folder, 'recordings/old'), 'film');
  start();
  expect(left()).toEqual([]);
});

const nothingComes: Fault = {
  part: 'recording',
  kind: 'silent',
  fault: 'nothing more of it comes while it is brought',
  seen: 'whoever brought it: it broke off',
  lost: 'nothing of it is kept',
  recovers: 'bring it again',
};
it(
  'gives up one of which nothing comes any more, and one that is taken back meanwhile',
  shows(nothingComes),
  async () => {
    const asleep = new Readable({ read() {} });
    asleep.push('half');
    expect(await codeOf(desk.receive('T0123', named, asleep, 40))).toBe('RECORDING_BROKEN_OFF');
    expect([asleep.destroyed, states(), left()]).toEqual([true, [], []]);
    const unwanted = new Readable({ read() {} });
    const receiving = codeOf(desk.receive('T0123', named, unwanted, 40));
    unwanted.push('half');
    await delay(50);
    desk.remove('T0123', desk.list('T0123')[0]!.id);
    expect(await receiving).toBe('RECORDING_BROKEN_OFF');
    expect([states(), left()]).toEqual([[], []]);
  },
);

it('keeps room for what others are still to bring', async () => {
  free = 11e9;
  const first = new Readable({ read() {} });
  const receiving = codeOf(desk.receive('T0123', named, first, 8e9));
  await delay(20);
  expect(await codeOf(desk.receive('T0999', named, Readable.from(['x']), 8e9))).toBe('RECORDING_NO_ROOM');
  first.destroy();
  expect(await receiving).toBe('RECORDING_BROKEN_OFF');
});
