import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type RecordedEvaluation, readRecorded } from './recorded.ts';
import { readmeWithFigures, validityPage } from './validity-page.ts';

it('docs/validity.md and the figures of the README are what the evaluation commands printed', () => {
  const text = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
  expect(text('docs/validity.md'), 'npm run validity').toBe(validityPage(readRecorded()));
  expect(text('README.md'), 'npm run validity').toBe(readmeWithFigures(text('README.md'), readRecorded()));
});

it('what each command was run on is told, with its worst cases; paths of a machine are not', () => {
  const all = readRecorded();
  expect(all.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['eval:lesson', 'eval:variants', 'eval:speech']),
  );
  for (const { dir, commit } of all) {
    expect(dir).not.toMatch(/^(\/|\.\.)/);
    expect(commit).toMatch(/^[0-9a-f]{7,}$/);
  }
});

it('the worst of each column of variants is set in bold: the least of shares, the most of errors', () => {
  const recorded: RecordedEvaluation = {
    ...{
      command: 'eval:sounds',
      dir: 'speech',
      commit: 'abc1234',
      options: [],
      day: '2026-09-01',
      worst: {},
      notes: [],
    },
    figures: {
      ...{ 'plain/accuracy.mean': 0.95, 'plain/share.teacher.error.mean': 0.02 },
      ...{ 'noisy/accuracy.mean': 0.9, 'noisy/share.teacher.error.mean': 0.05 },
    },
  };
  expect(validityPage([recorded])).toContain('| noisy | **0.9** | **0.05** |');
});
