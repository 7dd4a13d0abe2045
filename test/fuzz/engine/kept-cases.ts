import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where cases are kept that have shown a defect once, each parser's in a folder of its own. */
export const KEPT = join(import.meta.dirname, '../kept');

/** A case that has shown a defect. */
export interface KeptCase {
  file: string;
  bytes: Buffer;
}

export function keptCases(parser: string): KeptCase[] {
  const folder = join(KEPT, parser);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.bin'))
    .sort()
    .map((name) => ({ file: join(folder, name), bytes: readFileSync(join(folder, name)) }));
}

/** Writes a case down with what was wrong and how it was made. @returns its file */
export function keepCase(
  parser: string,
  bytes: Buffer,
  about: { problem: string; seed: number; index: number },
): string {
  const folder = join(KEPT, parser);
  mkdirSync(folder, { recursive: true });
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const file = join(folder, `${name}.bin`);
  writeFileSync(file, bytes);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ parser, ...about }, null, 2)}\n`);
  return file;
}
