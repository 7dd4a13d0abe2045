import type { TeacherObservation, TeacherZone } from '../../lesson/observation.ts';
import { surelyZoneAt } from '../../lesson/room-zones.ts';
import type { Track } from './person-tracker.ts';
import type { TeacherView } from './teacher-view.ts';

/** Between facing the board and facing the class, the shoulders are this narrow: who writes sideways still writes. */
const SIDEWAYS_TURN = 0.25;
/** Who writes is not farther beyond the board's ends than an arm reaches, metres. */
const ARM_M = 0.7;

/** A teacher hidden for a moment (behind the podium, by somebody in front of them) is still where they were. */
const HIDDEN_MS = 10_000;
/** Who vanished at the front for this long has left by a door there. */
const GONE_FROM_FRONT_MS = 30_000;
/** Among the desks people are out of a camera's sight for longer: under it, or in an aisle beside the picture. */
const GONE_FROM_DESKS_MS = 120_000;
/** Who was last seen this near to the front, by a camera that cannot see it, has gone there. Metres. */
const TOWARDS_FRONT_M = 1.5;
const TOWARDS_FRONT_MS = 2_000;

type Claim = Pick<TeacherObservation, 'zone' | 'amongDesks'>;

/** What is said of a teacher in sight. */
export function seenTeacher(view: TeacherView, track: Track, adults: number): TeacherObservation {
  const { xM, yM, sighting, seenMs } = track;
  const { plan, projection, toleranceM } = view;
  const turn = projection.looksAtBoard ? sighting.turn : -sighting.turn;
  const place = surelyZoneAt(plan, [xM, yM], toleranceM);
  const atBoard = place !== 'aisle' && xM > plan.board.x0 - ARM_M && xM < plan.board.x1 + ARM_M;
  // A hand that writes is hidden from a camera above the board.
  const writing = projection.looksAtBoard ? atBoard && sighting.handUp && turn > -SIDEWAYS_TURN : null;
  const zone = place ?? (writing ? 'board' : null);
  return {
    kind: 'teacher',
    atMs: seenMs,
    camera: view.camera,
    present: true,
    adults,
    zone,
    amongDesks: zone && zone === 'aisle',
    xM: toleranceM === 0 ? xM : null,
    yM: toleranceM === 0 ? yM : null,
    facingBoard: turn > 0,
    writing,
  };
}

/**
 * What is said of a teacher out of sight.
 * @param last as last seen; undefined when never
 * @param unseenMs since then, or since the start
 * @param others adults in sight who are not the teacher
 */
export function unseenTeacher(
  view: TeacherView,
  last: Track | undefined,
  unseenMs: number,
  others: number,
): Omit<TeacherObservation, 'atMs'> {
  const { zone, amongDesks } = view.seesFront
    ? unseenFromBack(view, last, unseenMs)
    : unseenFromFront(view, last, unseenMs);
  // Somebody hidden for a moment is still counted; a camera that sees only a part of the room cannot tell that nobody is there.
  const hidden = last !== undefined && unseenMs <= HIDDEN_MS ? 1 : 0;
  const elsewhere = zone === 'aisle' || !view.seesFront;
  return {
    kind: 'teacher',
    camera: view.camera,
    present: zone && zone !== 'away',
    adults: others + hidden > 0 || !elsewhere ? others + hidden : null,
    zone,
    amongDesks,
    xM: null,
    yM: null,
    facingBoard: null,
    writing: null,
  };
}

/** By a measured camera that sees the front: who is not there is among the desks, or gone. */
function unseenFromBack({ plan }: TeacherView, last: Track | undefined, unseenMs: number): Claim {
  const claim = (zone: TeacherZone | null): Claim => ({ zone, amongDesks: zone && zone === 'aisle' });
  const place = last && surelyZoneAt(plan, [last.xM, last.yM], 0);
  if (place === 'aisle') return claim(unseenMs <= GONE_FROM_DESKS_MS ? 'aisle' : 'away');
  if (place && unseenMs <= HIDDEN_MS) return claim(place);
  return claim(unseenMs <= (place ? GONE_FROM_FRONT_MS : GONE_FROM_DESKS_MS) ? null : 'away');
}

/** By any other camera: where the teacher is, it cannot tell; a measured one that sees the desks knows they are not there. */
function unseenFromFront({ plan, toleranceM }: TeacherView, last: Track | undefined, unseenMs: number): Claim {
  const place = last && surelyZoneAt(plan, [last.xM, last.yM], toleranceM);
  const towardsFront = last !== undefined && last.yM < plan.frontDepthM + TOWARDS_FRONT_M;
  if (place === 'aisle' && unseenMs <= (towardsFront ? TOWARDS_FRONT_MS : HIDDEN_MS))
    return { zone: 'aisle', amongDesks: true };
  const seesDesks = toleranceM === 0;
  const notThere = last === undefined || towardsFront || unseenMs > GONE_FROM_FRONT_MS;
  return { zone: null, amongDesks: seesDesks && notThere ? false : null };
}
