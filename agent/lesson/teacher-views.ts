import type { TeacherObservation } from './observation.ts';

/** What two cameras say counts as said at the same time within this. */
const TOGETHER_MS = 2_500;
/** A camera that said nothing for this long leaves the word to the other. */
const SILENT_MS = 10_000;

/**
 * What the two cameras say of the teacher as one track. The teacher camera leads. What it only infers, because the teacher
 * is out of its sight, gives way to what the student camera sees: a teacher who walks among the desks, or desks among which
 * nobody walks. A pupil who stands at their seat never comes into it: neither camera takes them for the teacher.
 * @param looks of both cameras, in order of time
 */
export function oneTeacherTrack(looks: readonly TeacherObservation[]): TeacherObservation[] {
  const leading = looks.filter(({ camera }) => camera === 'teacher');
  const aside = looks.filter(({ camera }) => camera === 'student');
  if (leading.length === 0) return aside;
  let at = 0;
  let nextLead = 0;
  const track = leading.map((look) => {
    while (at + 1 < aside.length && aside[at + 1]!.atMs <= look.atMs) at++;
    const other = aside[at];
    return other && Math.abs(other.atMs - look.atMs) <= TOGETHER_MS ? joined(look, other) : look;
  });
  const alone = aside.filter(({ atMs }) => {
    while (nextLead < leading.length && leading[nextLead]!.atMs <= atMs) nextLead++;
    const before = leading[nextLead - 1]?.atMs ?? Number.NEGATIVE_INFINITY;
    return atMs - before >= SILENT_MS;
  });
  return [...track, ...alone].sort((a, b) => a.atMs - b.atMs);
}

function joined(look: TeacherObservation, other: TeacherObservation): TeacherObservation {
  const adults = Math.max(look.adults ?? 0, other.adults ?? 0);
  const both = { ...look, adults: look.adults === null && other.adults === null ? null : adults };
  if (look.xM !== null) return both;
  if (other.xM !== null && other.zone !== null) return { ...both, ...seenBy(other) };
  if (look.zone === 'aisle' && other.amongDesks === false)
    return { ...both, present: null, zone: null, amongDesks: false };
  return both;
}

function seenBy({ present, zone, amongDesks, xM, yM, facingBoard, writing }: TeacherObservation) {
  return { present, zone, amongDesks, xM, yM, facingBoard, writing };
}
