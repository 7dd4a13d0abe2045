import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { lessonSummarySchema } from '../../provisioning/contract/lesson-message.ts';
import { looks, places, reportOf, talkOf } from '../indicators/drawn-timeline.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { publishedFigures } from '../indicators/published.ts';
import { exportedLesson } from './exported-lesson.ts';
import { lessonsCsv } from './lessons-csv.ts';
import { lessonsXapi } from './lessons-xapi.ts';

const heard = { ...talkOf(['teacher', 40], ['student', 20]), teacher: places(0, 60, 'podium') };
const classOf = (occupied: number, counts: Parameters<typeof looks>[2] = {}) =>
  reportOf({ ...heard, students: looks(0, 60, { occupied, measurable: occupied, ...counts }) });
const exported = (report: LessonReport) => exportedLesson(report, 10, 'Asia/Shanghai');
const figure = (report: LessonReport, id: string) => exported(report).figures.find((each) => each.id === id)!;

describe('a lesson that leaves the room as a file', () => {
  it('tells what the hub is told', () => {
    const report = classOf(20, { headsUp: 10, hands: [1, 2] });
    const { id, figures, durationS, startedAtMs, labels, models } = exported(report);
    const told = figures.map(({ untold, ...rest }) => ({
      ...rest,
      ...((untold === 'small-group' || untold === 'complementary') && { suppressed: untold }),
    }));
    expect(told).toEqual(publishedFigures(report, 10));
    lessonSummarySchema.parse({
      lessonId: id,
      revision: 1,
      startedAt: new Date(startedAtMs).toISOString(),
      durationS,
      ...labels,
      indicators: told,
      models,
    });
  });

  it('says of each figure without a value why, and only of those', () => {
    for (const report of [classOf(5), classOf(20, { headsUp: 20 }), reportOf({ durationMs: 60_000 })]) {
      for (const { id, value, untold } of exported(report).figures) {
        expect(untold !== undefined, id).toBe(value === null);
      }
    }
    expect(figure(classOf(5), 'students.headup.share')).toMatchObject({ value: null, untold: 'small-group' });
    expect(figure(classOf(20), 'students.hands.events')).toMatchObject({ value: null, untold: 'complementary' });
    expect(figure(classOf(30), 'students.hands.peak')).toMatchObject({
      value: null,
      share: '<5',
      untold: 'coded-share',
    });
    expect(figure(reportOf({ durationMs: 60_000 }), 'talk.turns')).toMatchObject({ untold: 'not-enough-data' });
    expect(figure(classOf(20), 'talk.teacher.share')).not.toHaveProperty('untold');
  });

  it('tells of the air of a room that has sensors, also of a small class, and nothing of it elsewhere', () => {
    const environment = [0, 1].map((minute) => ({
      ...{ kind: 'environment' as const, startMs: minute * 30_000, endMs: (minute + 1) * 30_000 },
      ...{ co2Ppm: 900 + 700 * minute, noiseDba: 55.25 },
    }));
    const report = reportOf({ ...heard, environment });
    expect(figure(report, 'room.co2.peak')).toEqual({
      ...{ id: 'room.co2.peak', unit: 'ppm', value: 1600, coverage: 1, version: 1, atS: 30 },
    });
    expect(figure(report, 'room.sound.median')).toMatchObject({ unit: 'dB(A)', value: 55.25 });
    const lesson = exported(report);
    const [row] = parse(lessonsCsv([lesson]), { bom: true, columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      ...{ '二氧化碳 (ppm)': '900', '二氧化碳最高·时刻 (秒)': '30', '二氧化碳高于 1500 ppm (秒)': '30' },
      ...{ '温度 (℃)': '未测量', '声级 (dB(A))': '55.25' },
    });
    expect(row).not.toHaveProperty('二氧化碳最高·比例 (比例)');
    const [statement] = JSON.parse(lessonsXapi([lesson])) as [{ result: { extensions: object } }];
    expect(statement.result.extensions).toHaveProperty(['urn:lectern:indicator:room.co2.median']);
    expect(exported(classOf(20)).figures.filter(({ unit }) => unit === 'ppm')).toEqual([]);
  });

  it('does not call a class small of an older report, which does not say of how many pupils its figures are', () => {
    const older = (report: LessonReport): LessonReport => ({
      ...report,
      indicators: report.indicators.map(({ of: _, ...indicator }) => indicator),
    });
    const now = exported(classOf(20, { headsUp: 10 })).figures;
    const { figures } = exported(older(classOf(20, { headsUp: 10 })));
    for (const [index, figure] of figures.entries()) {
      const isOfPupils = figure.id.startsWith('students.') && now[index]!.untold !== 'not-enough-data';
      if (isOfPupils) expect(figure, figure.id).toMatchObject({ value: null, untold: 'older-report' });
      else expect(figure).toEqual(now[index]);
    }
    expect(now.map(({ untold }) => untold)).not.toContain('older-report');
    // One who was alone in a new report is one of a small class.
    expect(exported(classOf(1)).figures.map(({ untold }) => untold)).not.toContain('older-report');
  });

  it('takes labels by name, and times by the school’s clock', () => {
    const report = classOf(20);
    const labels = { className: '七年级 3 班', teacherId: 'T0123', role: 'main' as const, pupil: 'somebody' };
    const lesson = { ...report.lesson, labels, startedAtMs: Date.parse('2026-08-31T23:55:00Z') };
    expect(exported({ ...report, lesson })).toMatchObject({ date: '2026-09-01', time: '07:55' });
    expect(exported({ ...report, lesson }).labels).toEqual({
      className: '七年级 3 班',
      teacherId: 'T0123',
      role: 'main',
    });
  });

  it('leaves out what another version of Lectern has measured', () => {
    const report = classOf(20);
    const indicators = [...report.indicators, { id: 'students.newer', value: 1, coverage: 1, version: 1 }];
    expect(exported({ ...report, indicators })).toEqual(exported(report));
  });

  it('has nothing of what stays in the room', () => {
    const keys = JSON.stringify(exported(classOf(20, { headsUp: 10, hands: [3, 4] })));
    for (const key of ['talk"', 'students"', 'findings', 'minutes', 'seats', 'handSeats', 'episodes', 'bookmarks']) {
      expect(keys).not.toContain(`"${key}`);
    }
  });
});
