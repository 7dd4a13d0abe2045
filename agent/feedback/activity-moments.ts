import type { Activity } from '../indicators/activities/activity.ts';
import { catalogueEntry } from '../indicators/catalogue.ts';
import { lengthOf, spansOf } from '../indicators/episodes.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { timeMean } from '../indicators/median.ts';
import type { TeacherZone } from '../lesson/observation.ts';
import { type Span, totalMs } from '../lesson/timeline.ts';
import { byLength, type Moment, type MomentSource } from './moment.ts';
import { withinOrdered } from './within-ordered.ts';

const MINUTE_MS = 60_000;
/** A step out of a place that is shorter does not end the stay. */
const STAY = { leastMs: 20_000, pauseMs: 5_000 };
const LEAST_WORK_MS = MINUTE_MS;
/** So much of a stretch must be known to tell a share of it. */
const LEAST_KNOWN = 0.5;
/** A minute tells of a stretch when so much of it lies there. */
const LEAST_OF_MINUTE_MS = MINUTE_MS / 2;

function activitySource(activity: Activity, about: 'teacher' | 'voices') {
  const { id, zh, en } = catalogueEntry(`activity.${activity}.share`);
  return {
    unit: 's',
    about,
    figure: id,
    zh: `${zh}的一段；值为时长`,
    en: `stretches of ${en}; the value is the length`,
    find: ({ activities = [] }) => byLength(activities.filter((span) => span.activity === activity)),
  } satisfies MomentSource;
}

const zoneSource = (zone: TeacherZone, zh: string, en: string) =>
  ({
    unit: 's',
    about: 'teacher',
    figure: `teacher.zone.${zone}.share`,
    zh: `${zh}的一段（20 秒以上）；值为时长`,
    en: `stretches of 20 s or more in which ${en}; the value is the length`,
    find: ({ teacherZones }) =>
      byLength(
        spansOf(
          teacherZones.filter((span) => span.zone === zone),
          STAY,
        ),
      ),
  }) satisfies MomentSource;

/** What was being done, where the teacher was, and what the teacher marked. What one pupil presents is left out. */
export const activityMoments = {
  lecture: activitySource('lecture', 'teacher'),
  'question-and-answer': activitySource('question-and-answer', 'voices'),
  choral: activitySource('choral', 'voices'),
  'group-work': activitySource('group-work', 'voices'),
  'individual-work': activitySource('individual-work', 'voices'),
  'group-work-turned': {
    unit: 'share',
    about: 'class',
    figure: 'students.turned.share',
    zh: '小组讨论的一段（1 分钟以上）；值为转向同学的比例',
    en: 'stretches of group work of 1 minute or more; the value is the share turned to a neighbour',
    find: (report) => workSpans(report, 'group-work').flatMap((span) => valued(span, turnedIn(report, span))),
  },
  'group-work-visits': {
    unit: 'share',
    about: 'teacher',
    figure: 'teacher.zone.aisle.share',
    zh: '小组讨论的一段（1 分钟以上）；值为教师在学生中间的时间比例',
    en: 'stretches of group work of 1 minute or more; the value is the share of time the teacher was in the aisles',
    find: (report) => workSpans(report, 'group-work').flatMap((span) => valued(span, inAislesIn(report, span))),
  },
  'individual-work-visits': {
    unit: 'share',
    about: 'teacher',
    figure: 'teacher.zone.aisle.share',
    zh: '独立练习的一段（1 分钟以上）；值为教师在学生中间的时间比例',
    en: 'stretches of individual work of 1 minute or more; the value is the share of time the teacher was in the aisles',
    find: (report) => workSpans(report, 'individual-work').flatMap((span) => valued(span, inAislesIn(report, span))),
  },
  podium: zoneSource('podium', '教师在讲台', 'the teacher is at the podium'),
  board: zoneSource('board', '教师在黑板前', 'the teacher is at the board'),
  aisle: zoneSource('aisle', '教师在学生中间', 'the teacher is in the aisles'),
  away: zoneSource('away', '摄像头看不到教师', 'the cameras do not see the teacher'),
  bookmarks: {
    unit: 's',
    about: 'teacher',
    byTime: true,
    zh: '教师做的标记；值为上课以来的时间',
    en: 'moments the teacher marked; the value is the time since the lesson began',
    find: ({ bookmarks = [] }) => bookmarks.map((atMs) => ({ startMs: atMs, endMs: atMs, value: atMs / 1000 })),
  },
} satisfies Record<string, MomentSource>;

const workSpans = ({ activities = [] }: LessonReport, activity: Activity): Span[] =>
  activities.filter((span) => span.activity === activity && lengthOf(span) >= LEAST_WORK_MS);

const valued = ({ startMs, endMs }: Span, value: number | null): Moment[] =>
  value === null ? [] : [{ startMs, endMs, value }];

function turnedIn({ minutes = [], durationMs }: LessonReport, span: Span): number | null {
  const inside = withinOrdered(
    minutes.map((minute) => ({ ...minute, endMs: Math.min(minute.startMs + MINUTE_MS, durationMs) })),
    span,
  ).filter((part) => lengthOf(part) >= LEAST_OF_MINUTE_MS);
  return timeMean(inside.flatMap((part) => (part.turned === null ? [] : [{ ms: lengthOf(part), value: part.turned }])));
}

function inAislesIn({ teacherZones }: LessonReport, span: Span): number | null {
  const known = withinOrdered(teacherZones, span);
  const knownMs = totalMs(known);
  return knownMs >= LEAST_KNOWN * lengthOf(span)
    ? totalMs(known.filter(({ zone }) => zone === 'aisle')) / knownMs
    : null;
}
