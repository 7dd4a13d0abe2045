import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ConfigError } from '../../../agent/config/config-error.ts';
import { loadConfigOrLastGood } from '../../../agent/config/last-good.ts';
import { StartRecord } from '../../../agent/health/start-record.ts';
import { TimetableFile } from '../../../agent/room/timetable-file.ts';
import { LogRing } from '../../../agent/setup/log-ring.ts';
import { Progress } from '../../../agent/setup/progress.ts';
import { openDatabase, openOwnDatabase } from '../../../agent/store/database.ts';
import { readMark } from '../../../agent/store/database-mark.ts';
import { LessonJournal } from '../../../agent/store/lesson-journal.ts';
import { LessonStore } from '../../../agent/store/lesson-store.ts';
import { packJournal, readEntries, unpackJournal } from '../../../agent/store/packed-journal.ts';
import { salvage } from '../../../agent/store/salvage.ts';
import { bookmark, openLessonOf, reportOf, row, talk } from '../../../agent/store/sample-lesson.ts';
import { byCode, type FuzzedParser, must } from '../engine/fuzzed-parser.ts';
import { ofFile } from './settings.ts';

const entries = [bookmark(1000), talk(0, 9000, [2000]), { kind: 'pause', startMs: 0, endMs: 5 } as const];
const journalled = { ...openLessonOf('a'), reachedMs: 9000, lastWallMs: 1, endedMs: null, models: {} };

