import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { figureEntries } from '../indicators/catalogue.ts';
import { looks, places, reportOf, talkOf } from '../indicators/drawn-timeline.ts';
import type { LessonLabels } from '../lesson/lesson.ts';
import { type ExportedLesson, exportedLesson } from './exported-lesson.ts';
import { lessonsCsv } from './lessons-csv.ts';

const report = reportOf({
  ...talkOf(['teacher', 40, -24.5], ['student', 15], ['none', 5, -52]),
  teacher: places(0, 60, 'podium'),
  students: looks(0, 60, { occupied: 30, measurable: 30, headsUp: 15, hands: [1, 2, 3] }),
});
const labels: LessonLabels = {
  className: '7-3',
  subject: '数学',
  period: 2,
  teacherId: 'T0123',
  pairId: 'pair-7',
  role: 'remote',
};
const lesson: ExportedLesson = exportedLesson(
  { ...report, lesson: { ...report.lesson, labels, startedAtMs: Date.parse('2026-09-01T00:55:00Z') } },
  10,
  'Asia/Shanghai',
);
const small = exportedLesson(report, 50, 'Asia/Shanghai');
const unseen = exportedLesson(reportOf({ durationMs: 60_000 }), 10, 'Asia/Shanghai');

const headsOf = (lessons: ExportedLesson[]) =>
  (parse(lessonsCsv(lessons), { bom: true, to_line: 1 }) as string[][])[0]!;
const rowsOf = (lessons: ExportedLesson[]) =>
  parse(lessonsCsv(lessons), { bom: true, columns: true }) as Record<string, string>[];
const withFigure = (id: string, change: object): ExportedLesson => ({
  ...lesson,
  figures: lesson.figures.map((figure) => (figure.id === id ? { ...figure, ...change } : figure)),
});

describe('lessons as a table', () => {
  it('has the lesson, then each figure of the catalogue in its order, then where it is from', () => {
    const heads = headsOf([lesson]);
    expect(new Set(heads).size).toBe(heads.length);
    expect(heads.slice(0, 8)).toEqual([
      '日期',
      '开始时间',
      '时长 (分钟)',
      '班级',
      '科目',
      '节次',
      '教师编号',
      '教师讲授 (比例)',
    ]);
    expect(heads.slice(-5)).toEqual(['学校', '教室', '双师编号', '双师角色', '课堂编号']);
    const figures = heads.slice(7, -5).filter((head) => !head.includes('·'));
    expect(figures).toHaveLength(figureEntries.length);
    for (const [index, { zh }] of figureEntries.entries()) expect(figures[index]!.startsWith(`${zh} (`)).toBe(true);
    expect(heads).toEqual(
      expect.arrayContaining(['环境声 (dBFS)', '教师语速 (音节/分)', '师生转换 (次)', '举手最多 (人)']),
    );
  });

  it('has a row a lesson, with numbers in the units of the headings', () => {
    expect(rowsOf([lesson])[0]).toMatchObject({
      日期: '2026-09-01',
      开始时间: '08:55',
      '时长 (分钟)': '1',
      班级: '="7-3"',
      科目: '数学',
      节次: '2',
      教师编号: 'T0123',
      '教师讲授 (比例)': '0.667',
      '教师音量 (dBFS)': '-24.5',
      '环境声 (dBFS)': '-52',
      '课堂类型 (类型)': '对话型',
      '举手最多 (人)': '3',
      '举手最多·比例 (比例)': '0.1',
      '举手最多·时刻 (秒)': '0',
      教室: 'r301',
      双师编号: 'pair-7',
      双师角色: '听课',
      课堂编号: lesson.id,
    });
  });

  it('says what is not told, and why', () => {
    expect(rowsOf([unseen])[0]!['教师讲授 (比例)']).toBe('数据不足');
    expect(rowsOf([small])[0]).toMatchObject({
      '抬头率 (比例)': '不公布（人数少）',
      '举手最多 (人)': '不公布（人数少）',
      '举手最多·比例 (比例)': '不公布（人数少）',
      '举手最多·时刻 (秒)': '不公布（人数少）',
    });
    expect(rowsOf([lesson])[0]).toMatchObject({
      '趴桌 (比例)': '<5%',
      '起立 (次)': '不公布（可推算）',
      '起立最多 (人)': '不公布（比例过高或过低）',
      '起立最多·比例 (比例)': '<5%',
      '起立最多·时刻 (秒)': '不公布（比例过高或过低）',
    });
    const older = withFigure('students.headup.share', { value: null, untold: 'older-report' });
    expect(rowsOf([older])[0]!['抬头率 (比例)']).toBe('不公布（旧版报告，未按新规则核对）');
  });

  it('says what an older report did not measure', () => {
    const older = { ...lesson, figures: lesson.figures.filter(({ id }) => id !== 'talk.turns') };
    expect(rowsOf([older])[0]!['师生转换 (次)']).toBe('未测量');
  });

  it('keeps figures of two definitions in two columns', () => {
    const { version } = figureEntries.find(({ id }) => id === 'room.noise')!;
    const older = withFigure('room.noise', { version: version - 1, value: -40 });
    const [now, before] = rowsOf([lesson, older]);
    expect(now).toMatchObject({
      '环境声 (dBFS)': '-52',
      [`环境声 (dBFS，第 ${version - 1} 版)`]: `见第 ${version} 版`,
    });
    expect(before).toMatchObject({
      '环境声 (dBFS)': `见第 ${version - 1} 版`,
      [`环境声 (dBFS，第 ${version - 1} 版)`]: '-40',
    });
    expect(headsOf([lesson])).not.toContain(`环境声 (dBFS，第 ${version - 1} 版)`);
  });

  it('has its headings also without a lesson', () => {
    expect(headsOf([])).toEqual(headsOf([lesson]));
    expect(rowsOf([])).toEqual([]);
  });
});
