import { gunzipSync, gzipSync } from 'node:zlib';
import { type JournalledLesson, type LessonEntry, lessonEntrySchema } from '../lesson/open-lesson.ts';
import { safeParse } from '../lesson/outside-data.ts';

/** Entries as they were written, oldest first. */
export interface ReadEntries {
  entries: LessonEntry[];
  /** How many could not be read and were left out. */
  damaged: number;
}

/** What was written down of a lesson while it went on. Its times count from the recording's first moment. */
export interface LessonRecord extends ReadEntries {
  open: JournalledLesson;
}

/**
 * Reads entries that were kept as JSON. One that cannot be read, because the disk was sick or another version wrote it,
 * is left out and counted: it must not take the rest of the lesson with it.
 */
export function readEntries(bodies: readonly string[]): ReadEntries {
  const entries = bodies.flatMap((body) => readEntry(body) ?? []);
  return { entries, damaged: bodies.length - entries.length };
}

function readEntry(body: string): LessonEntry | undefined {
  try {
    return safeParse(lessonEntrySchema, JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** A lesson's journal as one gzip: lines of JSON, first the lesson, then its entries. */
export function packJournal(open: JournalledLesson, bodies: readonly string[]): Buffer {
  return gzipSync([JSON.stringify(open), ...bodies].join('\n'));
}

/** @throws Error when it is not what packJournal gave */
export function unpackJournal(packed: Buffer): LessonRecord {
  const [head, ...bodies] = gunzipSync(packed).toString('utf8').split('\n');
  return { open: JSON.parse(head!) as JournalledLesson, ...readEntries(bodies) };
}
