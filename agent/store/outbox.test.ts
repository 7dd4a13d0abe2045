import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { type AgentStore, openStore } from './agent-store.ts';
import { LessonDeletion } from './lesson-deletion.ts';
import { usualCaps } from './outbox-caps.ts';
import type { Drop } from './outbox-ledger.ts';
import { reportOf, row } from './sample-lesson.ts';

const MIN_MS = 60_000;
const HOUR_MS = 60 * MIN_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 8, 1);

let folder: string;
let store: AgentStore;
let made: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-outbox-'));
  store = openStore(folder);
  made = 0;
});

afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

const add = (channel: string, bytes = 100) => {
  const id = `${channel} ${++made}`;
  store.outbox.add({ ...row(id), channel, payload: JSON.stringify('x'.repeat(bytes - 2)) });
  return id;
};
const addMany = (channel: string, count: number) => Array.from({ length: count }, () => add(channel));
const save = (id: string, bytes: number) =>
  store.lessons.save(reportOf(id), { ...row(`of ${id}`), payload: JSON.stringify('x'.repeat(bytes - 2)) });
const pending = () => store.outbox.pending(1000).map(({ id }) => id);
const dropped = () => store.outbox.dropped().map(({ channel, reason, count }) => `${count} ${channel} ${reason}`);

describe('the stream', () => {
  it('counts every message once, kept or not, also after a restart', () => {
    const { stream } = store.outbox;
    expect(stream).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    add('audit');
    expect(store.outbox.takeSequence()).toBe(2);
    save('one', 100);
    store.outbox.answered([{ eventId: 'of one', accepted: true }], 0);
    store.database.close();
    store = openStore(folder);
    add('health');
    expect(store.outbox.pending(9).map(({ sequence }) => sequence)).toEqual([1, 4]);
    expect(store.outbox.stream).toBe(stream);
  });

  it('is another one in another database', () => {
    const other = openStore(mkdtempSync(join(folder, 'other-')));
    expect(other.outbox.stream).not.toBe(store.outbox.stream);
    other.database.close();
  });

  it('does not count what was not kept', () => {
    expect(() => store.outbox.add({ ...row('x'), payload: '{' })).toThrow(/CHECK/);
    expect(store.outbox.takeSequence()).toBe(1);
  });

  it('numbers what waited before there was one', () => {
    const old = new Database(':memory:');
    const migrations = new URL('./migrations/', import.meta.url);
    for (const name of readdirSync(migrations).sort().slice(0, 6))
      old.exec(readFileSync(new URL(name, migrations), 'utf8'));
    old.exec(`INSERT INTO outbox (id, channel, payload, created_at_ms, attempts) VALUES
      ('b', 'lesson', '{"a":"讲台"}', 20, 3), ('a', 'lesson', '{}', 30, 0), ('c', 'lesson', '{}', 10, 0)`);
    old.exec(readFileSync(new URL('0007-outbox.sql', migrations), 'utf8'));
    expect(old.prepare('SELECT sequence, id, bytes, attempts, priority FROM outbox').all()).toEqual([
      { sequence: 1, id: 'c', bytes: 2, attempts: 0, priority: 0 },
      { sequence: 2, id: 'b', bytes: 14, attempts: 3, priority: 0 },
      { sequence: 3, id: 'a', bytes: 2, attempts: 0, priority: 0 },
    ]);
    expect(old.prepare('SELECT next_sequence FROM stream').pluck().get()).toBe(4);
    old.close();
  });
});

