import { lengthOf, spansOf } from '../indicators/episodes.ts';
import type { LessonReport, ReportedTalk } from '../indicators/indicator.ts';
import { inSlots, slotCount } from '../indicators/spans.ts';
import { talkTimes } from '../indicators/speech-time.ts';
import { waitSpans } from '../indicators/waits.ts';
import { type Span, totalMs, within } from '../lesson/timeline.ts';
import { byLength, type Moment, type MomentSource } from './moment.ts';
import { withinOrdered } from './within-ordered.ts';

const MINUTE_MS = 60_000;
/** A stretch of teacher talk goes on over silences of this length, and over less lost sound than this; never over a voice. */
const STRETCH = { leastMs: 60_000, silenceMs: 10_000, lostMs: 1_000 };
/** Of less teacher speech in a minute no rate is told. */
const LEAST_SPEECH_MS = 20_000;
/** However it was cut into segments, quiet that goes on is one. */
const QUIET = { leastMs: 15_000, pauseMs: 0 };
const CLOSING_MS = 5 * MINUTE_MS;
/** Pupils who say something, and not only yes. */
const CONTRIBUTION = { leastMs: 3_000, pauseMs: 0 };
/** The class greets the teacher; that opens every lesson. */
const GREETING_MS = MINUTE_MS;
/** So much of a stretch must have been heard to tell who talked in it. */
const LEAST_HEARD = 0.8;

/** What was heard, and when. */
export const talkMoments = {
  'teacher-stretches': {
    unit: 's',
    about: 'teacher',
    figure: 'talk.teacher.share',
    zh: '只有教师在讲的一段（60 秒以上；中间停顿不超过 10 秒）；值为时长',
    en: 'stretches of 60 s or more in which only the teacher talks, with pauses up to 10 s; the value is the length',
    find: ({ talk }) => byLength(teacherStretches(talk)),
  },
  waits: {
    unit: 's',
    about: 'voices',
    figure: 'talk.wait1.median',
    zh: '教师停下到学生开口之间的安静；值为时长',
    en: 'silences from the teacher stopping to a student starting; the value is the length',
    find: ({ talk }) => byLength(waitSpans(talk, 'teacher', 'student')),
  },
  'waits-after-answers': {
    unit: 's',
    about: 'voices',
    figure: 'talk.wait2.median',
    zh: '学生停下到教师开口之间的安静；值为时长',
    en: 'silences from a student stopping to the teacher starting; the value is the length',
    find: ({ talk }) => byLength(waitSpans(talk, 'student', 'teacher')),
  },
  'speech-minutes': {
    unit: 'syllables/min',
    about: 'teacher',
    figure: 'talk.teacher.rate',
    joins: true,
    zh: '教师说话 20 秒以上的每一分钟；值为语速',
    en: 'minutes with 20 s or more of teacher speech; the value is its rate',
    find: speechMinutes,
  },
  'student-voice-minutes': {
    unit: 'share',
    about: 'voices',
    figure: 'talk.student.share',
    joins: true,
    zh: '没有学生展示的每一分钟；值为学生发言与齐答、讨论合起来占的比例',
    en: 'each minute without a student presentation; the value is the share of student talk and many voices together',
    find: studentVoiceMinutes,
  },
  quiet: {
    unit: 's',
    about: 'teacher',
    figure: 'talk.none.share',
    zh: '没有人说话的一段（15 秒以上）；值为时长',
    en: 'stretches of 15 s or more in which nobody talks; the value is the length',
    find: ({ talk }) =>
      byLength(
        spansOf(
          talk.filter((each) => each.talk === 'none'),
          QUIET,
        ),
      ),
  },
  opening: {
    unit: 's',
    about: 'voices',
    figure: 'talk.student.share',
    zh: '从上课到学生第一次 3 秒以上的发言，不算第一分钟；值为时长',
    en: 'from the start of the lesson to the first 3 s of students’ voices, the first minute aside; the value is the length',
    find: opening,
  },
  closing: {
    unit: 'share',
    about: 'voices',
    figure: 'talk.student.share',
    zh: '最后 5 分钟；值为学生发言与齐答、讨论合起来占的比例',
    en: 'the last 5 minutes; the value is the share of student talk and many voices together',
    find: closing,
  },
} satisfies Record<string, MomentSource>;

/** When only the teacher talked, in order. */
export function teacherStretches(talk: readonly ReportedTalk[]): Span[] {
  const stretches: Span[] = [];
  let open: Span | undefined;
  let silentMs = 0;
  for (const segment of talk) {
    if (segment.talk === 'none') {
      silentMs += lengthOf(segment);
      continue;
    }
    if (segment.talk !== 'teacher') open = undefined;
    else {
      const lostMs = open ? segment.startMs - open.endMs - silentMs : 0;
      if (open && silentMs <= STRETCH.silenceMs && lostMs < STRETCH.lostMs) open.endMs = segment.endMs;
      else {
        open = { startMs: segment.startMs, endMs: segment.endMs };
        stretches.push(open);
      }
    }
    silentMs = 0;
  }
  return stretches.filter((stretch) => lengthOf(stretch) >= STRETCH.leastMs);
}

/** What one pupil presents is that pupil's: those minutes are left out. */
function studentVoiceMinutes({ minutes = [], activities = [], durationMs }: LessonReport): Moment[] {
  const presented = activities.filter(({ activity }) => activity === 'student-presentation');
  return minutes.flatMap(({ startMs, talk }) => {
    const minute = { startMs, endMs: Math.min(startMs + MINUTE_MS, durationMs) };
    if (!talk || withinOrdered(presented, minute).length > 0) return [];
    return [{ ...minute, value: Math.min(1, talk.student + talk.many) }];
  });
}

function speechMinutes({ talk, durationMs }: LessonReport): Moment[] {
  const speech = talk.filter((segment) => segment.talk === 'teacher');
  // Reports made before syllables were counted tell of no rate.
  if (speech.some(({ syllables }) => syllables === undefined)) return [];
  const rates = speech.map((segment) => ({ ...segment, perMs: (segment.syllables ?? 0) / lengthOf(segment) }));
  return inSlots(rates, MINUTE_MS, slotCount(durationMs, MINUTE_MS)).flatMap((parts, minute) => {
    const speechMs = totalMs(parts);
    if (speechMs < LEAST_SPEECH_MS) return [];
    const syllables = parts.reduce((sum, part) => sum + part.perMs * lengthOf(part), 0);
    const startMs = minute * MINUTE_MS;
    return [{ startMs, endMs: Math.min(startMs + MINUTE_MS, durationMs), value: syllables / (speechMs / MINUTE_MS) }];
  });
}

function opening({ talk, durationMs }: LessonReport): Moment[] {
  const voices = talk.filter((each) => each.talk === 'student' || each.talk === 'many');
  const [first] = spansOf(within(voices, { startMs: GREETING_MS, endMs: durationMs }), CONTRIBUTION);
  if (!first) return [];
  const before = { startMs: 0, endMs: first.startMs };
  return totalMs(within(talk, before)) >= LEAST_HEARD * lengthOf(before) ? byLength([before]) : [];
}

function closing({ talk, durationMs }: LessonReport): Moment[] {
  if (durationMs < 2 * CLOSING_MS) return [];
  const last = { startMs: durationMs - CLOSING_MS, endMs: durationMs };
  const heard = within(talk, last);
  const times = talkTimes(heard);
  return totalMs(heard) >= LEAST_HEARD * CLOSING_MS
    ? [{ ...last, value: (times.student + times.many) / totalMs(heard) }]
    : [];
}
