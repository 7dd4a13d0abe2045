import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { outboxState, outboxWork } from '../../test/fixtures/outbox-work.ts';
import { seeded } from '../../test/fixtures/seeded.ts';
import { openStore } from './agent-store.ts';

const FRAME_BYTES = 24 + 4096;
const HEADER_BYTES = 32;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = (error: Error) => {
  throw error;
};

/** The store as it would be found with so much of its log on the disk. */
function cutAt(log: Buffer, bytes: number, base: string): string {
  const at = join(folder, 'cut');
  rmSync(at, { recursive: true, force: true });
  mkdirSync(at);
  copyFileSync(base, join(at, 'lectern.db'));
  writeFileSync(join(at, 'lectern.db-wal'), log.subarray(0, bytes));
  writeFileSync(join(at, 'lectern.db-mark'), 'open\n');
  const store = openStore(at, never);
  try {
    expect(store.salvaged).toBeNull();
    return outboxState(store);
  } finally {
    store.close();
  }
}

const powerCut: Fault = {
  part: 'disk',
  kind: 'killed',
  fault: 'the power is cut in the middle of a write',
  seen: 'nothing',
  lost: 'nothing that was said to be written',
  recovers: 'by itself at the next start',
};
it(
  'after the power was cut at any write, everything is as after some step, and that the last one that was done',
  shows(powerCut, { timeout: 240_000 }),
  () => {
    const first = openStore(folder);
    first.close();
    const base = join(folder, 'base.db');
    copyFileSync(first.database.name, base);
    const store = openStore(folder);
    store.database.pragma('wal_autocheckpoint = 0');
    const log = `${store.database.name}-wal`;
    const work = outboxWork(store, seeded(11));
    const states: { bytes: number; state: string }[] = [{ bytes: 0, state: outboxState(store) }];
    for (let i = 0; i < 150; i++) {
      work();
      states.push({ bytes: statSync(log, { throwIfNoEntry: false })?.size ?? 0, state: outboxState(store) });
    }
    const whole = readFileSync(log);
    store.close();
    const random = seeded(5);
    const frames = Math.floor((whole.length - HEADER_BYTES) / FRAME_BYTES);
    expect(frames).toBeGreaterThan(300);
    for (let frame = 0; frame <= frames; frame += 1 + Math.floor(3 * random())) {
      const torn = random() < 0.5 ? 0 : Math.floor(FRAME_BYTES * random());
      const bytes = Math.min(whole.length, HEADER_BYTES + frame * FRAME_BYTES + torn);
      const found = cutAt(whole, bytes, base);
      expect(found === states.findLast((each) => each.bytes <= bytes)!.state, `cut at ${bytes}`).toBe(true);
    }
  },
);

const outboxFull: Fault = {
  part: 'disk',
  kind: 'overload',
  fault: 'the disk is full again and again',
  seen: { code: 'STORE_SICK' },
  lost: 'nothing by half',
  recovers: 'by itself, when there is room again',
};
it(
  'on a full disk each step is done or not, nothing by half, and all goes on when there is room again',
  shows(outboxFull),
  () => {
    const store = openStore(folder);
    const random = seeded(3);
    const work = outboxWork(store, random);
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const pages = Number(store.database.pragma('page_count', { simple: true }));
      store.database.pragma(`max_page_count = ${pages + Math.floor(2 * random())}`);
      const before = outboxState(store);
      try {
        work();
      } catch (error) {
        expect(error).toMatchObject({ code: 'STORE_FULL' });
        expect(outboxState(store)).toBe(before);
        refused++;
      }
      // Room for what frees more, now and then.
      if (random() < 0.2) {
        store.database.pragma('max_page_count = 100000');
        work();
      }
    }
    expect(refused).toBeGreaterThan(10);
    store.database.pragma('max_page_count = 100000');
    for (let i = 0; i < 50; i++) work();
    expect(store.database.pragma('integrity_check', { simple: true })).toBe('ok');
    store.close();
  },
);

const outboxKilled: Fault = {
  part: 'agent',
  kind: 'killed',
  fault: 'kill -9 six times while messages to the hub are written',
  seen: 'nothing',
  lost: 'the one message that was being written each time',
  recovers: 'by itself at the next start',
};
it('an agent that is killed has on the disk what it said was there', shows(outboxKilled), async () => {
  const program = join(folder, 'work.ts');
  const place = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  writeFileSync(
    program,
    `import { openSync, writeSync } from 'node:fs';
     import { openStore } from ${place('./agent-store.ts')};
     import { row } from ${place('./sample-lesson.ts')};
     const { outbox } = openStore(process.argv[2], (error) => { throw error; });
     const words = openSync(process.argv[3], 'a');
     for (let i = 0; ; i++) {
       const id = process.pid + ' ' + i;
       outbox.add({ ...row(id), channel: 'audit' });
       writeSync(words, '+' + id + '\\n');
       if (i % 3 === 2) {
         const gone = process.pid + ' ' + (i - 2);
         if (outbox.acknowledge(gone, 0)) writeSync(words, '-' + gone + '\\n');
       }
     }`,
  );
  const data = join(folder, 'data');
  const words = join(folder, 'words');
  writeFileSync(words, '');
  for (let kill = 0; kill < 6; kill++) {
    const before = readFileSync(words).length;
    // What it says goes to the file before it goes on: nothing is under way when it is killed.
    const child = fork(program, [data, words], { stdio: 'ignore' });
    while (readFileSync(words).length === before) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 40 + 60 * kill));
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  const said = new Set<string>();
  for (const word of readFileSync(words, 'utf8').split('\n').filter(Boolean)) {
    if (word[0] === '+') said.add(word.slice(1));
    else said.delete(word.slice(1));
  }
  const store = openStore(data, never);
  const there = store.outbox.pending(100_000);
  const ids = new Set(there.map(({ id }) => id));
  // The last word of each may have come too late: one was written, or gone, that nobody heard of.
  expect([...said].filter((id) => !ids.has(id)).length).toBeLessThanOrEqual(6);
  expect([...ids].filter((id) => !said.has(id)).length).toBeLessThanOrEqual(6);
  expect(said.size).toBeGreaterThan(20);
  const sequences = there.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  store.close();
});
