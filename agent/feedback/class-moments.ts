import { lengthOf, spansOf } from '../indicators/episodes.ts';
import type { LessonReport, StudentsPoint } from '../indicators/indicator.ts';
import { timeMean } from '../indicators/median.ts';
import { inSlots, slotCount, uncovered } from '../indicators/spans.ts';
import { talkTimes } from '../indicators/speech-time.ts';
import { type Held, held, type Span, totalMs } from '../lesson/timeline.ts';
import { byLength, type Moment, type MomentSource } from './moment.ts';
import { teacherStretches } from './talk-moments.ts';
import { withinOrdered } from './within-ordered.ts';

const MINUTE_MS = 60_000;
/** A moment tells of so many pupils or more: fewer could be pointed at. */
const SEVERAL = 3;
/** A change that fewer pupils make is theirs, not the class's. */
const LEAST_CHANGE = 2;
const HANDS = { leastMs: 1_000, pauseMs: 5_000 };
const SLUMPED = { leastMs: 10_000, pauseMs: 10_000 };
const LEAST_WITHOUT_HANDS_MS = 3 * MINUTE_MS;
/** The camera missing for less than this does not end a stretch. */
const LEAST_GAP_MS = 30_000;
const LEAST_FALL_MS = 2 * MINUTE_MS;
/** So much of each third must have been seen to compare them. */
const LEAST_SEEN = 0.5;
const LEAST_MINUTES = 3;

/** What was seen of the class, and when; never whose it was. */
export const classMoments = {
  'hands-up': {
    unit: 'count',
    about: 'class',
    figure: 'students.hands.peak',
    zh: '有 3 位以上同学同时举手的时刻；值为最多人数',
    en: 'when three or more hands were up at once; the value is the most at once',
    find: (report) => severalAtOnce(report, ({ hands }) => hands, HANDS),
  },
  'no-hands': {
    unit: 's',
    about: 'class',
    figure: 'students.hands.events',
    zh: '没有人举手的一段（3 分钟以上）；值为时长',
    en: 'stretches of 3 minutes or more in which no hand was up; the value is the length',
    find: withoutHands,
  },
  slumped: {
    unit: 'count',
    about: 'class',
    figure: 'students.slumped.peak',
    zh: '有 3 位以上同学同时趴桌的一段；值为最多人数',
    en: 'when three or more heads lay on desks at once; the value is the most at once',
    find: (report) => severalAtOnce(report, ({ slumped }) => slumped, SLUMPED),
  },
  'heads-up-falls': {
    unit: 'share',
    about: 'class',
    figure: 'students.headup.share',
    more: 'before-after',
    zh: '只有教师在讲的一段（2 分钟以上），其间抬头率从前三分之一到后三分之一下降；值为降幅',
    en: 'stretches of 2 minutes or more of teacher talk over which heads up fell, from the first third to the last; the value is the fall',
    find: headsUpFalls,
  },
  'late-heads-up': {
    unit: 'share',
    about: 'class',
    figure: 'students.headup.share',
    more: 'before-after',
    zh: '课的后三分之一；值为教师在讲时的抬头率比前三分之一低多少',
    en: 'the last third of the lesson; the value is how much lower heads up were than in the first, both while the teacher talked',
    find: lateHeadsUp,
  },
  'listening-minutes': {
    unit: 'share',
    about: 'class',
    figure: 'students.headup.share',
    joins: true,
    zh: '教师说话占一半以上的每一分钟；值为抬头率',
    en: 'minutes in which the teacher talks more than half the time; the value is the share of heads up',
    find: listeningMinutes,
  },
} satisfies Record<string, MomentSource>;

/** Stretches in which several did something at once, with the most at once. */
function severalAtOnce(
  { students, durationMs }: LessonReport,
  countOf: (point: StudentsPoint) => number,
  rules: { leastMs: number; pauseMs: number },
): Moment[] {
  const several = held(students, durationMs).filter(({ sample }) => countOf(sample) >= SEVERAL);
  return spansOf(several, rules).map((span) => ({
    ...span,
    value: withinOrdered(several, span).reduce((most, { sample }) => Math.max(most, countOf(sample)), 0),
  }));
}

function withoutHands({ episodes, gaps, durationMs }: LessonReport): Moment[] {
  const unseen = gaps.filter((gap) => gap.track === 'students' && lengthOf(gap) >= LEAST_GAP_MS);
  const calm = uncovered([...episodes.hands, ...unseen], durationMs);
  return byLength(calm.filter((span) => lengthOf(span) >= LEAST_WITHOUT_HANDS_MS));
}

function headsUpFalls(report: LessonReport): Moment[] {
  const looks = held(report.students, report.durationMs);
  return teacherStretches(report.talk)
    .filter((stretch) => lengthOf(stretch) >= LEAST_FALL_MS)
    .flatMap(({ startMs, endMs }) => {
      const third = (endMs - startMs) / 3;
      return fall(
        { startMs, endMs },
        withinOrdered(looks, { startMs, endMs: startMs + third }),
        withinOrdered(looks, { startMs: endMs - third, endMs }),
        LEAST_SEEN * third,
      );
    });
}

function lateHeadsUp(report: LessonReport): Moment[] {
  const { durationMs } = report;
  const looks = held(report.students, durationMs);
  const minutes = listeningMinutes(report);
  const early = minutes.filter(({ endMs }) => endMs <= durationMs / 3);
  const late = minutes.filter(({ startMs }) => startMs >= (durationMs * 2) / 3);
  if (early.length < LEAST_MINUTES || late.length < LEAST_MINUTES) return [];
  const seenIn = (spans: readonly Span[]) => spans.flatMap((span) => withinOrdered(looks, span));
  const span = { startMs: late[0]!.startMs, endMs: late.at(-1)!.endMs };
  return fall(span, seenIn(early), seenIn(late), LEAST_MINUTES * MINUTE_MS * LEAST_SEEN);
}

/** The fall of heads up between two sets of looks, each of `leastMs` or more; none when too few pupils make it. */
function fall(
  span: Span,
  first: readonly Held<StudentsPoint>[],
  last: readonly Held<StudentsPoint>[],
  leastMs: number,
): Moment[] {
  const [before, after] = [headsUp(first, leastMs), headsUp(last, leastMs)];
  const present = timeMean(last.map((look) => ({ ms: lengthOf(look), value: look.sample.present })));
  if (before === null || after === null || present === null) return [];
  const value = before - after;
  return value * present >= LEAST_CHANGE ? [{ ...span, value, before, after }] : [];
}

function headsUp(looks: readonly Held<StudentsPoint>[], leastMs: number): number | null {
  const known = looks.flatMap((look) =>
    look.sample.headUpShare === null ? [] : [{ ms: lengthOf(look), value: look.sample.headUpShare }],
  );
  const knownMs = known.reduce((sum, { ms }) => sum + ms, 0);
  return knownMs >= leastMs ? timeMean(known) : null;
}

function listeningMinutes({ minutes = [], talk, durationMs }: LessonReport): Moment[] {
  const heardIn = inSlots(talk, MINUTE_MS, slotCount(durationMs, MINUTE_MS));
  return minutes.flatMap(({ startMs, headUp }) => {
    const minute = { startMs, endMs: Math.min(startMs + MINUTE_MS, durationMs) };
    const heard = heardIn[startMs / MINUTE_MS] ?? [];
    const listening = talkTimes(heard).teacher > totalMs(heard) / 2;
    return headUp !== null && listening ? [{ ...minute, value: headUp }] : [];
  });
}
