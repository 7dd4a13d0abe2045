import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import type { LessonEntry } from '../lesson/open-lesson.ts';
import { type Timeline, TimelineBuilder } from '../lesson/timeline.ts';
import { openDatabase } from './database.ts';
import { LessonJournal } from './lesson-journal.ts';
import { LessonStore } from './lesson-store.ts';
import { bookmark, openLessonOf, reportOf, row, talk } from './sample-lesson.ts';

let folder: string;
let database: Database.Database;
let journal: LessonJournal;
let lessons: LessonStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-journal-'));
  reopen();
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function reopen(): void {
  database?.close();
  database = openDatabase(folder);
  journal = new LessonJournal(database);
  lessons = new LessonStore(database);
}

const at = (reachedMs: number, wallMs = reachedMs) => ({ reachedMs, wallMs });
const count = (table: string) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

describe('the journal of a lesson that is going on', () => {
  it('gives everything back after the agent ended', () => {
    const open = openLessonOf('one', '2026-09-01 08:00', 1000);
    journal.open(open);
    expect(journal.unfinished()[0]).toEqual({ ...open, reachedMs: 0, lastWallMs: 1000, endedMs: null, models: {} });
    journal.append('one', [bookmark(10), talk(0, 100)], at(100, 1100));
    journal.noteModels('one', { voice: 'aa' });
    journal.noteModels('one', { face: 'bb', voice: 'cc' });
    journal.append('one', [], at(200.5, 1200.7));
    journal.moveZero('one', { bootId: 'boot-2', monotonicMs: -700 });
    reopen();
    expect(journal.unfinished()[0]).toEqual({
      ...open,
      zero: { bootId: 'boot-2', monotonicMs: -700 },
      reachedMs: 200.5,
      lastWallMs: 1201,
      endedMs: null,
      models: { voice: 'cc', face: 'bb' },
    });
    expect(journal.entries('one')).toEqual({ entries: [bookmark(10), talk(0, 100)], damaged: 0 });
  });

  it('holds the next lesson while the one before is being reported', () => {
    expect(journal.unfinished()).toEqual([]);
    journal.open(openLessonOf('one'));
    journal.open(openLessonOf('two'));
    journal.append('two', [bookmark(7)], at(8));
    journal.append('one', [bookmark(1)], at(2));
    expect(journal.unfinished().map(({ lesson, reachedMs }) => [lesson.id, reachedMs])).toEqual([
      ['one', 2],
      ['two', 8],
    ]);
    journal.discard('one');
    expect(journal.unfinished().map(({ lesson }) => lesson.id)).toEqual(['two']);
    expect(journal.entries('two').entries).toEqual([bookmark(7)]);
  });

  it('knows of a lesson that is over and not yet reported', () => {
    journal.open(openLessonOf('one'));
    journal.end('one', 2700);
    expect(journal.unfinished()[0]).toMatchObject({ endedMs: 2700 });
    expect(() => journal.end('two', 1)).toThrow(expect.objectContaining({ code: 'STORE_LESSON_NOT_OPEN' }));
  });

  it('takes no entry for a lesson that is not open', () => {
    journal.open(openLessonOf('one'));
    const refused = expect.objectContaining({ code: 'STORE_LESSON_NOT_OPEN' });
    expect(() => journal.append('two', [bookmark(1)], at(1))).toThrow(refused);
    expect(() => journal.noteModels('two', {})).toThrow(refused);
    expect(() => journal.moveZero('two', { bootId: 'b', monotonicMs: 0 })).toThrow(refused);
    expect(count('journal_entry')).toBe(0);
  });

  it('never comes back from how far it has come', () => {
    journal.open(openLessonOf('one'));
    journal.append('one', [], at(5000, 5000));
    journal.append('one', [], at(4000, 1000));
    expect(journal.unfinished()[0]).toMatchObject({ reachedMs: 5000, lastWallMs: 1000 });
  });

  const journalFull: Fault = {
    part: 'disk',
    kind: 'overload',
    fault: 'the disk is full in a lesson',
    seen: { code: 'STORE_SICK' },
    lost: 'nothing: what was not taken is kept in memory and written later',
    recovers: 'as soon as there is room',
  };
  it('writes all of an append or nothing: the disk is full', shows(journalFull), () => {
    journal.open(openLessonOf('one'));
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 4}`);
    const many = Array.from({ length: 3000 }, (_, i) => bookmark(i));
    expect(() => journal.append('one', many, at(3000))).toThrow(expect.objectContaining({ code: 'STORE_FULL' }));
    expect(journal.unfinished()[0]?.reachedMs).toBe(0);
    journal.append('one', [bookmark(1)], at(1));
    expect(journal.entries('one').entries).toEqual([bookmark(1)]);
  });

  const journalEntryDamaged: Fault = {
    part: 'database',
    kind: 'wrong',
    fault: 'single entries of a lesson are damaged',
    seen: 'the log has how many',
    lost: 'these entries',
    recovers: 'the lesson goes on and is reported with the rest',
  };
  it('leaves out what it cannot read, and counts it', shows(journalEntryDamaged), () => {
    journal.open(openLessonOf('one'));
    journal.append('one', [bookmark(1), bookmark(2), bookmark(3)], at(3));
    database.exec(`UPDATE journal_entry SET body = '{"kind":"bookm' WHERE position = 1`);
    database.exec(`UPDATE journal_entry SET body = '{"kind":"picture","atMs":2}' WHERE position = 2`);
    expect(journal.entries('one')).toEqual({ entries: [bookmark(3)], damaged: 2 });
    lessons.save(reportOf('one'), row('event'));
    // A report made anew from the rest could be another.
    expect(lessons.hasObservations('one')).toBe(false);
  });

  const killedWriting: Fault = {
    part: 'database',
    kind: 'killed',
    fault: 'the agent is killed in the middle of writing',
    seen: 'nothing',
    lost: 'nothing that was said to be written',
    recovers: 'by itself at the next start',
  };
  it('loses nothing that it said was written when the agent is killed', shows(killedWriting), async () => {
    journal.open(openLessonOf('one'));
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)};
      import { LessonJournal } from ${JSON.stringify(new URL('./lesson-journal.ts', import.meta.url).href)};
      const journal = new LessonJournal(openDatabase(${JSON.stringify(folder)}));
      for (let i = 1; ; i++) {
        journal.append('one', [{ kind: 'bookmark', atMs: i }], { reachedMs: i, wallMs: i });
        process.stdout.write(i + '\\n');
      }`;
    const agent = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    let written = 0;
    for await (const line of createInterface(agent.stdout)) {
      written = Number(line);
      if (written === 50) agent.kill('SIGKILL');
    }
    if (agent.exitCode === null && agent.signalCode === null) await once(agent, 'exit');
    expect(written).toBeGreaterThanOrEqual(50);
    reopen();
    const reached = journal.unfinished()[0]!.reachedMs;
    // The last word may have been lost on its way to us, never what we heard of.
    expect(reached).toBeGreaterThanOrEqual(written);
    const { entries } = journal.entries('one');
    expect(entries).toEqual(Array.from({ length: reached }, (_, i) => bookmark(i + 1)));
  });
});

