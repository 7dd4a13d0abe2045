import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ModelRow, OutboxModel, smallCaps } from '../../test/fixtures/outbox-model.ts';
import { type AgentStore, openStore } from './agent-store.ts';
import type { Drop } from './outbox-ledger.ts';
import { reportOf, row } from './sample-lesson.ts';

const MIN_MS = 60_000;
const HOUR_MS = 60 * MIN_MS;
const DAY_MS = 24 * HOUR_MS;

/** The store itself, and how many things were named in it. */
class Real {
  readonly folder = mkdtempSync(join(tmpdir(), 'lectern-model-'));
  store: AgentStore = openStore(this.folder);
  made = 0;
  wallMs = Date.UTC(2026, 8, 1);
  /** Sent, and not answered. */
  away = new Set<string>();
  told: Drop[] = [];

  name(): string {
    return `m${String(++this.made).padStart(6, '0')}`;
  }

  reopen(): void {
    this.store.database.close();
    this.store = openStore(this.folder);
    this.away.clear();
  }
}

type Command = fc.Command<OutboxModel, Real>;

/** A command by what it does to both; what they have to be alike in is looked at after each. */
function command(name: string, run: (model: OutboxModel, real: Real) => void): Command {
  return {
    check: () => true,
    run(model, real) {
      run(model, real);
      compare(model, real);
    },
    toString: () => name,
  };
}

function compare(model: OutboxModel, { store: { outbox, lessons, messages }, away }: Real): void {
  const sendable = model.sendable();
  const plain = ({ id, sequence, channel, late }: Pick<ModelRow, 'id' | 'sequence' | 'channel' | 'late'>) =>
    `${sequence} ${id} ${channel} ${late}`;
  expect(outbox.pending(10_000).map(plain)).toEqual(sendable.map(plain));
  const notAway = sendable.filter(({ id, late }) => !away.has(id) && late);
  expect(outbox.pending(3, (id) => away.has(id), true).map(plain)).toEqual(notAway.slice(0, 3).map(plain));
  expect(outbox.count()).toBe(model.rows.length);
  const waiting = model.rows.filter(({ refused }) => !refused);
  expect(outbox.backlog()).toEqual({
    rows: waiting.length,
    bytes: waiting.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestMs: waiting.length === 0 ? null : model.passedMs - Math.min(...waiting.map(({ sinceMs }) => sinceMs)),
  });
  expect(outbox.dropped().map(({ channel, reason, count, bytes }) => [`${channel} ${reason}`, count, bytes])).toEqual(
    [...model.dropped].map(([key, { count, bytes }]) => [key, count, bytes]).sort(),
  );
  const synced = new Map(lessons.list('').map(({ id, synced: is }) => [id, is]));
  for (const { id, withheld, givenUp, holdMs } of model.lessons.values()) {
    const row = model.rows.find(({ lesson }) => lesson === id);
    expect(messages.of(id)).toMatchObject({
      ...{ withheld, holdLeftMs: holdMs, queued: row !== undefined },
      refusedBecause: row?.refused ? 'because' : null,
    });
    expect(messages.of(id)!.givenUpAtMs !== null).toBe(givenUp);
    expect(synced.get(id)).toBe(row === undefined && !withheld && !givenUp);
  }
}

const messageOf = (id: string, bytes: number) => ({ ...row(id), payload: JSON.stringify('x'.repeat(bytes - 2)) });
const pick = <T>(values: readonly T[], at: number): T | undefined => values[Math.floor(at * values.length)];
const bytesOf = fc.integer({ min: 10, max: 300 });
const place = fc.double({ min: 0, max: 0.999, noNaN: true });

const keepLesson = fc.record({ bytes: bytesOf, holdMs: fc.constantFrom(0, 0, HOUR_MS) }).map(({ bytes, holdMs }) =>
  command(`lesson of ${bytes}, held ${holdMs}`, (model, real) => {
    const [id, eventId] = [real.name(), real.name()];
    real.store.lessons.save(reportOf(id), messageOf(eventId, bytes), holdMs);
    model.lessons.set(id, { id, eventId, holdMs, withheld: false, bytes, delivered: false, givenUp: false });
    model.add(eventId, 'lesson', bytes, id);
  }),
);

const add = fc.record({ bytes: bytesOf, channel: fc.constantFrom('health', 'environment', 'audit') }).map((of) =>
  command(`${of.channel} of ${of.bytes}`, (model, real) => {
    const id = real.name();
    real.store.outbox.add({ ...messageOf(id, of.bytes), channel: of.channel });
    model.add(id, of.channel, of.bytes);
  }),
);

