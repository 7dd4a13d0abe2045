import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { UpdateLock } from './update-lock.ts';

const script = join(import.meta.dirname, '../../systemd/scripts/no-lesson');
/** Larger than any process's number on Linux. */
const NOBODY = '4194305';

let folder: string;
let lock: UpdateLock;
let ending: AbortController;
let isBusy: boolean;
let restarts: number;
const warnings: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-lock-'));
  isBusy = false;
  restarts = 0;
  warnings.length = 0;
  ending = new AbortController();
  lock = made(folder);
});
afterEach(() => {
  ending.abort();
  rmSync(folder, { recursive: true, force: true });
});

const made = (at: string | undefined) =>
  new UpdateLock({
    folder: at,
    isBusy: () => isBusy,
    restart: () => restarts++,
    warning: (message) => warnings.push(message),
  });
const file = () => join(folder, 'lesson.lock');
/** As systemd and the package ask. */
const mayUpdate = () => spawnSync(script, { env: { ...process.env, LECTERN_LESSON_LOCK: file() } }).status === 0;

const updateInLesson: Fault = {
  part: 'package',
  kind: 'refused',
  fault: 'an update is due in a lesson',
  seen: 'nothing',
  lost: 'nothing: the update waits',
  recovers: 'after the lesson',
};
it('is held while the room is busy, and no longer', shows(updateInLesson), () => {
  lock.start(ending.signal);
  expect(mayUpdate()).toBe(true);
  isBusy = true;
  lock.look();
  expect(mayUpdate()).toBe(false);
  isBusy = false;
  lock.look();
  expect(mayUpdate()).toBe(true);
  isBusy = true;
  lock.look();
  ending.abort();
  expect(existsSync(file())).toBe(false);
});

const lockOfNobody: Fault = {
  part: 'package',
  kind: 'wrong',
  fault: 'a lock against updates is left of a process that is no more',
  seen: 'nothing',
  lost: 'nothing: updates are not kept away for ever',
  recovers: 'by itself',
};
it.each(['', 'nonsense\n', `${NOBODY}\n`, '-1\n'])(
  'a lock of nobody, %j, keeps no update away',
  shows(lockOfNobody),
  (content) => {
    writeFileSync(file(), content);
    expect(mayUpdate()).toBe(true);
  },
);

it.skipIf(process.geteuid?.() !== 0)('[needs root] a lock whose process is another user’s keeps no update away', () => {
  writeFileSync(file(), `${process.pid}\n`);
  expect(mayUpdate()).toBe(false);
  chownSync(file(), 65_534, 65_534);
  expect(mayUpdate()).toBe(true);
});

const lockLeft: Fault = {
  part: 'package',
  kind: 'killed',
  fault: 'the agent is killed in a lesson and leaves its lock against updates',
  seen: 'nothing',
  lost: 'nothing',
  recovers: 'gone at the next start',
};
it('what an agent has left that was ended in the middle is gone at the next start', shows(lockLeft), () => {
  writeFileSync(file(), `${process.ppid}\n`);
  lock.start(ending.signal);
  expect(existsSync(file())).toBe(false);
});

const updatedInLesson: Fault = {
  part: 'package',
  kind: 'lost',
  fault: 'the program was replaced in a lesson',
  seen: 'nothing',
  lost: 'nothing: the lesson goes on with the program before',
  recovers: 'the new one begins when the room is idle',
};
it('a newer program begins when the room is idle, once', shows(updatedInLesson), () => {
  isBusy = true;
  lock.start(ending.signal);
  writeFileSync(join(folder, 'restart-when-idle'), '');
  lock.look();
  expect(restarts).toBe(0);
  isBusy = false;
  lock.look();
  lock.look();
  expect(restarts).toBe(1);
});

it('says once that it cannot be held', () => {
  lock = made(join(folder, 'none'));
  isBusy = true;
  lock.start(ending.signal);
  lock.look();
  expect(warnings).toHaveLength(1);
});

it('does nothing where the agent is no service', () => {
  isBusy = true;
  lock = made(undefined);
  lock.start(ending.signal);
  lock.look();
  expect(existsSync(file())).toBe(false);
});
