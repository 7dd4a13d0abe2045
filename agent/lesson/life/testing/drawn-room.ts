import type {
  CameraState,
  MicrophoneState,
  StudentsObservation,
  Talk,
  TalkSegment,
  TeacherObservation,
  TeacherZone,
} from '../../observation.ts';
import type { Timeline } from '../../timeline.ts';

/** For tests: what was recorded of a room, drawn in minutes. */

const MINUTE_MS = 60_000;

/** Stretches, one after the other, each up to a minute: `38 teacher, 45 none`. */
type Stretches = string;

export interface Room {
  minutes?: number;
  /** Taken seats, a look every 2 s; 'blind' without looks. */
  seated?: Stretches;
  /** 'deaf' where the microphone does not tell. */
  talk?: Stretches;
  teacher?: Stretches;
  camera?: CameraState;
  microphone?: MicrophoneState;
  bookmarks?: number[];
}

export function timelineOf({ minutes = 45, seated = '', talk = '', teacher = '', ...more }: Room): Timeline {
  const { camera, microphone, bookmarks = [] } = more;
  return {
    durationMs: minutes * MINUTE_MS,
    talk: spansOf(talk).flatMap(([startMs, endMs, who]): TalkSegment[] =>
      who === 'deaf' ? [] : [{ startMs, endMs, talk: who as Talk, levelDbfs: -30, syllables: 100, uncertain: false }],
    ),
    students: looksOf(seated).flatMap(([atMs, occupied]) =>
      occupied === 'blind' ? [] : [look(atMs, Number(occupied))],
    ),
    teacher: looksOf(teacher).map(([atMs, zone]) => place(atMs, zone as TeacherZone)),
    cameras: camera ? [{ kind: 'camera', atMs: 0, camera: 'student', state: camera }] : [],
    microphones: microphone ? [{ kind: 'microphone', atMs: 0, channel: 0, state: microphone }] : [],
    seats: null,
    bookmarks: bookmarks.map((minute) => minute * MINUTE_MS),
    environment: [],
  };
}

const spansOf = (stretches: Stretches) => {
  const parsed = stretches
    .split(', ')
    .filter((text) => text !== '')
    .map((text) => text.split(' '));
  return parsed.map(
    ([until, what], i) => [Number(parsed[i - 1]?.[0] ?? 0) * MINUTE_MS, Number(until) * MINUTE_MS, what!] as const,
  );
};

const looksOf = (stretches: Stretches) =>
  spansOf(stretches).flatMap(([startMs, endMs, what]) =>
    Array.from({ length: Math.ceil((endMs - startMs) / 2000) }, (_, i) => [startMs + i * 2000, what] as const),
  );

function look(atMs: number, occupied: number): StudentsObservation {
  const none = { headsUp: 0, turned: 0, handsRaised: 0, standing: 0, slumped: 0, handSeats: [] };
  return { kind: 'students', atMs, occupied, measurable: occupied, ...none };
}

function place(atMs: number, zone: TeacherZone): TeacherObservation {
  const unknown = { adults: null, amongDesks: null, xM: null, yM: null, facingBoard: null, writing: null };
  return { kind: 'teacher', atMs, camera: 'teacher', present: zone !== 'away', zone, ...unknown };
}
