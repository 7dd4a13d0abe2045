import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FuzzResult } from './engine/fuzz-result.ts';
import { keptCases } from './engine/kept-cases.ts';

const docs = join(import.meta.dirname, '../../docs');
export const SECURITY = join(docs, 'security.md');
const PLACE = /<!-- fuzzing -->\n[\s\S]*<!-- \/fuzzing -->/;

/** docs/security.md with the table of the recorded runs in its place. */
export function withFuzzTable(text: string): string {
  const results = JSON.parse(readFileSync(join(docs, 'fuzzing.json'), 'utf8')) as FuzzResult[];
  const rows = results.map(({ parser, reads, cases, seed, seconds, found, fewer }) => {
    const words = [reads, ...(fewer ? [`fewer: ${fewer}`] : [])].join('; ').replaceAll('|', '\\|');
    return `| ${parser} | ${words} | ${cases} | ${seed} | ${seconds} | ${found.length} | ${keptCases(parser).length} |`;
  });
  const head = [
    '| parser | reads | cases | seed | s | found in this run | kept and mended |',
    '|---|---|---|---|---|---|---|',
  ];
  return text.replace(PLACE, () => ['<!-- fuzzing -->', ...head, ...rows, '<!-- /fuzzing -->'].join('\n'));
}
