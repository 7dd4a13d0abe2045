import { describe, expect, it } from 'vitest';
import { statementProblems } from '../../test/fixtures/xapi-schema.ts';
import { looks, places, reportOf, talkOf } from '../indicators/drawn-timeline.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import type { LessonLabels } from '../lesson/lesson.ts';
import { exportedLesson } from './exported-lesson.ts';
import { type LessonStatement, lessonsXapi } from './lessons-xapi.ts';

const report = reportOf({
  ...talkOf(['teacher', 40], ['student', 20]),
  teacher: places(0, 60, 'podium'),
  students: looks(0, 60, { occupied: 20, measurable: 20, headsUp: 10, hands: [1, 2, 3] }),
});
const labelled = (labels: LessonLabels, more: Partial<LessonReport> = {}): LessonReport => ({
  ...report,
  ...more,
  lesson: { ...report.lesson, labels, startedAtMs: Date.parse('2026-09-01T00:55:00Z') },
});
const statementOf = (of: LessonReport, minGroup = 10, home?: string) =>
  (JSON.parse(lessonsXapi([exportedLesson(of, minGroup, 'Asia/Shanghai')], home)) as LessonStatement[])[0]!;
const all: LessonLabels = {
  className: '七年级 3 班',
  subject: '数学',
  period: 2,
  teacherId: 'T0123',
  pairId: 'pair-7',
  role: 'main',
};

describe('a lesson as an xAPI statement', () => {
  it.each([
    ['with all its labels', labelled(all), 10],
    ['without any', labelled({}), 10],
    ['with labels of any letters', labelled({ className: '"<=+\u{1F3EB}\u0000', subject: ' ' }), 10],
    ['of a small group', labelled(all), 100],
    ['of which nothing is known', reportOf({ durationMs: 60_000 }), 10],
    ['of no length', reportOf({ durationMs: 0 }), 10],
  ])('is valid %s', (_, of, minGroup) => {
    expect(statementProblems(statementOf(of, minGroup))).toEqual([]);
  });

  it('is judged by a schema that knows what is invalid', () => {
    const statement = statementOf(labelled(all));
    expect(statementProblems({ ...statement, id: 'one' })).toEqual(['/id must match format "uuid"']);
    expect(statementProblems({ ...statement, actor: { objectType: 'Agent', name: 'x' } })).not.toEqual([]);
    expect(statementProblems({ ...statement, verb: { id: 'completed' } })).not.toEqual([]);
    expect(statementProblems({ ...statement, result: { extensions: { 'no iri': 1 } } })).not.toEqual([]);
    expect(statementProblems({ ...statement, result: { duration: '45 min' } })).not.toEqual([]);
    expect(statementProblems({ ...statement, context: {} })).toEqual(['/context is empty']);
    expect(statementProblems({ ...statement, timestamp: '2026-09-01T08:55:00' })).not.toEqual([]);
    expect(statementProblems({ ...statement, pupil: 1 })).not.toEqual([]);
  });

  it('says that the teacher’s account completed the lesson, when and how long', () => {
    const statement = statementOf(labelled(all, { durationMs: 2_700_124 }));
    expect(statement).toMatchObject({
      actor: {
        objectType: 'Agent',
        account: { homePage: 'https://school.lectern.invalid/310104/2131000000', name: 'T0123' },
      },
      verb: { id: 'http://adlnet.gov/expapi/verbs/completed' },
      object: {
        id: `urn:lectern:lesson:${report.lesson.id}`,
        definition: {
          type: 'http://adlnet.gov/expapi/activities/lesson',
          name: {
            'zh-CN': '2026-09-01 08:55 · 七年级 3 班 · 数学 · 第 2 节',
            en: 'Lesson of 2026-09-01 08:55 · 七年级 3 班 · 数学 · period 2',
          },
        },
      },
      result: { completion: true, duration: 'PT45M0.12S' },
      context: {
        platform: 'Lectern',
        extensions: {
          'urn:lectern:label:class-name': '七年级 3 班',
          'urn:lectern:label:subject': '数学',
          'urn:lectern:label:period': 2,
          'urn:lectern:label:pair-id': 'pair-7',
          'urn:lectern:label:role': 'main',
        },
      },
      timestamp: '2026-09-01T01:40:00.124Z',
    });
  });

  it('holds each figure that was measured, and why one is not told', () => {
    const { extensions } = statementOf(labelled(all)).result;
    expect(Object.keys(extensions).sort()).toEqual(
      report.indicators.map(({ id }) => `urn:lectern:indicator:${id}`).sort(),
    );
    expect(extensions['urn:lectern:indicator:talk.teacher.share']).toEqual({
      value: 0.667,
      unit: 'share',
      coverage: 1,
      version: 1,
    });
    const few = statementOf(labelled(all), 100).result.extensions['urn:lectern:indicator:students.headup.share'];
    expect(few).toEqual({ unit: 'share', coverage: 1, version: 1, untold: 'small-group' });
  });

  it('names one account and no pupil', () => {
    const statement = statementOf(labelled(all));
    const accounts = JSON.stringify(statement).match(/"(account|mbox|mbox_sha1sum|openid|member|instructor|team)"/g);
    expect(accounts).toEqual(['"account"']);
    expect(statement.object.objectType).toBe('Activity');
  });

  it('is the room’s when no teacher is known, and no teacher can have that name', () => {
    expect(statementOf(labelled({ className: '七年级 3 班' })).actor.account.name).toBe('room:r301');
  });

  it('has accounts where the school keeps them', () => {
    const home = 'https://accounts.example.edu.cn/';
    expect(statementOf(labelled(all), 10, home).actor.account).toEqual({ homePage: home, name: 'T0123' });
  });

  it('is the same statement in each export, and another for each lesson', () => {
    const other = labelled(all);
    other.lesson = { ...other.lesson, id: '0192a000-0000-7000-8000-000000000002' };
    expect(statementOf(labelled(all))).toEqual(statementOf(labelled(all)));
    expect(statementOf(labelled(all)).id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(statementOf(other).id).not.toBe(statementOf(labelled(all)).id);
  });

  it('is another statement when it says something else, so that a store does not refuse it as changed', () => {
    const renamed = labelled({ ...all, className: '七年级 4 班' });
    const newer = labelled(all, {
      indicators: report.indicators.map((figure) => ({ ...figure, version: figure.version + 1 })),
    });
    const statements = [
      statementOf(labelled(all)),
      statementOf(labelled(all), 100),
      statementOf(labelled(all), 10, 'https://accounts.example.edu.cn/'),
      statementOf(renamed),
      statementOf(newer),
    ];
    expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
    expect(new Set(statements.map(({ object }) => object.id)).size).toBe(1);
  });

  it('is an array also of none', () => {
    expect(JSON.parse(lessonsXapi([]))).toEqual([]);
  });
});
