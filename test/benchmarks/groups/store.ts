import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LessonEntry } from '../../../agent/lesson/open-lesson.ts';
import { openStore } from '../../../agent/store/agent-store.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { drawnLesson } from '../drawn-lesson.ts';

const LESSON_MIN = 10;
/** What is observed is written down this often (agent/room/live-lesson.ts). */
const WRITE_EVERY_S = 4;
const COMMITS = 200;

interface Written {
  commits: number;
  /** That went into the log in front of the database. */
  bytes: number;
  commitMs: number[];
}

/** What a lesson's observations cost the disk, written down every so many seconds; all of them on it before the next. */
function written(entries: readonly LessonEntry[], everyS: number | null): Written {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-writes-'));
  const { database, journal, close } = openStore(folder);
  // All that is written stays in the log, so that its size tells of it.
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.pragma('wal_autocheckpoint = 0');
  const room = { region: '310104', school: '2131000000', room: 'r301' };
  const lesson = { id: 'lesson', room, labels: {}, startedAtMs: 0 };
  journal.open({ lesson, origin: 'hand', slot: null, plannedMs: null, zero: { bootId: 'boot', monotonicMs: 0 } });
  const batches = everyS === null ? entries.map((entry) => [entry]) : inBatches(entries, everyS * 1000);
  const commitMs = batches.map((batch) => {
    const startedMs = performance.now();
    journal.append('lesson', batch, { reachedMs: 0, wallMs: 0 });
    return performance.now() - startedMs;
  });
  const bytes = statSync(`${database.name}-wal`).size;
  close();
  rmSync(folder, { recursive: true });
  return { commits: batches.length, bytes, commitMs };
}

const atOf = (entry: LessonEntry) => ('atMs' in entry ? entry.atMs : 'toMs' in entry ? entry.toMs : entry.endMs);

function inBatches(entries: readonly LessonEntry[], everyMs: number): LessonEntry[][] {
  const batches: LessonEntry[][] = [];
  for (const entry of entries) {
    const batch = Math.floor(atOf(entry) / everyMs);
    batches[batch] ??= [];
    batches[batch].push(entry);
  }
  return batches.filter((batch) => batch !== undefined);
}

function measure(run: BenchRun): void {
  const { students, teacher, talk } = drawnLesson(LESSON_MIN);
  const heard = talk.map(
    (segment): LessonEntry => ({ kind: 'talk', fromMs: segment.startMs, toMs: segment.endMs, segments: [segment] }),
  );
  const entries = [...students, ...teacher, ...heard].sort((a, b) => atOf(a) - atOf(b));
  const together = written(entries, WRITE_EVERY_S);
  run.progress('each by itself');
  const alone = written(entries, null);
  const seconds = LESSON_MIN * 60;
  run.figure('store.commits', together.commits / seconds);
  run.figure('store.bytes', together.bytes / seconds);
  run.figure('store.commit.ms', together.commitMs.slice(-COMMITS));
  run.figure('store.batched.commits', together.commits / alone.commits);
  run.figure('store.batched.bytes', together.bytes / alone.bytes);
}

const against = 'each observation by itself as soon as it is made';

export const store: BenchGroup = {
  name: 'store',
  title: 'What the disk is asked',
  figures: [
    {
      name: 'store.commits',
      unit: 'per s',
      what: 'writes of the database in a second of a lesson: a drawn lesson of 10 minutes, two cameras at a look a second and a microphone, brought to the disk (`synchronous=FULL`) every 4 s, which is the most that a power cut takes',
      aim: { atMost: 1 },
    },
    { name: 'store.bytes', unit: 'bytes per s', what: 'bytes that these writes put into SQLite’s log' },
    { name: 'store.commit.ms', unit: 'ms', what: 'one of these writes, until it is on the disk' },
    { name: 'store.batched.commits', unit: 'ratio', against, what: 'writes' },
    {
      name: 'store.batched.bytes',
      unit: 'ratio',
      against,
      what: 'bytes in the log',
      floor: 'whatever is changed, SQLite writes whole pages of 4 KiB into its log: three or four a write',
    },
  ],
  measure: async (run) => measure(run),
};
