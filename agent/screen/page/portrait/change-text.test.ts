import { expect, it } from 'vitest';
import { texts } from '../words/texts.ts';
import { changeText } from './change-text.ts';

it('a change is told as more or less, in the figure’s unit, shares in percentage points', () => {
  expect(changeText(texts.zh, 'talk.teacher.share', 0.124, 'share')).toBe('多 12 个百分点');
  expect(changeText(texts.zh, 'talk.wait1.median', -0.8, 's')).toBe('少 0.8 秒');
  expect(changeText(texts.en, 'talk.turns', 7.5, 'count')).toBe('7.5 more');
  expect(changeText(texts.en, 'students.hands.peak', -3, 'count')).toBe('3 fewer');
  expect(changeText(texts.zh, 'talk.turns', 7.5, 'count')).toBe('多 7.5 次');
  expect(changeText(texts.zh, 'talk.teacher.rate', 62, 'syllables/min')).toBe('多 62 个音节/分');
  expect(changeText(texts.en, 'room.noise', 4.4, 'dBFS')).toBe('4 dB more');
});
