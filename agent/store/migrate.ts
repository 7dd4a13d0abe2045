import { readdirSync, readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { earlierFiles } from './damaged-copies.ts';
import { StoreError } from './store-error.ts';

const migrationFolder = new URL('./migrations/', import.meta.url);

/**
 * Applies the numbered migrations that are missing, each in a transaction of its own.
 * @param upTo the schema to end with; by default the newest
 */
export function migrate(database: Database.Database, path: string, upTo = knownSchema()): void {
  const applied = appliedMigrations(database, path);
  for (const [index, file] of migrationFiles().entries()) {
    if (index < applied || index >= upTo) continue;
    const sql = readFileSync(new URL(file, migrationFolder), 'utf8');
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/** How many migrations a database has seen. @throws StoreError when it was written by a newer version */
export function appliedMigrations(database: Database.Database, path: string): number {
  const applied = database.pragma('user_version', { simple: true }) as number;
  const known = knownSchema();
  if (applied > known) {
    throw new StoreError(
      'STORE_TOO_NEW',
      `${path}: was written by a newer Lectern (schema ${applied}, this one knows ${known}); it is left as it is. Update Lectern, or ${earlierAdvice(path, known)}`,
    );
  }
  return applied;
}

/** How to go on with an older Lectern. */
function earlierAdvice(path: string, known: number): string {
  const copy = earlierFiles(path).find(({ file }) => file.startsWith(`${path}.schema-${known}-`));
  return copy
    ? `go back to what there was before it: stop the agent, move ${path} away and ${copy.file} in its place`
    : 'stop the agent and move it away, which begins a new one';
}

/** How many migrations there are. */
export function knownSchema(): number {
  return migrationFiles().length;
}

function migrationFiles(): string[] {
  return readdirSync(migrationFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
}
