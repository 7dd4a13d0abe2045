import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DesiredKind, desiredKinds, type ReportedData } from '../../../provisioning/contract/desired-messages.ts';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { regionMessage } from '../../../test/fixtures/region-message.ts';
import { openDatabase } from '../../store/database.ts';
import { DesiredStore } from '../../store/desired-store.ts';
import { type DesiredChecks, DesiredDesk, LATER, type Verdict } from './desired-desk.ts';

let folder: string;
let database: Database.Database;
let store: DesiredStore;
let told: ReportedData[];
let decided: ReportedData[];
let warnings: string[];
/** What the room refuses, by kind. */
let refusals: Partial<Record<DesiredKind, Verdict>>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-desired-'));
  database = openDatabase(folder);
  store = new DesiredStore(database);
  [told, decided, warnings, refusals] = [[], [], [], {}];
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function desk(): DesiredDesk {
  const check = (kind: DesiredKind) => () => refusals[kind] ?? null;
  const checks = Object.fromEntries(desiredKinds.map((kind) => [kind, check(kind)])) as unknown as DesiredChecks;
  return new DesiredDesk({
    ...{ store, checks },
    report: (data) => told.push(data),
    decided: (data) => decided.push(data),
    warning: (message) => warnings.push(message),
  });
}

const wish = (kind: DesiredKind, data: object) => Buffer.from(JSON.stringify(regionMessage(kind, data)));
const config = (version: number, settings: object = { minGroup: 20 }) => wish('config', { version, settings });

