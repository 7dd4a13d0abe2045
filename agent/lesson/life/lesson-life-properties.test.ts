import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Span, totalMs, within } from '../timeline.ts';
import { addDays, lastDayOf } from '../timetable/calendar-date.ts';
import { type CalendarLesson, LessonCalendar } from '../timetable/lesson-calendar.ts';
import { randomTimetable } from '../timetable/testing/random-timetable.ts';
import type { Timetable } from '../timetable/timetable.ts';
import { slotOf } from './calendar-window.ts';
import { defaultLifeRules } from './life-rules.ts';
import { morning, wallAt } from './testing/classroom.ts';
import { SimulatedAgent } from './testing/simulated-agent.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Random timetables lie in years before there was a Lectern. */
const anyYear = { ...defaultLifeRules, firstPossibleMs: Number.NEGATIVE_INFINITY };

/** Some lessons in a row of a term, from a place in it; all days of the term are as likely. */
function lessonsFrom(timetable: Timetable, share: number, most: number): CalendarLesson[] {
  const calendar = new LessonCalendar(timetable);
  const lessons: CalendarLesson[] = [];
  const days = timetable.term.weeks * 7;
  const last = lastDayOf(timetable.term);
  for (let day = addDays(timetable.term.start, Math.floor(share * days)); day <= last && lessons.length < most; ) {
    lessons.push(...calendar.lessonsOn(day));
    day = addDays(day, 1);
  }
  return lessons.slice(0, most);
}

const someLessons = fc
  .record({ timetable: randomTimetable, share: fc.double({ min: 0, max: 0.9, noNaN: true }) })
  .map(({ timetable, share }) => ({
    calendar: new LessonCalendar(timetable),
    lessons: lessonsFrom(timetable, share, 12),
  }))
  .filter(({ lessons }) => lessons.length > 0);

/** When an agent that asks every second asks first after each of these. */
const askedAfter = (moments: readonly number[], lagsMs: readonly number[]) =>
  [...new Set(moments.flatMap((atMs, i) => [atMs - 1, atMs + (lagsMs[i % lagsMs.length] ?? 0)]))].sort((a, b) => a - b);

const lags = fc.array(fc.integer({ min: 0, max: SECOND_MS - 1 }), { minLength: 1, maxLength: 7 });

/** How much of a stretch lies in others, which do not overlap. */
const sharedMs = (stretch: Span, others: readonly Span[]) => totalMs(within(others, stretch));

