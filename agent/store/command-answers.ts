import type Database from 'better-sqlite3';
import { asStoreError } from './store-error.ts';

/** So many commands are remembered; a broker that repeats one does it within days, not years. */
const MOST_REMEMBERED = 1000;

/** Commands that were answered, and how. */
export class CommandAnswers {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** The answer that a command has had, JSON; undefined when it has none. @throws StoreError */
  of(id: string): string | undefined {
    return this.#guarded(
      () =>
        this.#database.prepare('SELECT answer FROM command_answered WHERE id = ?').pluck().get(id) as
          | string
          | undefined,
    );
  }

  /**
   * Writes down an answer, and what `along` writes, or nothing of both.
   * @param answer JSON
   * @throws StoreError
   */
  note(id: string, answer: string, along: () => void): void {
    this.#guarded(() => {
      const { lastInsertRowid } = this.#database
        .prepare('INSERT INTO command_answered (id, answer) VALUES (?, ?)')
        .run(id, answer);
      this.#database
        .prepare('DELETE FROM command_answered WHERE position <= ?')
        .run(Number(lastInsertRowid) - MOST_REMEMBERED);
      along();
    });
  }

  #guarded<Result>(act: () => Result): Result {
    try {
      return this.#database.transaction(act)();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}
