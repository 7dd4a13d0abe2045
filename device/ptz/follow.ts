/** Where and how a camera follows; angles in degrees, positive to the camera's right, 0 where it looks at pan 0. */
export interface FollowSettings {
  /** Where it hangs, metres in the room frame; the height does not matter: it turns, and never nods. */
  pos: readonly [number, number, number];
  /** Where it looks at pan 0: 0 is along the room from the board, 180 towards the board, 90 to the right of the front camera. */
  facingDeg: number;
  panDeg: readonly [number, number];
  deadZoneDeg: number;
  speedDegPerS: number;
  lostS: number;
}

export interface FollowLook {
  /** Any monotonic clock, growing. */
  atMs: number;
  /** Metres in the room frame; null: not seen. */
  teacher: { xM: number; yM: number } | null;
  /** Where the camera looks. */
  panDeg: number;
}

/** `pan`: look there now; `home`: go back to where it stands when there is nobody to follow. */
export type FollowMove = { do: 'pan'; panDeg: number } | { do: 'home' } | null;

/** Somebody who walks to and fro is not followed: the teacher must be off the middle for so long. */
const OFF_FOR_MS = 1_000;
/** A camera that moves goes on until the teacher is so near to the middle, as a share of the dead zone. */
const STOPS_AT = 0.25;
/** A step after a longer pause is as long as one after this. */
const LONGEST_STEP_MS = 2_000;

/**
 * Follows the teacher slowly: not at all inside the dead zone, else in small steps as fast as the speed limit allows, never
 * beyond the limits of the pan. It goes home once when the teacher was not seen for a while.
 */
export class Follow {
  readonly #settings: FollowSettings;
  #lastMs: number | undefined;
  #seenMs: number | undefined;
  #offSinceMs: number | undefined;
  #isTurning = false;
  #isHome = false;

  constructor(settings: FollowSettings) {
    this.#settings = settings;
  }

  next({ atMs, teacher, panDeg }: FollowLook): FollowMove {
    const passedMs = Math.min(LONGEST_STEP_MS, atMs - (this.#lastMs ?? atMs));
    this.#lastMs = atMs;
    this.#seenMs ??= atMs;
    if (!teacher) return this.#lost(atMs);
    this.#seenMs = atMs;
    this.#isHome = false;
    const [least, most] = this.#settings.panDeg;
    const wanted = this.#wantedDeg(this.#bearingDeg(teacher), panDeg);
    const offDeg = Math.abs(wanted - panDeg);
    if (!this.#turns(offDeg, atMs)) return null;
    const stepDeg = Math.min(offDeg, (this.#settings.speedDegPerS * passedMs) / 1000);
    if (stepDeg === 0) return null;
    return { do: 'pan', panDeg: Math.min(most, Math.max(least, panDeg + Math.sign(wanted - panDeg) * stepDeg)) };
  }

  /** It must not move, or was told to look elsewhere: it begins anew. */
  pause(): void {
    this.#isTurning = false;
    this.#offSinceMs = undefined;
    this.#seenMs = undefined;
    this.#isHome = false;
  }

  /** The bearing, or the limit nearest to it: of two that are about as near the one where the camera is. */
  #wantedDeg(bearing: number, panDeg: number): number {
    const { panDeg: limits, deadZoneDeg } = this.#settings;
    const [least, most] = limits;
    if (bearing >= least && bearing <= most) return bearing;
    const [toLeast, toMost] = limits.map((limit) => Math.abs(turnDeg(bearing - limit))) as [number, number];
    if (Math.abs(toLeast - toMost) > 2 * deadZoneDeg) return toLeast < toMost ? least : most;
    return Math.abs(panDeg - least) < Math.abs(panDeg - most) ? least : most;
  }

  #turns(offDeg: number, atMs: number): boolean {
    const { deadZoneDeg } = this.#settings;
    if (offDeg <= deadZoneDeg * (this.#isTurning ? STOPS_AT : 1)) {
      this.#isTurning = false;
      this.#offSinceMs = undefined;
      return false;
    }
    this.#offSinceMs ??= atMs;
    this.#isTurning ||= atMs - this.#offSinceMs >= OFF_FOR_MS;
    return this.#isTurning;
  }

  #lost(atMs: number): FollowMove {
    this.#isTurning = false;
    this.#offSinceMs = undefined;
    if (this.#isHome || atMs - this.#seenMs! < this.#settings.lostS * 1000) return null;
    this.#isHome = true;
    return { do: 'home' };
  }

  /** From pan 0 to the teacher, −180..180: seen from above the room's x is to the right of who looks along its y. */
  #bearingDeg({ xM, yM }: { xM: number; yM: number }): number {
    const [x, y] = this.#settings.pos;
    return turnDeg((Math.atan2(xM - x, yM - y) * 180) / Math.PI - this.#settings.facingDeg);
  }
}

/** The same direction within −180..180. */
const turnDeg = (degrees: number) => ((((degrees + 180) % 360) + 360) % 360) - 180;