/** A small database as an agent leaves it, closed. */
export function sampleDatabase(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-db-'));
  try {
    const database = openDatabase(folder);
    const [journal, lessons] = [new LessonJournal(database), new LessonStore(database)];
    for (let i = 0; i < 4; i++) {
      journal.open(openLessonOf(`lesson ${i}`, null, i));
      journal.append(`lesson ${i}`, entries, { reachedMs: 0, wallMs: i });
      if (i < 3) lessons.save(reportOf(`lesson ${i}`, i), row(`message ${i}`, i));
    }
    database.pragma('journal_mode = DELETE');
    database.close();
    return readFileSync(join(folder, 'lectern.db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const storedParsers: FuzzedParser[] = [
  {
    name: 'journal-entries',
    reads: 'what was written down of a lesson, back from a disk that may be sick',
    form: 'json',
    covers: ['agent/store/packed-journal.ts#readEntries', 'agent/lesson/open-lesson.ts#lessonEntrySchema'],
    seeds: () => [
      JSON.stringify(entries.map((each) => JSON.stringify(each))),
      ...entries.map((each) => JSON.stringify(each)),
    ],
    open: () => ({
      parse: (bytes) => {
        const lines = bytes.toString('utf8').split('\n');
        const read = readEntries(lines);
        must(read.entries.length + read.damaged === lines.length, 'each is read or counted as damaged');
      },
    }),
  },
  {
    name: 'packed-journal',
    reads: 'the packed journal of a lesson, back from the database',
    form: 'bytes',
    covers: ['agent/store/packed-journal.ts#unpackJournal'],
    seeds: () => [
      packJournal(
        journalled,
        entries.map((each) => JSON.stringify(each)),
      ),
    ],
    open: () => ({
      parse: (bytes) => {
        // Damage inside of what is packed passes gzip's own check only when it is packed so.
        const inner = bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b])) ? bytes : gzipSync(bytes);
        unpackJournal(inner);
      },
    }),
    refuses: (error) => error instanceof SyntaxError || byCode(/^(Z_|ERR_|STORE_)/)(error),
  },
  {
    name: 'database-file',
    reads: 'a damaged database: set aside, and what can be read of it saved',
    form: 'bytes',
    covers: [
      'agent/store/salvage.ts#salvage',
      'agent/store/readable-rows.ts#readableRows',
      'agent/store/database.ts#openOwnDatabase',
    ],
    seeds: () => [sampleDatabase()],
    mostBytes: 512 * 1024,
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
      let count = 0;
      return {
        parse: (bytes) => {
          const place = join(folder, String(count++));
          mkdirSync(place);
          const path = join(place, 'lectern.db');
          try {
            writeFileSync(path, bytes);
            if (count % 2 === 0) salvage(path, '20260901T080000Z');
            else writeFileSync(`${path}-mark`, 'suspect\n');
            const { database, close } = openOwnDatabase(place, 0);
            must(database.pragma('quick_check(1)', { simple: true }) === 'ok', 'the new database is sound');
            const lessons = new LessonStore(database);
            for (const { id } of lessons.list('')) lessons.get(id);
            const journal = new LessonJournal(database);
            for (const { lesson } of journal.unfinished()) journal.entries(lesson.id);
            close();
          } finally {
            rmSync(place, { recursive: true, force: true });
          }
        },
        close: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
    refuses: byCode(/^STORE_TOO_NEW$/),
    slow: { cases: 3_000, because: 'each makes a database on the disk anew (some 30 ms)' },
  },
  {
    name: 'database-mark',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'the file beside the database that says how it was left',
    form: 'lines',
    covers: ['agent/store/database-mark.ts#readMark'],
    seeds: () => ['open\n', 'suspect\n', 'salvage 20260901T080000Z\n'],
    open: ofFile((file) => {
      const mark = readMark(file.replace(/-mark$/, ''));
      must(mark !== undefined && /^(open|suspect|salvage \d{8}T\d{6}Z)$/.test(mark), 'one of three');
    }, 'lectern.db-mark'),
  },
  {
    name: 'last-good-configuration',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'last-good.yaml in the data folder, when the configuration is wrong',
    form: 'yaml',
    covers: ['agent/config/last-good.ts#loadConfigOrLastGood'],
    seeds: () => [
      'version: 1\nroom: { region: "310104", school: "2131000000", room: r301 }\nsources: { microphone: "pulse:room" }\nstore: { folder: . }\n',
    ],
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
      const file = join(folder, 'lectern.yaml');
      return {
        parse: (bytes) => {
          writeFileSync(file, 'store: { folder: . }\nroom: [');
          writeFileSync(
            join(folder, 'last-good.yaml'),
            Buffer.concat([Buffer.from(`# The last good content of ${file}\n`), bytes]),
          );
          const { problem } = loadConfigOrLastGood(file);
          must(problem !== null, 'it is told that the file is wrong');
        },
        close: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
    refuses: (error) => error instanceof ConfigError,
  },
  {
    name: 'setup-progress',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'setup.json in the data folder',
    form: 'json',
    covers: ['agent/setup/progress.ts#Progress'],
    seeds: () => [
      JSON.stringify({
        skipped: ['hub'],
        testLesson: { atMs: 1, result: { durationS: 60, sources: [{ source: 'microphone', share: 1 }] } },
      }),
    ],
    open: ofFile((_, folder) => {
      const progress = new Progress(folder);
      must(Array.isArray(progress.skipped()), 'a list');
      void progress.seats;
      void progress.testLesson;
    }, 'setup.json'),
  },
  {
    name: 'start-record',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'how the agent’s last runs ended',
    form: 'json',
    covers: ['agent/health/start-record.ts#StartRecord'],
    seeds: () => [JSON.stringify([{ atS: 1, why: 'x' }, { atS: 2 }])],
    open: ofFile((file) => {
      const record = new StartRecord({ file, uptimeS: () => 100 });
      const why = record.begin();
      must(why === null || why.length < 1000, 'a short reason');
      record.endsBecause('a\nb');
    }),
  },
  {
    name: 'own-log',
    reads: 'the agent’s own log lines, which hold what others said',
    form: 'json',
    covers: ['agent/setup/log-ring.ts#LogRing'],
    seeds: () => [
      '{"level":30,"time":1,"pid":2,"msg":"x","source":"rtsp://192.168.1.2/","login":{"password":"hunter2hunter2"}}',
    ],
    open: () => ({
      parse: (bytes) => {
        const ring = new LogRing(() => 1_000);
        for (const line of bytes.toString('utf8').split('\n')) ring.write(line);
        for (const { message, facts } of ring.lines())
          must(typeof message === 'string' && typeof facts === 'string', 'text');
        must(ring.text().length <= 3 * 2 ** 20, 'no more than is kept');
      },
    }),
  },
  {
    name: 'timetable-file',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'the stored timetable, read again whenever it changes',
    form: 'json',
    covers: ['agent/room/timetable-file.ts#TimetableFile'],
    seeds: () => [
      JSON.stringify({
        version: 1,
        room: 'r301',
        timeZone: 'Asia/Shanghai',
        term: { start: '2026-09-01', weeks: 20 },
        lessons: [],
        holidays: [],
        swaps: [],
        overrides: [],
      }),
    ],
    open: ofFile((file) => new TimetableFile(file, 'r301').news()),
    refuses: (error) => byCode(/^TIMETABLE_/)(error) || (error as Error).message.includes('/case: is '),
  },
];
