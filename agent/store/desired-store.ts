import type Database from 'better-sqlite3';
import { asStoreError } from './store-error.ts';

export type DesiredStatus = 'applied' | 'waiting' | 'refused';

/** The region's newest word of a kind, and what is in force. */
export interface DesiredRow {
  kind: string;
  version: number;
  status: DesiredStatus;
  reason: string | null;
  /** JSON. */
  content: string;
  inForceVersion: number | null;
}

/** What became of a word of the region. */
export interface DesiredWord {
  kind: string;
  version: number;
  /** JSON. */
  content: string;
  status: DesiredStatus;
  reason?: string;
}

/**
 * What the region wishes the room to have, over restarts. Methods throw StoreError when the disk is full or cannot be
 * used; nothing is then half written.
 */
export class DesiredStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  of(kind: string): DesiredRow | undefined {
    return this.#guarded(() => this.#database.prepare(`${SELECT} WHERE kind = ?`).get(kind) as DesiredRow | undefined);
  }

  all(): DesiredRow[] {
    return this.#guarded(() => this.#database.prepare(`${SELECT} ORDER BY kind`).all() as DesiredRow[]);
  }

  /** What is in force of a kind, JSON; null when nothing is. */
  inForce(kind: string): string | null {
    const sql = 'SELECT in_force FROM desired WHERE kind = ?';
    return this.#guarded(() => (this.#database.prepare(sql).pluck().get(kind) as string | null | undefined) ?? null);
  }

  /** Writes down a newer word; one that is `applied` is in force from now on, any other leaves in force what is. */
  note({ kind, version, content, status, reason }: DesiredWord): void {
    this.#guarded(() => {
      this.#database
        .prepare(
          `INSERT INTO desired (kind, version, status, reason, content) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (kind) DO UPDATE SET version = excluded.version, status = excluded.status,
             reason = excluded.reason, content = excluded.content`,
        )
        .run(kind, version, status, reason ?? null, content);
      if (status !== 'applied') return;
      this.#database
        .prepare('UPDATE desired SET in_force_version = version, in_force = content WHERE kind = ?')
        .run(kind);
    });
  }

  /** Nothing of a kind is in force any more. */
  takeBack(kind: string): void {
    const sql = 'UPDATE desired SET in_force_version = NULL, in_force = NULL WHERE kind = ?';
    this.#guarded(() => this.#database.prepare(sql).run(kind));
  }

  #guarded<Result>(act: () => Result): Result {
    try {
      return this.#database.transaction(act)();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}

const SELECT = 'SELECT kind, version, status, reason, content, in_force_version AS inForceVersion FROM desired';
