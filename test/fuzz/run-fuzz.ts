import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Command } from 'commander';
import type { FuzzResult } from './engine/fuzz-result.ts';
import type { FuzzedParser } from './engine/fuzzed-parser.ts';
import { keepCase } from './engine/kept-cases.ts';
import { makeCase } from './engine/make-case.ts';
import { minimised } from './engine/minimise.ts';
import type { CasesResult } from './engine/run-cases.ts';
import { tryCase } from './engine/try-case.ts';
import type { FuzzWork } from './fuzz-worker.ts';
import { fuzzedParsers } from './registry.ts';

/** One case that takes longer than this hangs, also on a busy machine. */
const HANGS_MS = 60_000;
const LOOK_MS = 2_000;
const MOST_HEAP_MB = 768;
/** What docs/security.md shows. */
const RESULTS = join(import.meta.dirname, '../../docs/fuzzing.json');

interface Options {
  cases: number;
  seed: number;
  only?: string;
  json?: true;
  record?: true;
}

/** A parser's cases in a thread of its own; a case that hangs or fills the memory ends it, and is told. */
async function fuzzed(parser: FuzzedParser, cases: number, seed: number): Promise<CasesResult> {
  const at = new SharedArrayBuffer(4);
  const place = new Int32Array(at);
  const workerData: FuzzWork = { name: parser.name, seed, from: 0, cases, at };
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
  });
  const done = new AbortController();
  const { promise, resolve } = Promise.withResolvers<CasesResult>();
  const fatal = async (problem: string) => {
    const index = Atomics.load(place, 0);
    const seeds = (await parser.seeds()).map((each) => Buffer.from(each));
    const bytes = makeCase(parser, seeds, seed, index);
    resolve({ cases: index, read: 0, refused: 0, broken: [{ problem, index, bytes }] });
  };
  worker.once('message', resolve);
  worker.once('error', (error) => void fatal(`ended the thread: ${error.message}`));
  const watch = async () => {
    let [seen, since] = [-1, performance.now()];
    while (!done.signal.aborted) {
      await delay(LOOK_MS, undefined, { signal: done.signal }).catch(() => {});
      const now = Atomics.load(place, 0);
      if (now !== seen) [seen, since] = [now, performance.now()];
      else if (performance.now() - since > HANGS_MS) {
        await worker.terminate();
        return fatal(`hangs for ${HANGS_MS / 1000} s`);
      }
    }
  };
  void watch();
  try {
    return await promise;
  } finally {
    done.abort();
    await worker.terminate();
  }
}

/** Writes down each kind of defect, as short as it can be made; what hangs is kept as it is. */
async function keepBroken(parser: FuzzedParser, { broken }: CasesResult, seed: number): Promise<void> {
  for (const { problem, index, bytes } of broken) {
    let shortest = bytes;
    if (!/^(hangs|ended the thread|took)/.test(problem)) {
      const open = await parser.open();
      shortest = await minimised(bytes, async (shorter) => (await tryCase(parser, open, shorter)).outcome === 'broken');
      open.close?.();
    }
    const file = keepCase(parser.name, shortest, { problem, seed, index });
    process.stderr.write(`fuzz: ${parser.name}: ${problem}\n      kept as ${file} (${shortest.length} bytes)\n`);
  }
}

async function main({ cases, seed, only, json, record }: Options): Promise<void> {
  const chosen = fuzzedParsers.filter(({ name }) => only === undefined || only.split(',').includes(name));
  if (chosen.length === 0)
    throw new Error(`${only}: there is no such parser; there are ${fuzzedParsers.map(({ name }) => name).join(', ')}`);
  const results: FuzzResult[] = [];
  for (const [number, parser] of chosen.entries()) {
    const wanted = Math.min(cases, parser.slow?.cases ?? cases);
    process.stderr.write(`fuzz: ${number + 1} of ${chosen.length}: ${parser.name}, ${wanted} cases …\n`);
    const startedMs = performance.now();
    const result = await fuzzed(parser, wanted, seed);
    await keepBroken(parser, result, seed);
    results.push({
      ...{ parser: parser.name, reads: parser.reads, cases: result.cases, seed },
      ...{
        seconds: Math.round((performance.now() - startedMs) / 100) / 10,
        read: result.read,
        refused: result.refused,
      },
      found: result.broken.map(({ problem }) => problem),
      ...(wanted < cases && parser.slow && { fewer: parser.slow.because }),
    });
    if (record) recordResults(results);
  }
  const found = results.reduce((sum, each) => sum + each.found.length, 0);
  if (json) console.log(JSON.stringify(results, null, 2));
  else
    for (const each of results)
      console.log(`${each.parser}: ${each.cases} cases in ${each.seconds} s, ${each.found.length} defects`);
  process.exitCode = found > 0 ? 1 : 0;
}

/** Of parsers that were not run now, what was recorded before stays. */
function recordResults(results: readonly FuzzResult[]): void {
  const before = readResults().filter(({ parser }) => !results.some((each) => each.parser === parser));
  const known = new Set(fuzzedParsers.map(({ name }) => name));
  const all = [...before, ...results].filter(({ parser }) => known.has(parser));
  all.sort((a, b) => (a.parser < b.parser ? -1 : 1));
  writeFileSync(RESULTS, `${JSON.stringify(all, null, 2)}\n`);
}

function readResults(): FuzzResult[] {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as FuzzResult[];
  } catch {
    return [];
  }
}

const number = (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text}: must be a whole number from 1 on`);
  return value;
};
await new Command('fuzz')
  .description('Gives everything that reads bytes from outside broken input. What breaks it is kept in test/fuzz/kept.')
  .option('--cases <number>', 'of each parser', number, 100_000)
  .option('--seed <number>', 'the same seed makes the same cases', number, 1)
  .option('--only <names>', 'of these parsers alone, divided by commas')
  .option('--json', 'print one JSON document')
  .option('--record', 'write the result to docs/fuzzing.json, which docs/security.md is made from')
  .action((options: Options) => main(options))
  .parseAsync();
// A parser that breaks may leave a connection or a timer behind.
process.exit();