describe('with an honest clock, over random timetables', () => {
  it('every lesson is recorded once, from its start to its end, and nothing else is', () => {
    fc.assert(
      fc.property(someLessons, lags, fc.boolean(), ({ calendar, lessons }, lags, teaching) => {
        const agent = new SimulatedAgent(calendar, anyYear, lessons[0]!.startMs - HOUR_MS);
        agent.teaching = teaching;
        const { overMs } = anyYear;
        const edges = lessons.flatMap(({ startMs, endMs }) => [startMs, (startMs + endMs) / 2, endMs, endMs + overMs]);
        // The last one may run over into a lesson that is not looked at here.
        const beyond = calendar.nextLesson(lessons.at(-1)!.startMs)?.startMs ?? [];
        for (const atMs of askedAfter(edges.concat(beyond), lags)) agent.stepAt(atMs);
        const recorded = agent.lessons.filter(({ parts }) => parts[0]!.startMs < lessons.at(-1)!.endMs);
        expect(recorded.map(({ recording }) => recording.slot)).toEqual(lessons.map(slotOf));
        for (const [i, { parts }] of recorded.entries()) {
          const { startMs, endMs } = lessons[i]!;
          const nextMs = calendar.nextLesson(startMs)?.startMs ?? Number.POSITIVE_INFINITY;
          const lastMs = teaching ? Math.min(endMs + overMs, nextMs) : endMs;
          expect(parts).toHaveLength(1);
          expect(Math.floor((parts[0]!.startMs - startMs) / SECOND_MS)).toBe(0);
          expect(Math.floor((parts[0]!.endMs - lastMs) / SECOND_MS)).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('nothing is lost of any lesson but the time in which the agent was killed, and each is reported once', () => {
    const kill = fc.record({
      lesson: fc.nat(11),
      /** Around the lesson and the time after it. */
      at: fc.double({ min: -0.1, max: 1.2, noNaN: true }),
      downMs: fc.oneof(fc.integer({ min: 2, max: 5 * MINUTE_MS }), fc.integer({ min: 2, max: 2 * HOUR_MS })),
      machineToo: fc.boolean(),
    });
    fc.assert(
      fc.property(someLessons, lags, fc.array(kill, { maxLength: 8 }), ({ calendar, lessons }, lags, kills) => {
        const agent = new SimulatedAgent(calendar, anyYear, lessons[0]!.startMs - HOUR_MS);
        const killings = kills
          .map(({ lesson, at, ...how }) => {
            const { startMs, endMs } = lessons[lesson % lessons.length]!;
            return { atMs: Math.round(startMs + at * (endMs - startMs)), ...how };
          })
          .sort((a, b) => a.atMs - b.atMs);
        const down: Span[] = [];
        // While it goes on a lesson is written down, so a kill costs no more than the time since it was asked last.
        const edges = lessons.flatMap(({ startMs, endMs }) => [startMs, endMs, endMs + anyYear.overMs]);
        for (const atMs of askedAfter([...edges, ...killings.map(({ atMs }) => atMs)], lags)) {
          const killing = killings.find((each) => each.atMs - 1 === atMs);
          if (atMs < agent.trueMs) continue;
          agent.stepAt(atMs);
          if (!killing) continue;
          agent.kill(killing.downMs, killing.machineToo);
          down.push({ startMs: atMs, endMs: agent.trueMs });
          agent.stepAt(agent.trueMs);
        }
        const parts = agent.lessons.flatMap((lesson) => lesson.parts);
        expect(parts.every((part, i) => i === 0 || part.startMs >= parts[i - 1]!.endMs)).toBe(true);
        for (const lesson of lessons) {
          const of = agent.lessons.filter(({ recording }) => recording.slot === slotOf(lesson));
          const recordedMs = sharedMs(
            lesson,
            of.flatMap((each) => each.parts),
          );
          const upMs = lesson.endMs - lesson.startMs - sharedMs(lesson, down);
          expect(upMs - recordedMs).toBeLessThan(SECOND_MS);
          // What was up for less than a second may not have been asked.
          expect(of).toHaveLength(upMs < SECOND_MS ? Math.min(of.length, 1) : 1);
          expect(agent.reported.filter((slot) => slot === slotOf(lesson))).toHaveLength(of.length);
        }
      }),
      { numRuns: 80 },
    );
  });
});

/** What can happen to an agent on a morning. */
const happenings = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 25 }).map((minutes) => ({ what: 'wait', minutes }) as const) },
  fc.integer({ min: -60, max: 60 }).map((minutes) => ({ what: 'jump', minutes }) as const),
  fc.constant({ what: 'lose the clock' } as const),
  fc.constant({ what: 'set the clock' } as const),
  fc.constant({ what: 'teach' } as const),
  fc.constant({ what: 'sense' } as const),
  fc.constant({ what: 'begin' } as const),
  fc.constant({ what: 'end' } as const),
  fc
    .record({ seconds: fc.integer({ min: 1, max: 2000 }), machineToo: fc.boolean() })
    .map((kill) => ({ what: 'kill', ...kill }) as const),
);

describe('whatever happens to the clock, the machine and the switches', () => {
  /** A property must not wait for every second of a morning. */
  const STEP_MS = 15 * SECOND_MS;

  it('recordings do not overlap, a slot is reported once, and no lesson is cut short or drawn out', () => {
    fc.assert(
      fc.property(fc.array(happenings, { minLength: 5, maxLength: 40 }), (happenings) => {
        const agent = new SimulatedAgent(morning, defaultLifeRules, wallAt('07:40'));
        let sensing = true;
        const step = () => agent.stepAt(agent.trueMs + STEP_MS);
        for (const happening of happenings) {
          if (happening.what === 'wait') for (let i = 0; i < happening.minutes * 4; i++) step();
          else if (happening.what === 'jump') agent.jump(happening.minutes * MINUTE_MS);
          else if (happening.what === 'lose the clock') agent.setWall(0);
          else if (happening.what === 'set the clock') agent.setWall(agent.trueMs);
          else if (happening.what === 'teach') agent.teaching = !agent.teaching;
          else if (happening.what === 'begin') agent.startByHand();
          else if (happening.what === 'end') agent.endByHand();
          else if (happening.what === 'kill') agent.kill(happening.seconds * SECOND_MS, happening.machineToo);
          else {
            sensing = !sensing;
            agent.setSensing(sensing);
          }
          step();
        }
        const parts = agent.lessons.flatMap((lesson) => lesson.parts);
        expect(parts.every((part, i) => i === 0 || part.startMs >= parts[i - 1]!.endMs)).toBe(true);
        expect(new Set(agent.reported).size).toBe(agent.reported.length);
        for (const { recording, lengthMs, closedBy } of agent.lessons) {
          const { plannedMs, origin } = recording;
          const mostMs = plannedMs === null ? defaultLifeRules.handMs : plannedMs + defaultLifeRules.overMs;
          expect(origin).not.toBe('detection');
          // A kill is only noticed when the agent is back.
          expect(lengthMs).toBeLessThan(mostMs + STEP_MS + (closedBy === 'resumption' ? 2000 * SECOND_MS : 0));
          if (plannedMs !== null && closedBy === 'life') expect(lengthMs).toBeGreaterThanOrEqual(plannedMs);
        }
      }),
      { numRuns: 200 },
    );
  });
});
