import type { RoomPlan } from './room-plan.ts';

/** The zones of the room itself; `away` is none of its places. */
export const roomZones = ['podium', 'board', 'aisle'] as const;
export type RoomZone = (typeof roomZones)[number];

type FloorPoint = readonly [xM: number, yM: number];

/** Without a polygon, the podium's zone reaches this far to both sides of its middle. */
const PODIUM_REACH_M = 0.75;

/**
 * The zone of a place on the floor: the one whose polygon holds it; outside all polygons, the zone without a polygon
 * that the podium's place and `frontDepthM` put there; failing that, the zone of the nearest polygon.
 */
export function zoneAt(plan: RoomPlan, place: FloorPoint): RoomZone {
  const polygons = roomZones.flatMap((zone) => {
    const corners = plan.zones?.[zone];
    return corners ? [{ zone, corners }] : [];
  });
  const inside = polygons.find(({ corners }) => holds(corners, place));
  if (inside) return inside.zone;
  const usual = usualZones(plan, place).find((zone) => !plan.zones?.[zone]);
  if (usual) return usual;
  const distances = polygons.map(({ zone, corners }) => ({ zone, away: distanceTo(corners, place) }));
  return distances.reduce((near, other) => (other.away < near.away ? other : near)).zone;
}

/** The zone of a place known to within `toleranceM`; null when it may be one of several. */
export function surelyZoneAt(plan: RoomPlan, [xM, yM]: FloorPoint, toleranceM: number): RoomZone | null {
  const zone = zoneAt(plan, [xM, yM]);
  const around = Array.from({ length: toleranceM > 0 ? 8 : 0 }, (_, i): FloorPoint => {
    const angle = (i * Math.PI) / 4;
    return [xM + toleranceM * Math.cos(angle), yM + toleranceM * Math.sin(angle)];
  });
  return around.every((place) => zoneAt(plan, place) === zone) ? zone : null;
}

/** Best first. A podium beside the board has the corner behind it too: nobody writes there. */
function usualZones({ podium, board, frontDepthM }: RoomPlan, [xM, yM]: FloorPoint): RoomZone[] {
  if (yM > frontDepthM) return ['aisle'];
  const behind = podium.x < board.x0 ? xM < podium.x : podium.x > board.x1 && xM > podium.x;
  return behind || Math.abs(xM - podium.x) < PODIUM_REACH_M ? ['podium', 'board'] : ['board'];
}

/** Whether a polygon holds a place: a ray from it crosses the outline an odd number of times. */
function holds(corners: readonly FloorPoint[], [xM, yM]: FloorPoint): boolean {
  let inside = false;
  for (const [[ax, ay], [bx, by]] of sides(corners)) {
    if (ay > yM !== by > yM && xM < ax + ((yM - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

/** Metres from a place to a polygon's outline. */
function distanceTo(corners: readonly FloorPoint[], [xM, yM]: FloorPoint): number {
  const distances = sides(corners).map(([[ax, ay], [bx, by]]) => {
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.min(1, Math.max(0, ((xM - ax) * dx + (yM - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(ax + along * dx - xM, ay + along * dy - yM);
  });
  return Math.min(...distances);
}

function sides(corners: readonly FloorPoint[]): [FloorPoint, FloorPoint][] {
  return corners.map((corner, i) => [corner, corners[(i + 1) % corners.length]!]);
}