describe('a wish of the region', () => {
  it('waits until the agent begins anew, then is in force', () => {
    const first = desk();
    first.hear('config', config(1));
    expect(told).toEqual([{ kind: 'config', version: 1, status: 'waiting', inForce: null }]);
    expect([first.isWaiting, store.inForce('config'), decided]).toEqual([true, null, []]);
    const next = desk();
    next.begin();
    expect(next.isWaiting).toBe(false);
    expect(JSON.parse(store.inForce('config')!)).toEqual({ version: 1, settings: { minGroup: 20 } });
    expect(decided).toEqual([{ kind: 'config', version: 1, status: 'applied', inForce: 1 }]);
    next.begin();
    expect(decided).toHaveLength(1);
  });

  it('of training material holds at once', () => {
    desk().hear('resources', wish('resources', { version: 1, resources: [] }));
    expect(told).toEqual([{ kind: 'resources', version: 1, status: 'applied', inForce: 1 }]);
  });

  it('that the room works on waits without a new beginning, and its end is told', () => {
    const one = desk();
    refusals.models = LATER;
    one.hear('models', wish('models', { version: 1, models: [] }));
    expect(told).toEqual([{ kind: 'models', version: 1, status: 'waiting', inForce: null }]);
    one.begin();
    one.lookAgain('models');
    expect([one.isWaiting, told.length, decided]).toEqual([false, 1, []]);
    refusals.models = 'it does not fit';
    one.lookAgain('models');
    expect(told.at(-1)).toMatchObject({ status: 'refused', reason: 'it does not fit', inForce: null });
    refusals.models = null;
    one.lookAgain('models');
    expect(told.at(-1)).toEqual({ kind: 'models', version: 1, status: 'applied', inForce: 1 });
    refusals.models = 'given up';
    one.lookAgain('models');
    expect(told.at(-1)).toMatchObject({ status: 'refused', inForce: null });
    expect(decided.map(({ status }) => status)).toEqual(['refused', 'applied', 'refused']);
  });

  it('that comes again changes nothing and is reported again', () => {
    const one = desk();
    one.hear('config', config(1));
    one.begin();
    told = [];
    one.hear('config', config(1));
    expect(told).toEqual([{ kind: 'config', version: 1, status: 'applied', inForce: 1 }]);
    expect(one.isWaiting).toBe(false);
  });

  const oldWish: Fault = {
    part: 'wishes',
    kind: 'wrong',
    fault: 'an older wish comes after a newer one',
    seen: 'the region: refused, with the reason',
    lost: 'nothing: the newer stays in force',
    recovers: 'by itself',
  };
  it('that is older is refused, and so is another one of the same version', shows(oldWish), () => {
    const one = desk();
    one.hear('config', config(5));
    one.begin();
    one.hear('config', config(4));
    one.hear('config', config(5, { minGroup: 30 }));
    expect(told.slice(1)).toMatchObject([
      { version: 4, status: 'refused', reason: expect.stringContaining('older than version 5'), inForce: 5 },
      { version: 5, status: 'refused', reason: expect.stringContaining('another content'), inForce: 5 },
    ]);
    expect(store.inForce('config')).toContain('20');
    // A broker that repeats it at each connection has it put down once.
    const before = decided.length;
    for (let i = 0; i < 5; i++) one.hear('config', config(5, { minGroup: 30 }));
    expect(decided).toHaveLength(before);
  });

  const wishRefused: Fault = {
    part: 'wishes',
    kind: 'refused',
    fault: 'the region wishes the timetable of another room',
    seen: 'the region: refused, with the reason',
    lost: 'that wish; what was in force stays',
    recovers: 'with the next wish',
  };
  it('that the room cannot have is refused with the reason; what was in force stays', shows(wishRefused), () => {
    const one = desk();
    one.hear('timetable', wish('timetable', { version: 1, text: '{}' }));
    one.begin();
    refusals.timetable = 'is the timetable\nof another room';
    one.hear('timetable', wish('timetable', { version: 2, text: '[]' }));
    expect(told.at(-1)).toEqual({
      ...{ kind: 'timetable', version: 2, status: 'refused', inForce: 1 },
      reason: 'is the timetable of another room',
    });
    expect(store.inForce('timetable')).toContain('{}');
  });

  it('that was refused is looked at again when the agent begins: models may have been added', () => {
    refusals.models = 'no such model';
    const models = { version: 1, models: [{ id: 'a', sha256: 'a'.repeat(64) }] };
    desk().hear('models', wish('models', models));
    refusals = {};
    desk().begin();
    expect(decided.map(({ status }) => status)).toEqual(['refused', 'applied']);
    refusals.models = 'no such model any more';
    desk().begin();
    expect(decided.at(-1)).toMatchObject({ status: 'refused', inForce: null });
    expect(store.inForce('models')).toBeNull();
  });

  const wishDamaged: Fault = {
    part: 'wishes',
    kind: 'wrong',
    fault: 'a wish asks for what a region may not set, as another camera',
    seen: 'the region: refused, with the reason',
    lost: 'that wish; what was in force stays',
    recovers: 'with the next wish',
  };
  it('that is no message is refused once, however often it comes; an empty one is nothing', shows(wishDamaged), () => {
    const one = desk();
    const bad = wish('config', { version: 3, settings: { sources: { studentCamera: 'rtsp://elsewhere' } } });
    for (let i = 0; i < 3; i++) one.hear('config', bad);
    expect(told).toHaveLength(3);
    expect(told[0]).toMatchObject({ version: 3, status: 'refused', reason: expect.stringContaining('sources') });
    expect(decided).toHaveLength(1);
    one.hear('config', Buffer.alloc(0));
    expect(told).toHaveLength(3);
    expect(store.all()).toEqual([]);
  });

  const wishNotKept: Fault = {
    part: 'disk',
    kind: 'refused',
    fault: 'the disk takes nothing when a wish of the region comes',
    seen: 'the log has it',
    lost: 'that wish, for now',
    recovers: 'when it comes again, as with each connection',
  };
  it('that the disk cannot take is told, and taken when it comes again', shows(wishNotKept), () => {
    const one = desk();
    database.pragma('query_only = ON');
    one.hear('config', config(1));
    expect([told, warnings]).toEqual([[], [expect.stringContaining('could not be kept')]]);
    database.pragma('query_only = OFF');
    one.hear('config', config(1));
    expect(told).toMatchObject([{ version: 1, status: 'waiting' }]);
  });

  it('is reported of every kind after a connection', () => {
    const one = desk();
    one.hear('config', config(1));
    one.hear('resources', wish('resources', { version: 7, resources: [] }));
    told = [];
    one.reportAll();
    expect(told.map(({ kind, version, status }) => [kind, version, status])).toEqual([
      ['config', 1, 'waiting'],
      ['resources', 7, 'applied'],
    ]);
  });
});

it('the highest version that the room can have is in force, in whatever order and however often wishes come', () => {
  const orders = fc.array(
    fc.oneof(
      fc.record({ version: fc.integer({ min: 1, max: 8 }), isBad: fc.boolean() }),
      fc.constant('begin' as const),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(orders, (steps) => {
      database.exec('DELETE FROM desired');
      refusals = {};
      const one = desk();
      let [highest, waiting, inForce] = [0, 0, 0];
      for (const step of steps) {
        if (step === 'begin') {
          refusals = {};
          one.begin();
          // What was refused may be had now; the newest is what counts.
          inForce = highest || inForce;
        } else {
          refusals = step.isBad ? { config: 'no' } : {};
          one.hear('config', config(step.version, { minGroup: step.version }));
          if (step.version > highest) [highest, waiting] = [step.version, step.isBad ? 0 : step.version];
        }
        const held = store.inForce('config');
        expect(held === null ? 0 : (JSON.parse(held) as { version: number }).version).toBe(inForce);
        expect(one.isWaiting).toBe(waiting > inForce && waiting === highest);
      }
      expect(warnings).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
