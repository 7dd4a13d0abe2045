import { expect, it } from 'vitest';
import type { Indicator } from '../../../indicators/indicator.ts';
import { texts } from '../words/texts.ts';
import { differenceText } from './difference-text.ts';

const figure = (value: Indicator['value'], version = 1): Indicator => ({ id: '', value, coverage: 1, version });
const share = { id: 'talk.teacher.share', unit: 'share' } as const;

it('a difference is told in words, neither as better nor as worse', () => {
  expect(differenceText(texts.zh, share, figure(0.55), figure(0.43))).toBe('少 12 个百分点');
  expect(differenceText(texts.en, share, figure(0.2949), figure(0.2951))).toBe('1 point more');
  expect(differenceText(texts.en, { id: 'talk.turns', unit: 'count' }, figure(10), figure(14))).toBe('4 more');
});

it('what reads the same is the same', () => {
  expect(differenceText(texts.zh, share, figure(0.551), figure(0.549))).toBe('相同');
  expect(differenceText(texts.zh, { id: 'st.mode', unit: 'mode' }, figure('mixed'), figure('mixed'))).toBe('相同');
});

it('a difference that cannot be read is none, whatever the unit', () => {
  const told = (unit: 's' | 'dBFS' | 'syllables/min' | 'count', from: number, to: number) =>
    differenceText(texts.zh, { id: 'talk.turns', unit }, figure(from), figure(to));
  expect(told('s', 650, 660)).toBe('相同');
  expect(told('s', 59.96, 60)).toBe('相同');
  expect(told('s', 1.04, 0.96)).toBe('相同');
  expect(told('s', 1.04, 1.06)).toBe('多 0.1 秒');
  expect(told('s', 594, 660)).toBe('多 1.1 分钟');
  expect(told('dBFS', -30.4, -29.6)).toBe('相同');
  expect(told('dBFS', -30.6, -30.4)).toBe('多 1 dB');
  expect(told('count', 4.2, 4.1)).toBe('相同');
});

it('what cannot be compared is not', () => {
  expect(differenceText(texts.zh, share, figure(0.5, 1), figure(0.5, 2))).toBe('算法版本不同，不比较');
  expect(differenceText(texts.zh, share, figure(null), figure(0.5))).toBe('');
  expect(differenceText(texts.zh, share, undefined, figure(0.5))).toBe('');
  expect(differenceText(texts.zh, { id: 'st.mode', unit: 'mode' }, figure('mixed'), figure('lecture'))).toBe('');
});