describe('what goes first', () => {
  it('is what came since the connection, then lessons, then what is asked, then air, then health', () => {
    const early = [add('health'), add('environment'), add('command/response'), add('audit')];
    save('early', 100);
    store.outbox.markLate();
    const late = [add('health'), add('environment'), add('audit')];
    save('late', 100);
    const [health, environment, response, audit] = early;
    expect(pending()).toEqual([
      ...['of late', late[2], late[1], late[0]],
      ...['of early', response, audit, environment, health],
    ]);
    expect(store.outbox.pending(9).filter((each) => each.late)).toHaveLength(5);
  });

  it('is not late when it could not have been sent before', () => {
    store.lessons.save(reportOf('held'), row('of held'), HOUR_MS);
    store.outbox.markLate();
    store.messages.sendNow('held');
    expect(store.outbox.pending(1)).toMatchObject([{ id: 'of held', late: false }]);
  });

  it('is not what waits for one of the same lesson', () => {
    save('one', 100);
    const second = { ...row('second'), payload: '{}' };
    store.database.exec(`INSERT INTO outbox (sequence, id, lesson_id, channel, priority, bytes, created_at_ms, since_ms, payload)
                         VALUES (90, '${second.id}', 'one', 'lesson', 0, 2, 0, 0, '{}')`);
    expect(pending()).toEqual(['of one']);
    expect(store.outbox.pending(9, (id) => id === 'of one')).toEqual([]);
    store.outbox.acknowledge('of one', 0);
    expect(pending()).toEqual(['second']);
  });
});

describe('the caps', () => {
  const keepWithin = (bytes = usualCaps.bytes) => store.outbox.keepWithin({ ...usualCaps, bytes }, NOW_MS);

  it('thin out health, and let go of it after two weeks', () => {
    store.database.pragma('synchronous = OFF');
    const days = 3;
    for (let minute = 0; minute < days * 24 * 60; minute++) {
      add('health', 20);
      store.outbox.pass(MIN_MS, NOW_MS);
      if (minute % 97 === 0) keepWithin();
    }
    keepWithin();
    const rows = store.outbox.count();
    // The last hour, then each ten minutes of a day, then each hour.
    const promised = 60 + 23 * 6 + (days - 1) * 24;
    expect(Math.abs(rows - promised)).toBeLessThanOrEqual(3);
    const given = () => store.outbox.dropped().reduce((sum, { count }) => sum + count, 0);
    expect(given() + rows).toBe(days * 24 * 60);
    store.outbox.pass(14 * DAY_MS, NOW_MS);
    keepWithin();
    expect(store.outbox.count()).toBe(0);
    expect(given()).toBe(days * 24 * 60);
  });

  it('give up the least worth first, lessons last, and say so on the lesson', () => {
    const health = addMany('health', 5);
    const environment = addMany('environment', 5);
    const audit = addMany('audit', 5);
    for (let i = 0; i < 5; i++) save(`lesson ${i}`, 100);
    keepWithin(1850);
    expect(pending()).not.toContain(health[0]);
    expect(pending()).toContain(health[2]);
    keepWithin(700);
    expect(pending()).toEqual([...Array.from({ length: 5 }, (_, i) => `of lesson ${i}`), ...audit.slice(3)]);
    expect(environment).toHaveLength(5);
    store.outbox.countAttempt('of lesson 0');
    keepWithin(320);
    expect(pending()).toEqual(['of lesson 2', 'of lesson 3', 'of lesson 4']);
    expect(dropped()).toEqual(['5 audit bytes', '5 environment bytes', '5 health bytes', '2 lesson bytes']);
    expect(store.messages.of('lesson 0')).toMatchObject({ givenUpAtMs: NOW_MS, queued: false, deliveredAtMs: null });
    expect(store.lessons.list('').filter(({ synced }) => synced)).toEqual([]);
    const found = new LessonDeletion(store.database).find({ kind: 'teacher', owner: '' });
    expect(
      found.filter(({ isSent }) => isSent).map(({ id }) => id),
      'the broker may have it',
    ).toEqual(['lesson 0']);
    store.lessons.replace(reportOf('lesson 1'), row('again'));
    expect(store.messages.of('lesson 1')).toMatchObject({ givenUpAtMs: null, queued: true });
  });

  it('no longer hold up the deletion of a report whose message was given up', () => {
    store.lessons.save(reportOf('old', NOW_MS - 1100 * DAY_MS), row('of old'));
    store.lessons.save(reportOf('new', NOW_MS), row('of new'));
    const rules = { nowMs: NOW_MS, observationsDays: 90, reportsDays: 1095, hasHub: true };
    expect(store.retention.apply(rules).waiting).toEqual(['old']);
    store.outbox.keepWithin({ ...usualCaps, bytes: 8 }, NOW_MS);
    expect(store.retention.apply(rules)).toMatchObject({ reports: ['old'], waiting: [] });
  });

  it('spare what is on its way', () => {
    const [first, second] = addMany('health', 2);
    store.outbox.keepWithin({ ...usualCaps, bytes: 100 }, NOW_MS, { isAway: (id) => id === first });
    expect(pending()).toEqual([first]);
    expect(second).not.toBe(first);
  });

  const clockJumps: Fault = {
    part: 'clock',
    kind: 'wrong',
    fault: 'it jumps by months or years while messages wait for the hub',
    seen: 'nothing',
    lost: 'nothing: waiting messages do not grow old by it',
    recovers: 'by itself',
  };
  it('do not take a jump of the clock for age', shows(clockJumps), () => {
    add('health');
    const believed = Date.UTC(2025, 0, 1);
    store.outbox.passWhileOff(0, believed);
    store.outbox.passWhileOff(NOW_MS, believed);
    expect(store.outbox.backlog().oldestMs, 'the clock was not set before').toBe(0);
    store.outbox.passWhileOff(NOW_MS + HOUR_MS, believed);
    expect(store.outbox.backlog().oldestMs).toBe(HOUR_MS);
    store.outbox.passWhileOff(NOW_MS - 100 * DAY_MS, believed);
    store.outbox.passWhileOff(NOW_MS + 4000 * DAY_MS, believed);
    expect(store.outbox.backlog().oldestMs).toBe(HOUR_MS);
    store.outbox.passWhileOff(NOW_MS + 2 * HOUR_MS, believed);
    expect(store.outbox.backlog().oldestMs).toBe(2 * HOUR_MS);
    store.outbox.pass(-5, NOW_MS);
    expect(store.outbox.backlog().oldestMs).toBe(2 * HOUR_MS);
  });
});

