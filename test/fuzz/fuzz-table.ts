import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FuzzResult } from './engine/fuzz-result.ts';
import { keptCases } from './engine/kept-cases.ts';
import { fuzzedParsers } from './registry.ts';

const docs = join(import.meta.dirname, '../../docs');
export const SECURITY = join(docs, 'security.md');
/** What `npm run fuzz` gives each parser that is not slow. */
const FULL_CASES = 100_000;
const PLACE = /<!-- fuzzing -->\n[\s\S]*<!-- \/fuzzing -->/;

/** docs/security.md with the table of the recorded runs in its place. */
export function withFuzzTable(text: string): string {
  const results = JSON.parse(readFileSync(join(docs, 'fuzzing.json'), 'utf8')) as FuzzResult[];
  const slow = new Map(fuzzedParsers.map(({ name, slow }) => [name, slow]));
  const rows = results.map(({ parser, reads, cases, seed, seconds, found }) => {
    const why = whyFewer(cases, slow.get(parser));
    const words = [reads, ...(why ? [`fewer: ${why}`] : [])].join('; ').replaceAll('|', '\\|');
    return `| ${parser} | ${words} | ${cases} | ${seed} | ${seconds} | ${found.length} | ${keptCases(parser).length} |`;
  });
  const head = [
    '| parser | reads | cases | seed | s | found in this run | kept and mended |',
    '|---|---|---|---|---|---|---|',
  ];
  return text.replace(PLACE, () =>
    ['<!-- fuzzing -->', ...countsOf(results), '', ...head, ...rows, '<!-- /fuzzing -->'].join('\n'),
  );
}

/** null where none are missing. */
function whyFewer(cases: number, slow: { cases: number; because: string } | undefined): string | null {
  if (cases >= FULL_CASES) return null;
  const isCut = cases < (slow?.cases ?? FULL_CASES);
  return [...(slow ? [slow.because] : []), ...(isCut ? ['the recorded run was cut short'] : [])].join('; ');
}

/** How many parsers had how many cases, in both languages. */
function countsOf(results: readonly FuzzResult[]): string[] {
  const sizes = [...new Set(results.map(({ cases }) => cases))].sort((a, b) => b - a);
  const counts = sizes.map((size) => [results.filter(({ cases }) => cases === size).length, size] as const);
  return [
    `记录的运行共 ${results.length} 个解析器：${counts.map(([parsers, size]) => `${parsers} 个各 ${size} 例`).join('，')}。`,
    `The recorded run had ${results.length} parsers: ${counts.map(([parsers, size]) => `${parsers} with ${size} cases each`).join(', ')}.`,
  ];
}
