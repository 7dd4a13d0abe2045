import type { StudentsObservation, Talk, TeacherObservation, TeacherZone } from '../../agent/lesson/observation.ts';
import type { Timeline } from '../../agent/lesson/timeline.ts';
import { seeded } from '../fixtures/seeded.ts';

const PRESENT = 45;

/** A lesson of 45 pupils as two cameras at a look a second and a microphone tell of it; the same for the same seed. */
export function drawnLesson(minutes: number, seed = 1): Timeline {
  const random = seeded(seed);
  const durationMs = minutes * 60_000;
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const talk: Timeline['talk'] = [];
  for (let startMs = 0; startMs < durationMs; ) {
    const endMs = Math.min(durationMs, startMs + 10 * Math.ceil(20 + 300 * random()));
    const name = oneOf<Talk>(['teacher', 'teacher', 'none', 'student', 'many']);
    talk.push({ startMs, endMs, talk: name, levelDbfs: -60 * random(), syllables: 4, uncertain: random() < 0.1 });
    startMs = endMs;
  }
  const seconds = Array.from({ length: durationMs / 1000 }, (_, second) => second * 1000);
  const students = seconds.map((atMs): StudentsObservation => {
    const headsUp = Math.floor(PRESENT * random());
    const handSeats = Array.from({ length: Math.floor(6 * random()) }, () => Math.floor(PRESENT * random()));
    return {
      ...{ kind: 'students', atMs, occupied: PRESENT, measurable: PRESENT, headsUp },
      turned: Math.floor(headsUp * random()),
      handsRaised: handSeats.length,
      standing: random() < 0.1 ? 1 : 0,
      slumped: Math.floor(3 * random()),
      handSeats,
    };
  });
  const teacher = seconds.map((atMs): TeacherObservation => {
    const zone = oneOf<TeacherZone>(['podium', 'board', 'aisle']);
    return {
      ...{ kind: 'teacher', atMs, camera: 'teacher', present: true, adults: 1, zone, amongDesks: zone === 'aisle' },
      xM: 8 * random() - 4,
      yM: 9 * random(),
      facingBoard: zone === 'board',
      writing: zone === 'board' && random() < 0.5,
    };
  });
  return {
    durationMs,
    talk,
    students,
    teacher,
    cameras: [],
    microphones: [],
    seats: null,
    bookmarks: [],
    environment: [],
  };
}
