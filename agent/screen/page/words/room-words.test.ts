import { describe, expect, it } from 'vitest';
import { mediaErrorCodes } from '../../../sensing/capture/media-error.ts';
import { off, recording, waiting, without } from '../../sample-room.ts';
import { detailText, lessonName, lookOf, notesLine, notesOf, outlook, refusalText } from './room-words.ts';
import { texts } from './texts.ts';

const { zh, en } = texts;
const MINUTE_MS = 60_000;
/** A Wednesday. */
const nowMs = new Date(2026, 8, 2, 8, 0).getTime();

describe('what the room does', () => {
  it.each([
    ['idle', waiting()],
    ['watching', { ...waiting(), activity: 'watching' as const }],
    ['recording', recording()],
    ['closing', { ...waiting(), activity: 'closing' as const }],
    ['off', off()],
    ['off', off(recording().lesson)],
    ['off', { ...off(), activity: 'closing' as const }],
    // A switch that could not be written down, either way.
    ['off', { ...waiting(), why: 'sensing-off' as const }],
    ['recording', { ...recording(), sensing: 'off' as const }],
  ])('is %s', (look, state) => {
    expect(lookOf(state)).toBe(look);
  });

  it('is said with the lesson it is about', () => {
    const startedAtMs = new Date(2026, 8, 2, 8, 55).getTime();
    const state = { ...recording(), lesson: { ...recording().lesson!, startedAtMs } };
    expect(lessonName(state.lesson.labels)).toBe('七年级 3 班 数学');
    expect(detailText(zh, 'recording', state)).toBe('08:55 开始，计划到 09:40');
    expect(detailText(en, 'recording', { ...state, lesson: { ...state.lesson, plannedMs: null } })).toBe('since 08:55');
    expect(detailText(zh, 'off', off(state.lesson))).toBe('摄像头和麦克风都已停用，这节课暂停记录：七年级 3 班 · 数学');
    expect(detailText(en, 'off', off())).toBe('Cameras and microphone are closed until it is turned on');
  });
});

describe('a source that is lost', () => {
  const lost = (name: string, code: string, forMs: number) => {
    const state = without(recording(), name, code, forMs, 'in the agent’s words');
    return [zh, en].map((language) => notesLine(notesOf(language, state, Date.now())));
  };

  it('is named with how long and what to do', () => {
    expect(lost('student-camera', 'SOURCE_REFUSED', 3.4 * MINUTE_MS)).toEqual([
      '学生摄像头已断开 3 分钟 · 请核对用户名和密码',
      'Student camera lost for 3 min · check user and password',
    ]);
    expect(lost('microphone', 'SOURCE_MISSING', 9_000)).toEqual([
      '麦克风已断开不到 1 分钟 · 请插好设备的连接线',
      'Microphone lost for less than a minute · plug its cable in',
    ]);
    expect(lost('microphone', 'SOURCE_MISSING', 130 * MINUTE_MS)[1]).toMatch(/^Microphone lost for 2 hours/);
  });

  it('is told in the agent’s words when the page knows no better', () => {
    expect(lost('teacher-camera', 'SOURCE_NEW', MINUTE_MS)[0]).toBe('教师摄像头已断开 1 分钟 · in the agent’s words');
  });

  it('is one of several: all are named', () => {
    const state = without(without(recording(), 'microphone', 'SOURCE_BUSY', 0), 'student-camera', 'SOURCE_SILENT', 0);
    const problems = [{ code: 'STORE_SICK', message: 'm' }];
    const notes = notesOf(zh, { ...state, problems }, Date.now());
    expect(notesLine(notes)).toMatch(/^学生摄像头已断开.* · 麦克风已断开.* · 磁盘暂时写不进去/);
    expect(notes.map(({ message }) => message)).toEqual([
      'SOURCE_SILENT · SOURCE_SILENT',
      'SOURCE_BUSY · SOURCE_BUSY',
      'STORE_SICK · m',
    ]);
  });

  it('may be the second microphone, or one that the page does not know', () => {
    const [source] = recording().sources;
    const named = (name: string) =>
      notesOf(zh, { ...recording(), sources: [{ ...source!, name, state: 'lost' }] }, source!.sinceMs)[0]!.what;
    expect(named('microphone-2')).toBe('麦克风 2 已断开不到 1 分钟');
    expect(named('door-bell')).toBe('door-bell已断开不到 1 分钟');
  });

  it('has words for every cause there is', () => {
    for (const { troubles } of [zh, en])
      expect(Object.keys(troubles.sources).sort()).toEqual([...mediaErrorCodes].sort());
  });
});

it('says a problem in the agent’s words when the page knows no better', () => {
  const notes = notesOf(en, { ...waiting(), problems: [{ code: 'NEW', message: 'x: is new; mend it' }] }, 0);
  expect(notesLine(notes)).toBe('x: is new; mend it');
});

describe('a refusal', () => {
  it.each([
    [{ code: 'LIFE_SENSING_OFF', message: 'm' }, /^感知已关闭/],
    [{ code: 'ROOM_NO_LESSON', message: 'm' }, /^现在没有/],
    [{ code: 'ROOM_ENDED', message: 'm' }, /^设备正在/],
    [{ code: 'STORE_FULL', message: 'm' }, /^已经切换/],
    [{ code: 'OTHER', message: 'm' }, /^m$/],
    [null, /^没有收到应答/],
  ])('%j is said in words', (refusal, words) => {
    expect(refusalText(zh, refusal)).toMatch(words);
  });
});

describe('the outlook', () => {
  const labels = { className: '七年级 4 班', subject: '语文' };
  const next = (days: number) => {
    const startMs = new Date(2026, 8, 2 + days, 9, 50).getTime();
    return { ...waiting(), next: { startMs, endMs: startMs + 45 * MINUTE_MS, labels } };
  };

  it.each([
    [0, '09:50–10:35 · 七年级 4 班 · 语文'],
    [1, '明天 09:50–10:35 · 七年级 4 班 · 语文'],
    [3, '周六 09:50–10:35 · 七年级 4 班 · 语文'],
    [30, '10 月 2 日 周五 09:50–10:35 · 七年级 4 班 · 语文'],
  ])('names the day of a lesson in %i days', (days, text) => {
    expect(outlook(zh, next(days), nowMs)).toEqual({ title: '下一节课', text });
  });

  it('says why there is no next lesson', () => {
    const { next, ...idle } = waiting();
    const { why, ...rest } = idle;
    expect(outlook(en, { ...rest, why: 'clock-unknown' }, nowMs).text).toMatch(/clock is not set/);
    expect(outlook(en, idle, nowMs)).toEqual({
      title: 'No next lesson is planned',
      text: 'A recording can be started by hand',
    });
    expect(outlook(en, { ...rest, activity: 'watching' }, nowMs).text).toBe('Recorded when a lesson is seen to begin');
  });

  it('is the lesson that goes on', () => {
    expect(outlook(zh, recording(), nowMs)).toEqual({ title: '这节课', text: '七年级 3 班 · 数学' });
  });
});
