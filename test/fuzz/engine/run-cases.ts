import { setImmediate as breath } from 'node:timers/promises';
import type { FuzzedParser } from './fuzzed-parser.ts';
import { makeCase } from './make-case.ts';
import { tryCase } from './try-case.ts';

export interface Broken {
  problem: string;
  index: number;
  bytes: Buffer;
}

export interface CasesResult {
  cases: number;
  read: number;
  refused: number;
  /** One case of each kind of defect. */
  broken: Broken[];
}

export interface CasesOptions {
  seed: number;
  from: number;
  cases: number;
  /** Called before each case with its number. */
  beginning?(index: number): void;
}

/** Gives cases to a parser, one after the other; of each kind of defect the first case is told. */
export async function runCases(
  parser: FuzzedParser,
  { seed, from, cases, beginning = () => {} }: CasesOptions,
): Promise<CasesResult> {
  const seeds = (await parser.seeds()).map((each) => Buffer.from(each));
  const open = await parser.open();
  const result: CasesResult = { cases: 0, read: 0, refused: 0, broken: [] };
  try {
    for (let index = from; index < from + cases; index++) {
      beginning(index);
      const bytes = makeCase(parser, seeds, seed, index);
      const { outcome, problem = '' } = await tryCase(parser, open, bytes);
      result.cases++;
      if (outcome === 'broken') {
        if (!result.broken.some((each) => kindOf(each.problem) === kindOf(problem)))
          result.broken.push({ problem, index, bytes });
      } else result[outcome]++;
      // Timers and what was rejected without anybody waiting get their turn.
      if (index % 512 === 0) await breath();
    }
  } finally {
    open.close?.();
  }
  return result;
}

/** Numbers and quoted words differ from case to case. */
const kindOf = (problem: string) =>
  problem
    .replace(/\d+/g, '0')
    .replace(/(["'`]).*?\1/g, '…')
    .replace(/: .* (?=\S+:\d)/, ': ');
