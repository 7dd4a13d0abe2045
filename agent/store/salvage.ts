import { existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { damagedPath, keepFewCopies } from './damaged-copies.ts';
import { removeMark, writeMark } from './database-mark.ts';
import { knownSchema, migrate } from './migrate.ts';
import { countAnew } from './new-stream.ts';
import { readableRows } from './readable-rows.ts';

/** What came of a damaged database. */
export interface Salvage {
  /** Why it was set aside. */
  code: 'STORE_CORRUPT';
  keptRows: number;
  /** null when nobody can tell. */
  lostRows: number | null;
}

/** What matters most comes first, should reading take the machine down. */
const FIRST = ['outbox', 'lesson', 'lesson_message', 'outbox_drop'];
/** For so long a lesson waits for its teacher once more, when it is not known how long it had waited. */
const HOLD_MS = 12 * 3_600_000;

/**
 * Sets a damaged database aside and starts a new one with everything of it that can still be read. Cut off at any moment it
 * goes on where it was when it is called again with the same stamp.
 * @param stamp see stampOf
 * @throws NodeJS.ErrnoException, SqliteError when the disk is full or the folder cannot be written
 */
export function salvage(path: string, stamp: string): Salvage {
  writeMark(path, `salvage ${stamp}`);
  const damaged = damagedPath(path, stamp);
  // The log first: beside another database it would be taken for that one's.
  if (!existsSync(damaged))
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, damaged + suffix);
    }
  let result: Salvage = { code: 'STORE_CORRUPT', keptRows: 0, lostRows: null };
  if (!existsSync(path)) {
    const fresh = `${path}.salvage`;
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(fresh + suffix, { force: true });
    result = copyReadable(damaged, fresh);
    renameSync(fresh, path);
  }
  keepFewCopies(path);
  removeMark(path);
  return result;
}

function copyReadable(damagedFile: string, freshFile: string): Salvage {
  const fresh = new Database(freshFile);
  try {
    const damaged = openDamaged(damagedFile);
    try {
      return copied(damaged, fresh, freshFile);
    } finally {
      damaged?.close();
    }
  } finally {
    fresh.close();
  }
}

/** Without its log when it is that which cannot be read; undefined when nothing can. */
function openDamaged(file: string): Database.Database | undefined {
  for (const isWithLog of [true, false]) {
    try {
      if (!isWithLog && existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${file}-unread-wal`);
      const damaged = new Database(file, { readonly: true, fileMustExist: true });
      damaged.pragma('cell_size_check = ON');
      damaged.prepare('SELECT count(*) FROM sqlite_schema').get();
      return damaged;
    } catch {
      // Tried the other way, and then given up.
    }
  }
  return undefined;
}

function copied(damaged: Database.Database | undefined, fresh: Database.Database, path: string): Salvage {
  const schema = damaged ? schemaOf(damaged) : undefined;
  migrate(fresh, path, schema);
  fresh.pragma('foreign_keys = OFF');
  let keptRows = 0;
  let lostRows: number | null = damaged ? 0 : null;
  for (const table of damaged ? tablesOf(fresh) : []) {
    const { kept, lost } = copyTable(damaged!, fresh, table);
    keptRows += kept;
    lostRows = lost === null || lostRows === null ? null : lostRows + lost;
  }
  const orphans = removeOrphans(fresh);
  migrate(fresh, path);
  fresh.transaction(() => {
    startStream(fresh, damaged);
    holdAgain(fresh);
  })();
  return {
    code: 'STORE_CORRUPT',
    keptRows: keptRows - orphans,
    lostRows: lostRows === null ? null : lostRows + orphans,
  };
}

/** In which it was written; the newest when that is not readable. */
function schemaOf(damaged: Database.Database): number | undefined {
  const schema = damaged.pragma('user_version', { simple: true }) as number;
  return schema >= 1 && schema <= knownSchema() ? schema : undefined;
}

function tablesOf(fresh: Database.Database): string[] {
  const tables = fresh
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'stream'")
    .pluck()
    .all() as string[];
  const rank = (table: string) => (FIRST.indexOf(table) + FIRST.length + 1) % (FIRST.length + 1);
  return tables.sort((a, b) => rank(a) - rank(b));
}

function copyTable(damaged: Database.Database, fresh: Database.Database, table: string) {
  const columns = fresh.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
  const list = columns.map((name) => `"${name}"`).join(', ');
  const insert = fresh.prepare(`INSERT INTO "${table}" (${list}) VALUES (${columns.map(() => '?').join(', ')})`);
  return fresh.transaction(() => {
    // What migrations put there is in the damaged one too.
    fresh.exec(`DELETE FROM "${table}"`);
    let kept = 0;
    const { isWhole, counted } = readableRows(damaged, table, list, (values) => {
      try {
        insert.run(...values);
        kept++;
        return true;
      } catch {
        // Its bytes can be read and are not what they were.
        return false;
      }
    });
    const lost = counted.expected === null ? (isWhole ? counted.read - kept : null) : counted.expected - kept;
    return { kept, lost: lost === null ? null : Math.max(lost, counted.read - kept) };
  })();
}

/** What refers to something that is gone; a message for the hub stays all the same. @returns how many rows went */
function removeOrphans(fresh: Database.Database): number {
  let removed = 0;
  for (;;) {
    const orphans = fresh.pragma('foreign_key_check') as { table: string; rowid: number }[];
    if (orphans.length === 0) return removed;
    for (const { table, rowid } of orphans) {
      if (table === 'outbox') fresh.prepare('UPDATE outbox SET lesson_id = NULL WHERE rowid = ?').run(rowid);
      else removed += fresh.prepare(`DELETE FROM "${table}" WHERE rowid = ?`).run(rowid).changes;
    }
  }
}

/** The messages are counted anew, in the order they had; the time they have waited is known from them, or better. */
function startStream(fresh: Database.Database, damaged: Database.Database | undefined): void {
  countAnew(fresh);
  fresh.exec('UPDATE stream SET passed_ms = coalesce((SELECT max(since_ms) FROM outbox), 0)');
  try {
    const { passedMs, notedMs } = damaged!
      .prepare('SELECT passed_ms AS passedMs, noted_wall_ms AS notedMs FROM stream')
      .get() as { passedMs: number; notedMs: number };
    fresh.prepare('UPDATE stream SET passed_ms = max(passed_ms, ?), noted_wall_ms = ?').run(passedMs, notedMs);
  } catch {
    // What waits is taken for younger than it is.
  }
}

/** Nobody knows any more how long these were to wait for their teacher, nor that they were not: they wait once more. */
function holdAgain(fresh: Database.Database): void {
  fresh.exec(`
    INSERT INTO lesson_message (lesson_id, id, channel, payload, created_at_ms, hold_left_ms, hold_noted_ms, revision)
    SELECT lesson_id, id, channel, payload, created_at_ms, iif(attempts > 0 OR refused_because IS NOT NULL, 0, ${HOLD_MS}), created_at_ms,
      coalesce(payload ->> '$.data.revision', 1)
    FROM outbox
    WHERE lesson_id IS NOT NULL AND lesson_id NOT IN (SELECT lesson_id FROM lesson_message)
      AND id NOT IN (SELECT id FROM lesson_message)`);
}
