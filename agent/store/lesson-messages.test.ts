import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { type AgentStore, openStore } from './agent-store.ts';
import { reportOf, row } from './sample-lesson.ts';

const HOUR_MS = 3_600_000;
let folder: string;
let store: AgentStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-messages-'));
  store = openStore(folder);
});

afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

const save = (holdMs: number, id = 'one') => store.lessons.save(reportOf(id), row(`event of ${id}`), holdMs);
const pending = () => store.outbox.pending(10).map(({ id }) => id);
const message = () => store.messages.of('one')!;
const another = (id: string) => ({ ...row(id, 9), payload: '{"b":2}' });

describe('a message of a lesson', () => {
  it('is sent at once where nobody may withhold it', () => {
    save(0);
    expect(pending()).toEqual(['event of one']);
    expect(store.messages.withhold('one')).toBe(false);
    expect(store.messages.sendNow('one')).toBe(false);
    expect(pending()).toEqual(['event of one']);
  });

  it('waits for its teacher, and then goes', () => {
    save(2 * HOUR_MS);
    store.messages.pass(HOUR_MS, 0);
    expect(pending()).toEqual([]);
    expect(message()).toMatchObject({ holdLeftMs: HOUR_MS, queued: true, withheld: false, deliveredAtMs: null });
    store.messages.pass(HOUR_MS, 0);
    expect(pending()).toEqual(['event of one']);
    expect(store.messages.withhold('one')).toBe(false);
  });

  it('goes as soon as its teacher says so', () => {
    save(HOUR_MS);
    expect(store.messages.sendNow('one')).toBe(true);
    expect(pending()).toEqual(['event of one']);
  });

  it('that is withheld is not sent, neither then nor later', () => {
    save(HOUR_MS);
    expect(store.messages.withhold('one')).toBe(true);
    expect(store.messages.sendNow('one')).toBe(false);
    expect(message()).toMatchObject({ withheld: true, queued: false, payload: '{"a":1}' });
    store.messages.pass(2 * HOUR_MS, 0);
    expect(pending()).toEqual([]);
    expect(store.messages.release('one')).toBe(false);
    expect(store.lessons.list('')).toMatchObject([{ synced: false, withheld: true }]);
  });

  it('can be released while there is time left, and waits on', () => {
    save(2 * HOUR_MS);
    store.messages.withhold('one');
    store.messages.pass(HOUR_MS, 0);
    expect(store.messages.release('one')).toBe(true);
    expect(store.messages.release('one')).toBe(false);
    expect(pending()).toEqual([]);
    store.messages.pass(HOUR_MS, 0);
    expect(pending()).toEqual(['event of one']);
  });

  it('stays to be seen when the hub has it, with when', () => {
    save(0);
    store.outbox.acknowledge('event of one', 77.4);
    expect(message()).toMatchObject({ queued: false, withheld: false, deliveredAtMs: 77, payload: '{"a":1}' });
  });

  it('says why the hub refused it', () => {
    save(0);
    store.outbox.refuse('event of one', 'unknown school');
    expect(message()).toMatchObject({ queued: true, refusedBecause: 'unknown school' });
  });
});

it('that was withheld or deleted while the one before was sent is not sent any more', () => {
  save(HOUR_MS);
  expect(store.outbox.countAttempt('event of one')).toBe(true);
  store.messages.withhold('one');
  expect(store.outbox.countAttempt('event of one')).toBe(false);
});

describe('a message that the region asks for again', () => {
  it('is sent once more when the hub had it or refused it', () => {
    save(0);
    expect(store.messages.sendAgain('one')).toBe('waiting');
    store.outbox.acknowledge('event of one', 7);
    expect(pending()).toEqual([]);
    expect(store.messages.sendAgain('one')).toBe('again');
    expect(pending()).toEqual(['event of one']);
    store.outbox.refuse('event of one', 'too new');
    expect(store.messages.sendAgain('one')).toBe('again');
    expect(pending()).toEqual(['event of one']);
  });

  it('is not sent against its teacher’s word, nor before it', () => {
    save(HOUR_MS);
    expect(store.messages.sendAgain('one')).toBe('held');
    store.messages.withhold('one');
    expect(store.messages.sendAgain('one')).toBe('withheld');
    store.messages.pass(HOUR_MS, 0);
    expect(store.messages.sendAgain('one')).toBe('withheld');
    expect(store.messages.sendAgain('two')).toBe('unknown');
    expect(pending()).toEqual([]);
  });
});