describe('talk in the journal', () => {
  it('is kept once, however often the microphone tells it anew', () => {
    journal.open(openLessonOf('one'));
    for (let toMs = 60_000; toMs <= 2_700_000; toMs += 60_000)
      journal.append('one', [talk(0, toMs), bookmark(toMs)], at(toMs));
    expect(count('journal_entry')).toBe(46);
    expect(journal.entries('one').entries.at(-2)).toEqual(talk(0, 2_700_000));
  });

  it('makes the same timeline as if every word had been kept', () => {
    const stretch = fc
      .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }))
      .chain(([from, length, cut]) =>
        fc
          .constantFrom('teacher', 'student', 'none')
          .map((who) => talk(from * 10, (from + length) * 10, [from * 10 + cut], who as 'none')),
      );
    const batches = fc.array(fc.array(fc.oneof(stretch, fc.nat(300).map(bookmark)), { maxLength: 4 }), {
      maxLength: 8,
    });
    // A segment that was cut twice has its syllables rounded twice: they may be one off.
    const uncounted = ({ talk, ...timeline }: Timeline) => ({
      ...timeline,
      talk: talk.map(({ syllables, ...segment }) => segment),
    });
    let lesson = 0;
    fc.assert(
      fc.property(batches, (batches: LessonEntry[][]) => {
        const id = `lesson ${++lesson}`;
        journal.open(openLessonOf(id));
        const whole = new TimelineBuilder();
        for (const batch of batches) {
          journal.append(id, batch, at(0));
          for (const entry of batch) whole.add(entry);
        }
        const read = new TimelineBuilder();
        for (const entry of journal.entries(id).entries) read.add(entry);
        journal.discard(id);
        expect(uncounted(read.build(400))).toEqual(uncounted(whole.build(400)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('closing a lesson', () => {
  it('keeps the report, its message and what was observed, and empties the journal', () => {
    const open = openLessonOf('one', '2026-09-01 08:00');
    journal.open(open);
    journal.append('one', [talk(0, 100), bookmark(7)], at(100));
    journal.noteModels('one', { voice: 'aa' });
    expect(lessons.slotIsReported('2026-09-01 08:00')).toBe(false);
    lessons.save(reportOf('one'), row('event'));
    expect(journal.unfinished()[0]).toBeUndefined();
    expect(count('journal_entry')).toBe(0);
    expect(lessons.slotIsReported('2026-09-01 08:00')).toBe(true);
    expect(lessons.slotIsReported('2026-09-01 08:55')).toBe(false);
    expect(lessons.observationsOf('one')).toEqual({
      open: { ...open, reachedMs: 100, lastWallMs: 100, endedMs: null, models: { voice: 'aa' } },
      entries: [talk(0, 100), bookmark(7)],
      damaged: 0,
    });
  });

  it('is all or nothing: the message’s id is taken', () => {
    lessons.save(reportOf('other'), row('event'));
    journal.open(openLessonOf('one', '2026-09-01 08:00'));
    journal.append('one', [bookmark(7)], at(100));
    expect(() => lessons.save(reportOf('one'), row('event'))).toThrow(/UNIQUE/);
    expect(journal.unfinished()[0]?.lesson.id).toBe('one');
    expect(journal.entries('one').entries).toEqual([bookmark(7)]);
    expect(lessons.observationsOf('one')).toBeUndefined();
    lessons.save(reportOf('one'), row('another'));
    expect(lessons.observationsOf('one')?.entries).toEqual([bookmark(7)]);
  });

  it('leaves another lesson’s journal alone', () => {
    journal.open(openLessonOf('one', 'slot'));
    lessons.save(reportOf('analyzed'), row('event'));
    expect(journal.unfinished()[0]?.lesson.id).toBe('one');
    expect(lessons.observationsOf('analyzed')).toBeUndefined();
    expect(lessons.slotIsReported('slot')).toBe(false);
  });

  it('takes a second report of a slot', () => {
    for (const id of ['one', 'two']) {
      journal.open(openLessonOf(id, 'slot'));
      lessons.save(reportOf(id), row(`event of ${id}`));
    }
    expect(lessons.list('')).toHaveLength(2);
  });

  it('without a report leaves nothing behind', () => {
    journal.open(openLessonOf('one', 'slot'));
    journal.append('one', [bookmark(7)], at(100));
    journal.discard('unknown');
    journal.discard('one');
    expect([journal.unfinished()[0], count('journal_entry'), lessons.slotIsReported('slot')]).toEqual([
      undefined,
      0,
      false,
    ]);
  });

  it('packs a lesson of some megabytes into much less', () => {
    journal.open(openLessonOf('one'));
    const looks = Array.from({ length: 2700 }, (_, i): LessonEntry => {
      const counts = { occupied: 40, measurable: 38, headsUp: i % 39, turned: i % 3, standing: 0, slumped: 0 };
      return { kind: 'students', atMs: i * 1000, ...counts, handsRaised: i % 5, handSeats: [...Array(i % 5).keys()] };
    });
    journal.append('one', looks, at(2_700_000));
    lessons.save(reportOf('one'), row('event'));
    expect(lessons.observationsOf('one')?.entries).toEqual(looks);
    const packed = database.prepare('SELECT length(packed) FROM lesson_observations').pluck().get();
    expect(packed).toBeLessThan(100_000);
  });

  const packedDamaged: Fault = {
    part: 'database',
    kind: 'wrong',
    fault: 'the kept observations of a lesson are damaged',
    seen: 'its report stays as it is',
    lost: 'that the report could be made anew',
    recovers: 'not at all; from a backup',
  };
  it('says so when the packed observations are damaged', shows(packedDamaged), () => {
    journal.open(openLessonOf('one'));
    lessons.save(reportOf('one'), row('event'));
    database.exec("UPDATE lesson_observations SET packed = x'00'");
    expect(() => lessons.observationsOf('one')).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
    expect(lessons.get('one')).toEqual(reportOf('one'));
  });
});

describe('the newest wall time', () => {
  it('is that of the open lesson or of the newest reported one', () => {
    expect(journal.newestWallMs()).toBeUndefined();
    lessons.save(reportOf('old', 9000), row('event'));
    expect(journal.newestWallMs()).toBe(9000);
    journal.open(openLessonOf('one', null, 8000));
    expect(journal.newestWallMs()).toBe(9000);
    journal.append('one', [], at(100, 12_000));
    expect(journal.newestWallMs()).toBe(12_000);
  });
});