describe('what was given up', () => {
  let told: Drop[];
  beforeEach(() => {
    told = [];
  });
  const keepWithin = (bytes: number) =>
    store.outbox.keepWithin({ ...usualCaps, bytes }, NOW_MS, {
      report: (drop) => {
        told.push(drop);
        return { ...row(`report ${told.length}`), channel: 'audit' };
      },
    });

  it('is told exactly, a report at a time, and reports are never given up themselves', () => {
    addMany('audit', 3);
    keepWithin(100);
    expect(told).toEqual([{ channel: 'audit', reason: 'bytes', count: 2, bytes: 200, fromMs: 0, toMs: 0 }]);
    addMany('audit', 4);
    for (let i = 0; i < 5; i++) keepWithin(0);
    expect(told, 'while the first waits').toHaveLength(1);
    expect(pending()).toEqual(['report 1']);
    store.outbox.acknowledge('report 1', 0);
    keepWithin(0);
    expect(told[1]).toMatchObject({ count: 5, bytes: 500 });
    store.outbox.refuse('report 2', 'unknown');
    add('audit');
    keepWithin(0);
    expect(told[2]).toMatchObject({ count: 1 });
    expect(store.outbox.count(), 'the refused one goes').toBe(1);
    expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(store.outbox.dropped()[0]!.count);
  });

  it('is neither given up nor counted when that cannot be told', () => {
    addMany('health', 3);
    const fails = () => {
      throw new Error('no event');
    };
    expect(() => store.outbox.keepWithin({ ...usualCaps, bytes: 0 }, NOW_MS, { report: fails })).toThrow('no event');
    expect(store.outbox.count()).toBe(3);
    expect(store.outbox.dropped()).toEqual([]);
  });
});
