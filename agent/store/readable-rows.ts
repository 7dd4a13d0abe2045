import type Database from 'better-sqlite3';

/** So often a table's damaged stretches are entered from elsewhere. */
const MOST_TRIES = 2_000;
/** Pages that point at one another in a circle would give rows for ever. */
const MOST_REPEATED = 100_000;

export interface Readable {
  /** Nothing stood in the way. */
  isWhole: boolean;
  counted: {
    read: number;
    /** How many rows there were, by what an index tells; null when none can be read. */
    expected: number | null;
  };
}

/**
 * Reads every row of a damaged table that can still be read: from both ends up to the damage, and then, in halves, what lies
 * between.
 * @param columns SQL
 * @param take called once for each row
 */
export function readableRows(
  damaged: Database.Database,
  table: string,
  columns: string,
  take: (values: unknown[]) => boolean,
): Readable {
  const seen = new Set<number>();
  let tries = MOST_TRIES;
  let repeated = 0;
  let isWhole = true;
  /** @returns the last row id that was read when something stood in the way; null at the end */
  const walk = (fromId: number, toId: number, order: 'ASC' | 'DESC'): number | null => {
    let lastId = order === 'ASC' ? fromId - 1 : toId + 1;
    try {
      const rows = damaged
        .prepare(
          `SELECT rowid, ${columns} FROM "${table}" NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid ${order}`,
        )
        .raw()
        .iterate(fromId, toId) as IterableIterator<unknown[]>;
      for (const [id, ...values] of rows) {
        lastId = Number(id);
        if (seen.has(lastId) && ++repeated > MOST_REPEATED) throw new Error('the same rows again and again');
        if (seen.has(lastId)) continue;
        seen.add(lastId);
        take(values);
      }
      return null;
    } catch {
      isWhole = false;
      return lastId;
    }
  };
  const read = (fromId: number, toId: number): void => {
    if (fromId > toId || tries-- <= 0 || repeated > MOST_REPEATED) return;
    const upTo = walk(fromId, toId, 'ASC');
    if (upTo === null) return;
    const downTo = walk(upTo + 1, toId, 'DESC');
    if (downTo === null) return;
    const middle = Math.floor((upTo + downTo) / 2);
    if (downTo - upTo <= 2) return;
    read(upTo + 1, middle);
    read(middle + 1, downTo - 1);
  };
  read(0, Number.MAX_SAFE_INTEGER);
  return { isWhole, counted: { read: seen.size, expected: countByIndex(damaged, table) } };
}

function countByIndex(damaged: Database.Database, table: string): number | null {
  let most: number | null = null;
  try {
    const indexes = damaged
      .prepare('SELECT name FROM pragma_index_list(?) WHERE partial = 0')
      .pluck()
      .all(table) as string[];
    for (const index of indexes) {
      const count = countBy(damaged, table, index);
      if (count !== null) most = Math.max(most ?? 0, count);
    }
  } catch {
    // The schema itself cannot be read.
  }
  return most;
}

function countBy(damaged: Database.Database, table: string, index: string): number | null {
  try {
    const sql = `SELECT count(*) FROM "${table}" INDEXED BY "${index}"`;
    return damaged.prepare(sql).pluck().get() as number;
  } catch {
    return null;
  }
}
