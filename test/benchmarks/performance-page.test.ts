import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BenchRun, quantile } from './bench-run.ts';
import { isMet, isRatio } from './figure.ts';
import { groups } from './groups.ts';
import { PAGE_PATH, pageOf, readKept } from './performance-page.ts';

const figures = groups.flatMap((group) => group.figures);
const names = figures.map(({ name }) => name);

describe('docs/performance.md', () => {
  it('is what the bench makes of the figures of one run, and nothing in it is typed in', () => {
    expect(readFileSync(PAGE_PATH, 'utf8'), 'npm run bench -- --render').toBe(pageOf(groups, readKept()));
  });

  it('tells of the bench’s figures, all of them and no others', () => {
    const { measured, lacking } = readKept();
    expect([...Object.keys(measured), ...Object.keys(lacking)].sort()).toEqual([...names].sort());
  });

  it('gives a reason for each that was not measured', () => {
    for (const [name, reason] of Object.entries(readKept().lacking)) expect(reason, name).toMatch(/\w{3}/);
  });
});

describe('the bench', () => {
  it('names each figure once, and each ratio says of what', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const figure of figures) if (figure.unit === 'ratio') expect(figure.against, figure.name).toBeTruthy();
    // A bar would end a table's cell.
    for (const { what, against = '', floor = '' } of figures) expect(what + against + floor).not.toContain('|');
  });

  it('forgets no figure of a group', () => {
    const run = new BenchRun([{ name: 'a', what: 'a', unit: 'ms' }]);
    expect(() => run.result()).toThrow('not measured: a');
    expect(() => run.figure('b', 1)).toThrow('b is no figure');
    expect(() => run.figure('a', Number.NaN)).toThrow('a: NaN');
    run.figure('a', [3, 1, 2]);
    expect(run.result().measured).toEqual({ a: { value: 2, turns: 3, spread: 0.25, lowest: 1, highest: 3 } });
  });

  it('says of a figure that cannot be had why', () => {
    const run = new BenchRun([{ name: 'a', what: 'a', unit: 'ms' }]);
    run.lacks(['a'], 'there is no browser');
    expect(run.result().lacking).toEqual({ a: 'there is no browser' });
  });

  it('judges an aim from its side', () => {
    expect([isMet({ atMost: 2 }, 2), isMet({ atMost: 2 }, 2.1), isMet({ atLeast: 2 }, 1.9)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isMet(undefined, 1)).toBeNull();
    expect([isRatio({ name: '', what: '', unit: 'share' }), isRatio({ name: '', what: '', unit: 'ms' })]).toEqual([
      true,
      false,
    ]);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  });
});