const pass = fc.constantFrom(MIN_MS, MIN_MS, 7 * MIN_MS, HOUR_MS, DAY_MS, 15 * DAY_MS, 91 * DAY_MS).map((ms) =>
  command(`${ms / MIN_MS} min pass`, (model, real) => {
    real.wallMs += ms;
    real.store.outbox.pass(ms, real.wallMs);
    real.store.messages.pass(ms, real.wallMs);
    model.pass(ms);
  }),
);

const send = fc.integer({ min: 1, max: 5 }).map((count) =>
  command(`send ${count}`, (model, real) => {
    const next = real.store.outbox.pending(count, (id) => real.away.has(id));
    real.store.outbox.countAttempts(next.map(({ id }) => id));
    for (const { id } of next) {
      real.away.add(id);
      for (const sent of model.rows) if (sent.id === id) sent.attempts++;
    }
  }),
);

const answer = fc.array(fc.record({ at: place, accepted: fc.boolean(), known: fc.boolean() }), { maxLength: 5 });
const answers = answer.map((words) =>
  command(`answers ${JSON.stringify(words)}`, (model, real) => {
    const ids = model.rows.map(({ id }) => id);
    const given = words.map(({ at, accepted, known }) => ({
      eventId: (known && pick(ids, at)) || 'unknown',
      accepted,
      reason: 'because',
    }));
    const heard = real.store.outbox.answered(given, real.wallMs);
    const expected = given.filter(({ eventId, accepted }) => {
      const found = model.rows.find(({ id }) => id === eventId);
      if (!found) return false;
      if (accepted) model.remove(({ id }) => id === eventId);
      else found.refused = true;
      return true;
    });
    for (const { eventId } of given) real.away.delete(eventId);
    expect(heard).toEqual(expected);
  }),
);

const connect = fc.constant(
  command('connect', (model, real) => {
    real.away.clear();
    real.store.outbox.markLate();
    for (const each of model.sendable()) each.late = true;
  }),
);

const keepWithin = fc.constant(
  command('keep within', (model, real) => {
    const isAway = (id: string) => real.away.has(id);
    const names: string[] = [];
    const first = real.told.length;
    real.store.outbox.keepWithin(smallCaps, real.wallMs, {
      isAway,
      report: (drop) => {
        real.told.push(drop);
        const id = real.name();
        names.push(id);
        return { ...messageOf(id, 50), channel: 'audit' };
      },
    });
    const counts: number[] = [];
    model.keepWithin(smallCaps, isAway, (_, count) => {
      counts.push(count);
      const id = names[counts.length - 1]!;
      model.add(id, 'audit', 50);
      return id;
    });
    expect(real.told.slice(first).map(({ count }) => count)).toEqual(counts);
  }),
);

const decide = fc.record({ at: place, what: fc.constantFrom('withhold', 'release', 'send', 'remake') }).map((wish) =>
  command(`${wish.what} at ${wish.at}`, (model, real) => {
    const lesson = pick([...model.lessons.values()], wish.at);
    if (!lesson) return;
    const { messages, lessons } = real.store;
    const isHeld = lesson.holdMs > 0;
    if (wish.what === 'withhold') {
      expect(messages.withhold(lesson.id)).toBe(isHeld);
      if (!isHeld) return;
      lesson.withheld = true;
      model.remove((each) => each.lesson === lesson.id);
    } else if (wish.what === 'release') {
      const can = isHeld && lesson.withheld;
      expect(messages.release(lesson.id)).toBe(can);
      if (!can) return;
      lesson.withheld = false;
      model.add(lesson.eventId, 'lesson', lesson.bytes, lesson.id);
      lesson.givenUp = false;
    } else if (wish.what === 'send') {
      expect(messages.sendNow(lesson.id)).toBe(isHeld && !lesson.withheld);
      if (isHeld && !lesson.withheld) lesson.holdMs = 0;
    } else {
      lesson.eventId = real.name();
      lessons.replace(reportOf(lesson.id), messageOf(lesson.eventId, lesson.bytes));
      model.remove((each) => each.lesson === lesson.id);
      lesson.givenUp = false;
      if (!lesson.withheld) model.add(lesson.eventId, 'lesson', lesson.bytes, lesson.id);
    }
  }),
);

const reopen = fc.constant(command('reopen', (_, real) => real.reopen()));

it('does what the plainest outbox would, whatever happens to it', () => {
  const commands = [keepLesson, add, add, pass, send, answers, connect, keepWithin, decide, reopen];
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 60, size: 'max' }), (steps) => {
      const real = new Real();
      try {
        fc.modelRun(() => ({ model: new OutboxModel(), real }), steps);
      } finally {
        real.store.database.close();
        rmSync(real.folder, { recursive: true });
      }
    }),
    { numRuns: Number(process.env.LECTERN_MODEL_RUNS ?? 40), endOnFailure: false },
  );
}, 240_000);
