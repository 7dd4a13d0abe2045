import { describe, expect, it } from 'vitest';
import { figureTable } from './figure-table.ts';

const figure = (id: string, value: number | string | null, more = {}) => ({
  id,
  value,
  coverage: 1,
  version: 1,
  ...more,
});
const linesOf = (...args: Parameters<typeof figureTable>) =>
  figureTable(...args)
    .split('\n')
    .slice(1);

describe('the table of figures', () => {
  it('writes each unit its own way', () => {
    const lines = linesOf([
      figure('talk.teacher.share', 0.12345),
      figure('talk.turns', 7),
      figure('talk.wait1.median', 1.25),
      figure('talk.teacher.rate', 214.6),
      figure('room.noise', -52.4),
      figure('st.mode', 'dialogue'),
      figure('students.hands.peak', 5, { atMs: 55_400, share: 0.4 }),
    ]);
    expect(lines.map((line) => line.trim().split(/ {2,}/)[1])).toEqual([
      '0.123',
      '7',
      '1.3 s',
      '215 syllables/min',
      '-52 dBFS',
      '对话型 dialogue',
      '5 @ 55 s',
    ]);
  });

  it('says when there is not enough data, which is not 0', () => {
    expect(linesOf([figure('talk.turns', null)])[0]).toContain('数据不足 no data');
    expect(linesOf([figure('talk.turns', 0)])[0]).toMatch(/ 0 /);
  });

  it('sets the truth beside it, and a dash where it is not known', () => {
    const truth = [figure('talk.turns', 9)];
    const [turns, noise] = linesOf([figure('talk.turns', 7), figure('room.noise', -52)], truth);
    expect(turns).toMatch(/7 +9 +师生转换/);
    expect(noise).toMatch(/-52 dBFS +– +环境声/);
  });

  it('keeps its columns straight, Chinese characters being two wide', () => {
    const columnOf = (line: string, text: string) =>
      [...line.slice(0, line.indexOf(text))].reduce((sum, c) => sum + (/[⺀-￯]/.test(c) ? 2 : 1), 0);
    const [mode, turns] = linesOf([figure('st.mode', 'mixed'), figure('talk.turns', 7)]);
    expect(columnOf(mode!, '课堂类型')).toBe(columnOf(turns!, '师生转换'));
  });

  it('has no line for a figure that nobody defined', () => {
    expect(() => figureTable([figure('students.attention', 1)])).toThrow('not in the catalogue');
  });
});
