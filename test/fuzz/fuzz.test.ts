import { describe, expect, it } from 'vitest';
import { keptCases } from './engine/kept-cases.ts';
import { makeCase } from './engine/make-case.ts';
import { runCases } from './engine/run-cases.ts';
import { tryCase } from './engine/try-case.ts';
import { fuzzedParsers } from './registry.ts';

/** Of each parser, seconds in all; `npm run fuzz` tries a thousand times as many. */
const CASES = 120;
/** Where a case takes long. */
const FEW_CASES = 6;
const SEED = 20_261_123;

describe.each(fuzzedParsers)('$name', (parser) => {
  it('reads its examples', async () => {
    const open = await parser.open();
    for (const seed of await parser.seeds())
      expect(await tryCase({ ...parser, refuses: () => false }, open, Buffer.from(seed))).toEqual({ outcome: 'read' });
    open.close?.();
  });

  it('is not broken by what has broken it before', async () => {
    const open = await parser.open();
    for (const { file, bytes } of keptCases(parser.name))
      expect(await tryCase(parser, open, bytes), file).not.toMatchObject({ outcome: 'broken' });
    open.close?.();
  });

  it('is not broken by input with something wrong', async () => {
    const cases = parser.slow ? FEW_CASES : CASES;
    const { broken } = await runCases(parser, { seed: SEED, from: 0, cases });
    expect(broken.map(({ problem, index }) => `${problem} (case ${index})`)).toEqual([]);
  });
});

describe('the fuzzer itself', () => {
  const seeds = [Buffer.from('{"a":[1,2,{"b":"c"}]}'), Buffer.from('{"d":null}')];
  const form = { name: 'x', form: 'json' as const };

  it('makes the same case of the same seed, and others of others', () => {
    const cases = (seed: number) =>
      Array.from({ length: 50 }, (_, i) => makeCase(form, seeds, seed, i).toString('hex'));
    expect(cases(1)).toEqual(cases(1));
    expect(new Set([...cases(1), ...cases(2)]).size).toBeGreaterThan(80);
  });

  it('tells what throws, what warns and what does not hold', async () => {
    const open = {
      parse: (bytes: Buffer) => {
        const text = bytes.toString();
        if (text.includes('__proto__')) throw new TypeError('broken');
        if (text.includes('1e999')) process.emitWarning('a secret');
        JSON.parse(text);
      },
    };
    const parser = {
      ...{ ...form, reads: '', covers: [], seeds: () => seeds, open: () => open },
      refuses: (error: unknown) => error instanceof SyntaxError,
    };
    const { broken, read, refused } = await runCases(parser, { seed: 1, from: 0, cases: 3000 });
    expect(broken.map(({ problem }) => problem.slice(0, 20)).sort()).toEqual([
      'TypeError: broken',
      'a warning goes to th',
    ]);
    expect(Math.min(read, refused)).toBeGreaterThan(100);
  });
});