describe('time', () => {
  it('passes while the agent is off, as far as the clock tells', () => {
    save(3 * HOUR_MS);
    store.messages.passWhileOff(HOUR_MS, 0);
    expect(message().holdLeftMs).toBe(2 * HOUR_MS);
    store.messages.pass(0, 1.5 * HOUR_MS);
    store.messages.passWhileOff(2 * HOUR_MS, 0);
    expect(message().holdLeftMs).toBe(1.5 * HOUR_MS);
  });

  const batteryLost: Fault = {
    part: 'clock',
    kind: 'lost',
    fault: 'the machine’s clock loses its battery while the agent is off',
    seen: 'nothing',
    lost: 'nothing: a teacher’s time to withhold a lesson is not cut short',
    recovers: 'by itself, when the clock is right',
  };
  it('is not turned back, nor made to jump, by a clock that lost its battery', shows(batteryLost), () => {
    store.lessons.save(reportOf('one'), row('event of one', 100 * HOUR_MS), 3 * HOUR_MS);
    store.messages.passWhileOff(0, 0);
    expect(message().holdLeftMs).toBe(3 * HOUR_MS);
    store.messages.pass(HOUR_MS, HOUR_MS);
    store.messages.passWhileOff(101 * HOUR_MS, 0);
    expect(message().holdLeftMs).toBe(HOUR_MS);
  });

  it('does not pass at once when a clock that was not set is set before the next start', () => {
    store.lessons.save(reportOf('one'), row('event of one', HOUR_MS), 3 * HOUR_MS);
    store.messages.passWhileOff(1000 * HOUR_MS, 500 * HOUR_MS);
    expect(message().holdLeftMs).toBe(3 * HOUR_MS);
    store.messages.passWhileOff(1001 * HOUR_MS, 500 * HOUR_MS);
    expect(message().holdLeftMs).toBe(2 * HOUR_MS);
  });
});

describe('a report that was made anew', () => {
  const remade = () => ({ ...reportOf('one'), bookmarks: [7] });

  it('takes the place of the one before, also in the outbox, and the teacher’s time goes on', () => {
    save(2 * HOUR_MS);
    store.messages.pass(HOUR_MS, 0);
    store.lessons.replace(remade(), another('event two'));
    expect(store.lessons.get('one')).toEqual(remade());
    expect(message()).toMatchObject({ payload: '{"b":2}', holdLeftMs: HOUR_MS });
    store.messages.pass(HOUR_MS, 0);
    expect(store.outbox.pending(10)).toMatchObject([another('event two')]);
  });

  it('of a lesson that the hub has is sent as another message', () => {
    save(0);
    store.outbox.acknowledge('event of one', 5);
    store.lessons.replace(remade(), another('event two'));
    expect(pending()).toEqual(['event two']);
    expect(message()).toMatchObject({ queued: true, deliveredAtMs: 5 });
  });

  it('of a lesson that was refused is tried again', () => {
    save(0);
    store.outbox.refuse('event of one', 'too many figures');
    store.lessons.replace(remade(), another('event two'));
    expect(pending()).toEqual(['event two']);
    expect(message().refusedBecause).toBeNull();
  });

  it('says which time it was made', () => {
    expect(store.messages.nextRevision('one')).toBe(1);
    save(0);
    expect([message().revision, store.messages.nextRevision('one')]).toEqual([1, 2]);
    store.lessons.replace(remade(), another('event two'));
    expect([message().revision, store.messages.nextRevision('one')]).toEqual([2, 3]);
    store.database.exec('DELETE FROM outbox; DELETE FROM lesson_message');
    expect(store.messages.nextRevision('one'), 'the hub has the first').toBe(2);
    store.lessons.replace(remade(), another('event three'));
    expect(message().revision).toBe(2);
  });

  it('of a lesson that is withheld is withheld too', () => {
    save(HOUR_MS);
    store.messages.withhold('one');
    store.lessons.replace(remade(), another('event two'));
    expect(store.outbox.count()).toBe(0);
    expect(message()).toMatchObject({ withheld: true, payload: '{"b":2}' });
    store.messages.release('one');
    store.messages.sendNow('one');
    expect(pending()).toEqual(['event two']);
  });

  it('is kept with its message or not at all', () => {
    save(0);
    save(0, 'two');
    expect(() => store.lessons.replace(remade(), another('event of two'))).toThrow(/UNIQUE/);
    expect(store.lessons.get('one')).toEqual(reportOf('one'));
    expect(pending()).toEqual(['event of one', 'event of two']);
  });
});

it('of a lesson from before messages were kept, what is still to be sent is taken over', () => {
  const old = new Database(':memory:');
  const migrations = new URL('./migrations/', import.meta.url);
  const apply = (name: string) => old.exec(readFileSync(new URL(`${name}.sql`, migrations), 'utf8'));
  for (const name of ['0001-lessons-and-outbox', '0002-journal', '0003-portrait']) apply(name);
  old.exec(`INSERT INTO lesson (id, started_at_ms, duration_ms, report) VALUES ('sent', 1, 1, '{}'), ('waiting', 2, 1, '{}');
            INSERT INTO outbox (id, lesson_id, channel, payload, created_at_ms) VALUES ('event', 'waiting', 'lesson', '{}', 3)`);
  apply('0005-review');
  expect(old.prepare('SELECT lesson_id, id, hold_left_ms FROM lesson_message').all()).toEqual([
    { lesson_id: 'waiting', id: 'event', hold_left_ms: 0 },
  ]);
  old.close();
});
