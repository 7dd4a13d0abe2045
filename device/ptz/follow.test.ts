import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Follow, type FollowSettings } from './follow.ts';

type Place = { xM: number; yM: number };

const usual: FollowSettings = {
  pos: [0, 8, 2.5],
  facingDeg: 180,
  panDeg: [-60, 60],
  deadZoneDeg: 8,
  speedDegPerS: 5,
  lostS: 10,
};
const place = fc.record({
  xM: fc.double({ min: -5, max: 5, noNaN: true }),
  yM: fc.double({ min: 0, max: 10, noNaN: true }),
});
const settings = fc
  .record({
    // Not whole: the same distance to both limits would be a matter of rounding.
    facingDeg: fc.integer({ min: -180, max: 179 }).map((degrees) => degrees + 0.123),
    least: fc.integer({ min: -170, max: 0 }),
    most: fc.integer({ min: 0, max: 170 }),
    deadZoneDeg: fc.integer({ min: 1, max: 45 }),
    speedDegPerS: fc.double({ min: 0.5, max: 30, noNaN: true }),
    lostS: fc.integer({ min: 2, max: 30 }),
  })
  .map(({ least, most, ...rest }) => ({ ...usual, ...rest, panDeg: [least, most] as const }));
const looks = fc.array(
  fc.record({ passedMs: fc.integer({ min: 1, max: 5000 }), teacher: fc.option(place, { freq: 4 }) }),
  { maxLength: 120 },
);

/** What the camera was told, when it does what it is told at once. */
function watch(
  given: FollowSettings,
  seen: { passedMs: number; teacher: { xM: number; yM: number } | null }[],
  from = 0,
) {
  const follow = new Follow(given);
  let [atMs, panDeg] = [0, from];
  return seen.map(({ passedMs, teacher }) => {
    atMs += passedMs;
    const before = panDeg;
    const move = follow.next({ atMs, teacher, panDeg });
    if (move?.do === 'pan') panDeg = move.panDeg;
    if (move?.do === 'home') panDeg = 0;
    return { atMs, passedMs, teacher, before, panDeg, move };
  });
}

/** How far the camera is off where it should look, degrees: by another way than the source, the angle between directions. */
function offDeg({ pos, facingDeg, panDeg: limits, deadZoneDeg }: FollowSettings, { xM, yM }: Place, pan: number) {
  const towards = (degrees: number) =>
    [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)] as const;
  const angle = (a: readonly [number, number], b: readonly [number, number]) =>
    (Math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]) * 180) / Math.PI;
  const teacher = [xM - pos[0], yM - pos[1]] as const;
  const bearing = angle(teacher, towards(facingDeg));
  if (bearing >= limits[0] && bearing <= limits[1]) return Math.abs(bearing - pan);
  const [toLeast, toMost] = limits.map((limit) => Math.abs(angle(teacher, towards(facingDeg + limit)))) as [
    number,
    number,
  ];
  const isEven = Math.abs(toLeast - toMost) <= 2 * deadZoneDeg;
  const offs = limits.map((limit) => Math.abs(limit - pan)) as [number, number];
  return isEven ? Math.min(...offs) : offs[toLeast < toMost ? 0 : 1];
}

describe('a camera that follows', () => {
  it('turns right to who goes right of it, and left to who goes left', () => {
    // At the back, looking to the board: the room's right is its left.
    const right = watch(usual, Array(40).fill({ passedMs: 500, teacher: { xM: 4, yM: 4 } })).at(-1)!;
    expect(right.panDeg).toBeLessThan(-40);
    const front = watch(
      { ...usual, pos: [0, 0, 2], facingDeg: 0 },
      Array(40).fill({ passedMs: 500, teacher: { xM: 4, yM: 4 } }),
    );
    expect(front.at(-1)!.panDeg).toBeGreaterThan(40);
  });

  it('never turns beyond its limits, nor faster than it may, nor inside the dead zone', () => {
    fc.assert(
      fc.property(settings, looks, (given, seen) => {
        let wasTurning = false;
        for (const { passedMs, teacher, before, panDeg, move } of watch(given, seen)) {
          if (move?.do === 'pan') {
            expect(panDeg).toBeGreaterThanOrEqual(given.panDeg[0]);
            expect(panDeg).toBeLessThanOrEqual(given.panDeg[1]);
            expect(Math.abs(panDeg - before)).toBeLessThanOrEqual(
              (given.speedDegPerS * Math.min(2000, passedMs)) / 1000 + 1e-9,
            );
            const off = offDeg(given, teacher!, before);
            expect(off).toBeGreaterThan(given.deadZoneDeg * (wasTurning ? 0.25 : 1) - 1e-6);
            expect(offDeg(given, teacher!, panDeg), 'it turns towards the teacher').toBeLessThan(off);
          }
          wasTurning = move?.do === 'pan' || (wasTurning && teacher !== null && move !== null);
        }
      }),
    );
  });

  it('stays where it is when who stands still is found, whatever the measurement wobbles inside the dead zone', () => {
    fc.assert(
      fc.property(
        settings,
        place,
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        (given, stands, wobble) => {
          const found = watch(given, Array(900).fill({ passedMs: 1000, teacher: stands }));
          const pans = found.filter(({ move }) => move !== null).map(({ panDeg }) => panDeg);
          const steps = pans.slice(1).map((pan, i) => Math.sign(pan - pans[i]!));
          expect(new Set(steps).size, 'it never turns back').toBeLessThanOrEqual(1);
          expect(found.at(-1)!.move).toBeNull();
          const { panDeg } = found.at(-1)!;
          const [x, y] = given.pos;
          const bearing = Math.atan2(stands.xM - x, stands.yM - y);
          const range = Math.hypot(stands.xM - x, stands.yM - y);
          const around = Array.from({ length: 100 }, () => {
            // What a stop may be off is a quarter of the zone.
            const angle = bearing + (wobble.next().value! * 0.7 * given.deadZoneDeg * Math.PI) / 180;
            return { passedMs: 1000, teacher: { xM: x + range * Math.sin(angle), yM: y + range * Math.cos(angle) } };
          });
          const isInSight =
            offDeg({ ...given, panDeg: [-180, 180] }, stands, panDeg) <= given.deadZoneDeg * 0.25 + 1e-6;
          if (range > 0.1 && isInSight) for (const { move } of watch(given, around, panDeg)) expect(move).toBeNull();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('goes home once when the teacher is lost, and again only after they were seen', () => {
    fc.assert(
      fc.property(settings, looks, (given, seen) => {
        let lostMs = 0;
        let wentHome = false;
        let began = false;
        for (const { atMs, passedMs, teacher, move } of watch(given, seen)) {
          // The first look is when it begins.
          lostMs = teacher || !began ? 0 : lostMs + passedMs;
          began = true;
          if (teacher) wentHome = false;
          const shouldGo: boolean = !wentHome && !teacher && lostMs >= given.lostS * 1000;
          expect(move?.do === 'home', `at ${atMs}`).toBe(shouldGo);
          wentHome ||= shouldGo;
        }
      }),
    );
  });
});
