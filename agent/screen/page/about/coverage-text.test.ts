import { expect, it } from 'vitest';
import { catalogueEntry } from '../../../indicators/catalogue.ts';
import { texts } from '../words/texts.ts';
import { coverageText } from './coverage-text.ts';

it.each([
  [1.8, 0.98, '有效时间占整节课的 98%'],
  [null, 0.12, '有效率只有 12%，不到 50%，所以不给数值'],
  [null, 1, '有效时间占整节课的 100%，但其中没有可以计算的情形'],
])('a value of %s with a coverage of %s', (value, coverage, told) => {
  const id = 'talk.wait1.median';
  expect(coverageText(texts.zh, { id, value, coverage, version: 1 }, catalogueEntry(id))).toBe(told);
});
