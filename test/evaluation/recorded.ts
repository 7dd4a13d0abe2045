import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { z } from 'zod';

/** Where documents of the evaluation commands are kept, of which docs/validity.md is made. */
export const recordedFolder = join(import.meta.dirname, 'recorded');

const documentSchema = z.strictObject({
  command: z.string(),
  dir: z.string(),
  commit: z.string(),
  figures: z.record(z.string(), z.number()),
  worst: z.record(z.string(), z.strictObject({ value: z.number(), where: z.string() })),
  notes: z.array(z.string()),
});

/** What an evaluation command printed with `--json`. */
export interface RecordedEvaluation extends z.infer<typeof documentSchema> {
  /** How it was called, but for the folder. */
  options: string[];
  /** Of which day, YYYY-MM-DD. */
  day: string;
}

const recordedSchema = documentSchema.extend({ options: z.array(z.string()), day: z.iso.date() });

/** Keeps what a command printed; of a folder outside of the repository its name alone, for paths differ from machine to machine. */
export function recordEvaluation(printed: string, options: readonly string[], day: string): RecordedEvaluation {
  const document = documentSchema.parse(JSON.parse(printed));
  const recorded = { ...document, dir: folderName(document.dir), options: [...options], day };
  mkdirSync(recordedFolder, { recursive: true });
  const name = [
    document.command.replace(':', '-'),
    basename(recorded.dir),
    ...options.map((option) => option.replace(/^-+/, '')),
  ].join('.');
  writeFileSync(join(recordedFolder, `${name}.json`), `${JSON.stringify(recorded, null, 2)}\n`);
  return recorded;
}

function folderName(dir: string): string {
  const path = relative(join(import.meta.dirname, '../..'), resolve(dir));
  return path.startsWith('..') ? basename(dir) : path;
}

/** Everything that was recorded, in the order of the files' names. */
export const readRecorded = (): RecordedEvaluation[] =>
  readdirSync(recordedFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => recordedSchema.parse(JSON.parse(readFileSync(join(recordedFolder, name), 'utf8'))));
