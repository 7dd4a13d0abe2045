import type Database from 'better-sqlite3';
import { asStoreError } from './store-error.ts';

/** A teacher's way in; without the PIN's hash. */
export interface Account {
  /** 1..99, typed before the PIN. */
  number: number;
  /** The teacher's pseudonym, or '' for the lessons of the room whose teacher is not known. */
  owner: string;
  mustChange: boolean;
  changedAtMs: number;
}

/** School IT's own row. */
const IT = 0;

/** Who may sign in, and how often somebody failed to. Every method that writes throws StoreError when the disk does not take it. */
export class AccountStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** By number. */
  accounts(): Account[] {
    const rows = this.#database
      .prepare(
        `SELECT number, owner, must_change AS mustChange, changed_at_ms AS changedAtMs
         FROM account WHERE number <> ? ORDER BY number`,
      )
      .all(IT) as (Omit<Account, 'mustChange'> & { mustChange: number })[];
    return rows.map((row) => ({ ...row, mustChange: row.mustChange === 1 }));
  }

  /** Pseudonyms of the lessons that are kept, '' among them when there are some of nobody. */
  ownersOfLessons(): string[] {
    return this.#database.prepare('SELECT DISTINCT owner FROM lesson ORDER BY owner').pluck().all() as string[];
  }

  secretHash(number: number): string | undefined {
    return this.#database.prepare('SELECT secret_hash FROM account WHERE number = ?').pluck().get(number) as
      | string
      | undefined;
  }

  secretHashOf(owner: string): string | undefined {
    return this.#database.prepare('SELECT secret_hash FROM account WHERE owner = ?').pluck().get(owner) as
      | string
      | undefined;
  }

  get itSecretHash(): string | undefined {
    return this.secretHash(IT);
  }

  setItSecret(hash: string, nowMs: number): void {
    this.#run(
      `INSERT INTO account (number, owner, secret_hash, must_change, changed_at_ms) VALUES (${IT}, NULL, ?, 0, ?)
       ON CONFLICT (number) DO UPDATE SET secret_hash = excluded.secret_hash, changed_at_ms = excluded.changed_at_ms`,
      hash,
      nowMs,
    );
  }

  forgetItSecret(): void {
    this.#run('DELETE FROM account WHERE number = ?', IT);
  }

  /**
   * Gives an owner a secret, and a number if it has none.
   * @param most the highest number that may be given
   * @returns the number; undefined when all are given
   */
  setSecret(owner: string, hash: string, mustChange: boolean, nowMs: number, most: number): number | undefined {
    return this.#written(() =>
      this.#database.transaction(() => {
        const number = this.#numberOf(owner) ?? this.#freeNumber(most);
        if (number === undefined) return undefined;
        this.#run(
          `INSERT INTO account (number, owner, secret_hash, must_change, changed_at_ms) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (number) DO UPDATE SET secret_hash = excluded.secret_hash, must_change = excluded.must_change,
             changed_at_ms = excluded.changed_at_ms`,
          number,
          owner,
          hash,
          Number(mustChange),
          nowMs,
        );
        return number;
      })(),
    );
  }

  /** False when there was none. */
  remove(owner: string): boolean {
    return this.#run('DELETE FROM account WHERE owner = ?', owner) > 0;
  }

  failuresOf(account: string): number {
    const failures = this.#database.prepare('SELECT failures FROM access_failure WHERE account = ?').pluck();
    return (failures.get(account) as number | undefined) ?? 0;
  }

  countFailure(account: string): void {
    this.#run(
      `INSERT INTO access_failure (account, failures) VALUES (?, 1)
       ON CONFLICT (account) DO UPDATE SET failures = failures + 1`,
      account,
    );
  }

  forgetFailures(account: string): void {
    this.#run('DELETE FROM access_failure WHERE account = ?', account);
  }

  #numberOf(owner: string): number | undefined {
    return this.#database.prepare('SELECT number FROM account WHERE owner = ?').pluck().get(owner) as
      | number
      | undefined;
  }

  #freeNumber(most: number): number | undefined {
    const given = new Set(this.accounts().map(({ number }) => number));
    return Array.from({ length: most }, (_, i) => i + 1).find((number) => !given.has(number));
  }

  #run(sql: string, ...values: (string | number | null)[]): number {
    return this.#written(() => this.#database.prepare(sql).run(...values).changes);
  }

  #written<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      throw asStoreError(error, this.#database.name);
    }
  }
}
