import { describe, expect, it } from 'vitest';
import type { Indicator, LessonReport } from '../../../indicators/indicator.ts';
import { lessonSentences } from './facts.ts';
import { figureText } from './figure-text.ts';
import { type Language, texts } from './texts.ts';

function report(indicators: Partial<Indicator>[]): LessonReport {
  return {
    schemaVersion: 1,
    lesson: { id: 'a', room: { region: '110105', school: '1234567890', room: '7-3' }, labels: {}, startedAtMs: 0 },
    durationMs: 45 * 60_000,
    indicators: indicators.map((part) => ({ id: '', value: null, coverage: 1, version: 1, ...part })),
    talk: [],
    students: [],
    episodes: { hands: [], standing: [], slumped: [] },
    teacherZones: [],
    gaps: [],
    st: null,
    models: {},
  };
}

function spoken(lesson: LessonReport, language: Language): string {
  return lessonSentences(lesson, texts[language])
    .flat()
    .map((phrase) => (typeof phrase === 'string' ? phrase : phrase.figure))
    .join('');
}

const full = report([
  { id: 'talk.teacher.share', value: 0.53 },
  { id: 'talk.student.share', value: 0.15 },
  { id: 'talk.many.share', value: 0.05 },
  { id: 'talk.wait1.median', value: 1.8 },
  { id: 'students.hands.peak', value: 14, atMs: 30.5 * 60_000 },
]);

describe('the sentences', () => {
  it('say the figures in both languages', () => {
    expect(spoken(full, 'zh')).toMatch(
      /您讲了 24 分钟.学生开口 9 分钟.*中位数是 1\.8 秒。第 31 分钟举手最多.有 14 位同学。$/,
    );
    expect(spoken(full, 'en')).toMatch(/24 min, students for 9 min.*1\.8 s\. .*minute 31: 14 students\.$/);
  });

  it('lead to the moment with the most hands', () => {
    const leading = lessonSentences(full, texts.zh)
      .flat()
      .filter((phrase) => typeof phrase !== 'string' && phrase.atMs);
    expect(leading).toHaveLength(2);
  });

  it('say that there is not enough data instead of a zero', () => {
    expect(spoken(report([]), 'zh').match(/数据不足/g)).toHaveLength(3);
    expect(spoken(report([]), 'en').match(/not enough data/g)).toHaveLength(3);
    expect(spoken(report([{ id: 'talk.teacher.share', value: 0.5 }]), 'en')).toMatch(/^Teacher and student talk: not/);
  });

  it('say that no hand was seen when none was', () => {
    expect(spoken(report([{ id: 'students.hands.peak', value: 0 }]), 'en')).toMatch(/No raised hand was seen\.$/);
  });

  it('turn shares into minutes of the time that was heard, and say how long that was', () => {
    const indicators = ['teacher', 'student', 'many'].map((who) => ({
      id: `talk.${who}.share`,
      value: 0.5,
      coverage: 2 / 3,
    }));
    expect(spoken(report(indicators), 'en')).toMatch(/spoke for 15 min.*Only 30 min of sound/);
  });
});

describe('figures', () => {
  const figure = (id: string, value: Indicator['value'], atMs?: number): Indicator => ({
    id,
    value,
    coverage: 1,
    version: 1,
    ...(atMs === undefined ? {} : { atMs }),
  });

  it('have units', () => {
    expect(figureText(texts.zh, figure('students.headup.share', 0.834), 'share')).toBe('83%');
    expect(figureText(texts.zh, figure('students.hands.events', 21), 'count')).toBe('21 次');
    expect(figureText(texts.zh, figure('students.hands.peak', 14, 1_830_000), 'count')).toBe('14 人 · 第 31 分钟');
    expect(figureText(texts.en, figure('talk.wait1.median', 1.84), 's')).toBe('1.8 s');
    expect(figureText(texts.en, figure('talk.teacher.longest', 312), 's')).toBe('5.2 min');
    expect(figureText(texts.en, figure('room.noise', -51.6), 'dBFS')).toBe('-52 dBFS');
    expect(figureText(texts.zh, figure('talk.teacher.rate', 214.6), 'syllables/min')).toBe('每分钟 215 个音节');
    expect(figureText(texts.en, figure('talk.teacher.rate', 214.6), 'syllables/min')).toBe('215 syllables/min');
    expect(figureText(texts.zh, figure('st.mode', 'mixed'), 'mode')).toBe('混合型');
    expect(figureText(texts.en, figure('st.rt', null), 'share')).toBe('not enough data');
  });
});
