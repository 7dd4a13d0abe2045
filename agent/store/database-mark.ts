import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/**
 * What is known of a database without opening it, in a file beside it: an agent has it open, or ended without closing it
 * (`open`); it has shown itself to be damaged (`suspect`); it is being set aside under this moment (`salvage <stamp>`). No
 * file: it was closed, and nothing was wrong.
 */
export type DatabaseMark = 'open' | 'suspect' | `salvage ${string}`;

const markFile = (path: string) => `${path}-mark`;

/** undefined when the database was closed and nothing was wrong. */
export function readMark(path: string): DatabaseMark | undefined {
  try {
    const text = readFileSync(markFile(path), 'utf8').trim();
    if (/^salvage \d{8}T\d{6}Z$/.test(text)) return text as DatabaseMark;
    // Whatever else stands there, even nothing, was written by an agent that did not end as it should.
    return text === 'open' ? 'open' : 'suspect';
  } catch (error) {
    // Another's file, for one: nothing is known then, which is no reason to believe that all is well.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'suspect';
  }
}

/** @throws NodeJS.ErrnoException when the folder cannot be written */
export function writeMark(path: string, mark: DatabaseMark): void {
  // Whoever wrote the one before may be somebody else.
  rmSync(markFile(path), { force: true });
  const file = openSync(markFile(path), 'wx', 0o600);
  try {
    writeSync(file, `${mark}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export function removeMark(path: string): void {
  rmSync(markFile(path), { force: true });
}

/** Has the database looked at as a whole when it is opened next. Never fails: there is worse trouble already. */
export function markSuspect(path: string): void {
  if (!path.endsWith('lectern.db')) return;
  try {
    // Without one the agent is not running, and somebody else has the database open to look into: that one leaves nothing.
    if (existsSync(markFile(path)) && readMark(path) !== 'suspect') writeMark(path, 'suspect');
  } catch {
    // It may be somebody who only reads; the agent will see it too.
  }
}
