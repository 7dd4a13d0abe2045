import type { Lesson, LessonLabels } from '../lesson/lesson.ts';
import type { StudentsObservation, Talk, TalkSegment, TeacherObservation, TeacherZone } from '../lesson/observation.ts';
import type { RoomPlan } from '../lesson/room-plan.ts';
import type { Timeline } from '../lesson/timeline.ts';
import type { Indicator } from './indicator.ts';
import { lessonReport } from './lesson-report.ts';

/** Lessons small enough to be reckoned by hand; for the tests of the indicators. */

type TalkStretch = readonly [Talk | 'gap', seconds: number, levelDbfs?: number, more?: Partial<TalkSegment>];

/** Stretches of talk in seconds, one after the other; `gap` is a stretch without valid audio. */
export function talkOf(...stretches: readonly TalkStretch[]) {
  const talk: TalkSegment[] = [];
  let atMs = 0;
  for (const [name, seconds, levelDbfs = -30, more] of stretches) {
    const endMs = atMs + seconds * 1000;
    if (name !== 'gap')
      talk.push({ startMs: atMs, endMs, talk: name, levelDbfs, syllables: 0, uncertain: false, ...more });
    atMs = endMs;
  }
  return { talk, durationMs: atMs };
}

/** A look at a class of 12, all seated, heads down; `hands` are the seats with a hand up. */
export function look(
  atS: number,
  { hands = [], ...counts }: Partial<StudentsObservation> & { hands?: number[] } = {},
): StudentsObservation {
  const seated = { occupied: 12, measurable: 12, headsUp: 0, turned: 0, standing: 0, slumped: 0 };
  return {
    kind: 'students',
    atMs: atS * 1000,
    ...seated,
    handsRaised: hands.length,
    handSeats: hands,
    ...counts,
  };
}

/** A look each second, [fromS, toS). */
export function looks(fromS: number, toS: number, counts: Parameters<typeof look>[1] = {}): StudentsObservation[] {
  return Array.from({ length: toS - fromS }, (_, i) => look(fromS + i, counts));
}

/** The teacher's place each second, [fromS, toS). */
export function places(
  fromS: number,
  toS: number,
  zone: TeacherZone | null,
  seen: Partial<TeacherObservation> = {},
): TeacherObservation[] {
  return Array.from({ length: toS - fromS }, (_, i) => ({
    kind: 'teacher',
    atMs: (fromS + i) * 1000,
    camera: 'teacher',
    present: zone === null ? null : zone !== 'away',
    adults: zone === null ? null : Number(zone !== 'away'),
    zone,
    amongDesks: zone && zone === 'aisle',
    xM: null,
    yM: null,
    facingBoard: null,
    writing: null,
    ...seen,
  }));
}

const lesson: Lesson = {
  id: '0192a000-0000-7000-8000-000000000001',
  room: { region: '310104', school: '2131000000', room: 'r301' },
  labels: {},
  startedAtMs: 0,
};

export function reportOf(
  timeline: Partial<Timeline> & { durationMs: number },
  slotMs?: number,
  roomPlan: RoomPlan | null = null,
  labels: LessonLabels = {},
) {
  const whole = {
    talk: [],
    students: [],
    teacher: [],
    cameras: [],
    microphones: [],
    seats: null,
    bookmarks: [],
    environment: [],
    ...timeline,
  };
  return lessonReport({
    lesson: { ...lesson, labels },
    timeline: whole,
    models: {},
    roomPlan,
    ...(slotMs ? { slotMs } : {}),
  });
}

/** The report's figures by id. */
export function figuresOf(
  timeline: Partial<Timeline> & { durationMs: number },
  slotMs?: number,
  roomPlan: RoomPlan | null = null,
  labels: LessonLabels = {},
) {
  const figures = new Map(
    reportOf(timeline, slotMs, roomPlan, labels).indicators.map((indicator) => [indicator.id, indicator]),
  );
  const figure = (id: string): Indicator => {
    const found = figures.get(id);
    if (!found) throw new Error(`no figure ${id}`);
    return found;
  };
  return Object.assign((id: string) => figure(id).value, { figure });
}
