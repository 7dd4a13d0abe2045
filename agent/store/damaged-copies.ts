import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A copy holds what was observed, so it is kept no longer than somebody may need to look at it. */
export const DAMAGED_KEPT_DAYS = 14;
const MOST_COPIES = 2;
const MOST_BYTES = 2 ** 30;
const DAY_MS = 24 * 3_600_000;

/** A moment as it stands in a file's name: `20260901T080000Z`. */
export function stampOf(wallMs: number): string {
  return new Date(wallMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

export function damagedPath(path: string, stamp: string): string {
  return `${path}.damaged-${stamp}`;
}

/** Of a database as it was before a newer Lectern changed its tables; `schema` is the one it has. */
export function earlierPath(path: string, schema: number, stamp: string): string {
  return `${path}.schema-${schema}-${stamp}`;
}

/** A folder with the configuration and what lay beside it before a backup was restored. */
export function replacedPath(path: string, stamp: string): string {
  return `${path}.replaced-${stamp}`;
}

interface Copy {
  stamp: string;
  file: string;
}

/** Files of databases that were set aside as damaged, the newest first. */
export const damagedFiles = (path: string): Copy[] => copies(path, /\.damaged-(\d{8}T\d{6}Z)/);

/** Copies of the database as it was before newer Lecterns changed its tables, the newest first. */
export const earlierFiles = (path: string): Copy[] => copies(path, /\.schema-\d+-(\d{8}T\d{6}Z)(\.part)?$/);

/** Folders with configurations that gave way to a backup's, the newest first. */
const replacedFolders = (path: string): Copy[] => copies(path, /\.replaced-(\d{8}T\d{6}Z)$/);

function copies(path: string, kind: RegExp): Copy[] {
  try {
    return readdirSync(dirname(path))
      .filter((name) => name.startsWith(`${basename(path)}.`))
      .flatMap((name) => {
        const stamp = kind.exec(name)?.[1];
        return stamp === undefined ? [] : [{ stamp, file: join(dirname(path), name) }];
      })
      .sort((a, b) => (a.stamp < b.stamp ? 1 : -1));
  } catch {
    return [];
  }
}

/** Keeps the newest copies, as many as may be kept. */
export function keepFewCopies(path: string): void {
  const stamps = [...new Set(damagedFiles(path).map(({ stamp }) => stamp))];
  let bytes = 0;
  for (const [age, stamp] of stamps.entries()) {
    const files = damagedFiles(path).filter((each) => each.stamp === stamp);
    bytes += files.reduce((sum, { file }) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
    if (age >= MOST_COPIES || bytes > MOST_BYTES) remove(files);
  }
}

/** Something was deleted for good, and may be in them; or nothing was, and their own time is over. @param nowMs wall time */
export function deleteCopies(path: string, nowMs: number | null): void {
  const before = nowMs === null ? null : stampOf(nowMs - DAMAGED_KEPT_DAYS * DAY_MS);
  const all = [...damagedFiles(path), ...earlierFiles(path), ...replacedFolders(path)];
  remove(all.filter(({ stamp }) => before === null || stamp < before));
}

function remove(files: readonly { file: string }[]): void {
  for (const { file } of files) rmSync(file, { recursive: true, force: true });
}
