import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

/** One numbered file of `hub/schema`. */
export interface SchemaStep {
  number: number;
  name: string;
  sql: string;
}

/** The database has a schema that these files did not make. */
export class SchemaError extends Error {
  readonly code = 'HUB_SCHEMA';
}

const folder = join(import.meta.dirname, '../schema');
/** Any number, the same for everybody who applies the schema. */
const LOCK = 5_307_842;

/** What is there before the first step: where it is written down which were applied. */
const beginning = [
  'CREATE SCHEMA IF NOT EXISTS lectern',
  `CREATE TABLE IF NOT EXISTS lectern.schema_step (
      number int PRIMARY KEY, name text NOT NULL, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
];

/** The steps by number. */
export function schemaSteps(): SchemaStep[] {
  return readdirSync(folder)
    .filter((name) => /^\d{3}-[a-z-]+\.sql$/.test(name))
    .sort()
    .map((name) => ({ number: Number(name.slice(0, 3)), name, sql: readFileSync(join(folder, name), 'utf8') }));
}

/**
 * Brings the database to the newest schema, all in one transaction; who comes second waits and finds it done.
 * @returns the names of the steps that were applied
 * @throws SchemaError when the database is newer than this program, or an applied step was another one
 */
export async function migrate(database: Database, steps = schemaSteps()): Promise<string[]> {
  return database.transaction(async (session) => {
    await session.query('SELECT pg_advisory_xact_lock($1::bigint)', [LOCK]);
    for (const statement of beginning) await session.query(statement);
    const applied = await session.query<{ number: number; name: string; digest: string }>(
      'SELECT number, name, digest FROM lectern.schema_step ORDER BY number',
    );
    for (const { number, name, digest } of applied) {
      const step = steps.find((each) => each.number === number);
      if (!step)
        throw new SchemaError(
          `the database has step ${name}, which this version of Lectern does not know; update Lectern`,
        );
      if (digestOf(step) !== digest)
        throw new SchemaError(`step ${name} was applied with another content than this version's`);
    }
    const wanted = steps.filter(({ number }) => !applied.some((each) => each.number === number));
    for (const step of wanted) {
      for (const statement of statementsOf(step.sql)) await session.query(statement);
      await session.query('INSERT INTO lectern.schema_step (number, name, digest) VALUES ($1, $2, $3)', [
        step.number,
        step.name,
        digestOf(step),
      ]);
    }
    return wanted.map(({ name }) => name);
  });
}

/**
 * All of it as one script, for an administrator who applies it by hand to an empty database: whole or not at all, and known
 * afterwards to {@link migrate}, which then has nothing to do.
 */
export function schemaScript(steps = schemaSteps()): string {
  const parts = steps.map(
    (step) => `-- ${step.name}
${step.sql.trimEnd()}
INSERT INTO lectern.schema_step (number, name, digest) VALUES (${step.number}, '${step.name}', '${digestOf(step)}');
`,
  );
  return ['BEGIN;', ...beginning.map((statement) => `${statement};`), ...parts, 'COMMIT;', ''].join('\n');
}

/**
 * The statements of our own schema files: each ends with a semicolon at the end of a line, outside `$$ … $$`.
 */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let open = '';
  for (const line of sql.split('\n')) {
    if (open === '' && (line.trim() === '' || line.startsWith('--'))) continue;
    open += `${line}\n`;
    const isQuoting = (open.match(/\$\$/g)?.length ?? 0) % 2 === 1;
    if (isQuoting || !line.trimEnd().endsWith(';')) continue;
    statements.push(open);
    open = '';
  }
  if (open.trim() !== '') statements.push(open);
  return statements;
}

const digestOf = ({ sql }: SchemaStep): string => createHash('sha256').update(sql).digest('hex');
