import type { PtzPreset } from '../process/device-message.ts';

/** Where a camera looks, in its own units. */
export interface Place {
  pan: number;
  tilt: number;
  zoom: number;
  /** As `PanTilt` has it. */
  panNibbles?: 4 | 5 | undefined;
}

/** What was seen of the camera. */
export interface PlaceLook {
  /** Any monotonic clock. */
  atMs: number;
  /** null: it does not say. */
  place: Place | null;
  /** It stands, as far as can be told. */
  isStill: boolean;
}

/** Why a preset is not come to: each recall ends elsewhere, or all of them end far from where it was learned. */
export type AimTrouble = 'unsettled' | 'unreached';

/** Cameras say where they are to within a few units; half a degree is 7 of most. */
const CLOSE = { panTilt: 10, zoom: 64 };
/** What a worn or cheap camera may be off by its mechanical play: some two degrees. */
const LOOSE = { panTilt: 30, zoom: 256 };
const STILL_UNITS = 2;
/** A preset is learned from so many recalls in a row that end at one place: on a bad line one may have become another. */
const RECALLS_TO_LEARN = 3;
/** After so many, those of a camera with play are good enough when the last are loosely at one place. */
const RECALLS_TO_LOOSEN = 4;
/** A camera that still turns so long after it was sent somewhere is sent again. */
const TRAVEL_PATIENCE_MS = 45_000;
/** One that does not say where it is has arrived after this. */
const BLIND_TRAVEL_MS = 6_000;
/** The pause before one in trouble is sent again doubles so often. */
const MOST_DOUBLINGS = 5;

type Tolerance = typeof CLOSE;
interface Learned {
  place: Place;
  tolerance: Tolerance;
}

const isWithin = (a: Place, b: Place, { panTilt, zoom }: Tolerance): boolean =>
  Math.hypot(a.pan - b.pan, a.tilt - b.tilt) <= panTilt && Math.abs(a.zoom - b.zoom) <= zoom;
export const isClose = (a: Place, b: Place): boolean => isWithin(a, b, CLOSE);
export const isSame = (a: Place, b: Place): boolean =>
  Math.max(Math.abs(a.pan - b.pan), Math.abs(a.tilt - b.tilt), Math.abs(a.zoom - b.zoom)) <= STILL_UNITS;

/**
 * Brings a camera to a preset and knows when it is there. Where a preset is nobody says: it is learned from where recalls in
 * a row leave the camera, once in the life of the process. What stands far from there later is blocked, or the preset was
 * stored anew: which of both cannot be told from here, so it is never learned anew by itself; people look, and begin anew.
 * A newer wish takes the place of an older one.
 */
export class PtzAim {
  readonly #retryMs: number;
  readonly #learned = new Map<PtzPreset, Learned>();
  #wanted: PtzPreset | null = null;
  #sentMs: number | null = null;
  #isThere = false;
  /** Where the recalls of this wish left it, the last of them. */
  #left: Place[] = [];
  #isJudged = false;
  #trouble: AimTrouble | null = null;
  #doublings = 0;
  #againAtMs = 0;

  /** @param retryMs pause before one that does not come to its preset is sent there again; it doubles some times */
  constructor(retryMs: number) {
    this.#retryMs = retryMs;
  }

  get wanted(): PtzPreset | null {
    return this.#wanted;
  }

  /** It was sent, or is to be sent, and has not arrived. */
  get isUnderWay(): boolean {
    return this.#wanted !== null && !this.#isThere;
  }

  get trouble(): AimTrouble | null {
    return this.#trouble;
  }

  want(preset: PtzPreset | null): void {
    if (preset !== null && preset === this.#wanted && !this.#isThere) return;
    this.#wanted = preset;
    this.#arrived(false);
    this.begin();
  }

  /** What was sent may be lost, or was stopped on the way. */
  begin(): void {
    this.#sentMs = null;
    this.#isThere = false;
    this.#left = [];
  }

  sent(atMs: number): void {
    this.#sentMs = atMs;
    this.#isJudged = false;
  }

  /** @returns whether the wanted preset must be recalled now */
  mustRecall(look: PlaceLook): boolean {
    if (this.#wanted === null) return false;
    // It arrived before it said where it is: its place is to be learned still.
    if (this.#isThere && look.place && !this.#learned.has(this.#wanted)) this.begin();
    if (this.#isThere) return false;
    if (this.#sentMs === null) return look.atMs >= this.#againAtMs;
    const travelMs = look.atMs - this.#sentMs;
    if (!look.place) {
      this.#isThere = look.isStill && travelMs >= BLIND_TRAVEL_MS;
      return false;
    }
    if (!look.isStill) return travelMs >= TRAVEL_PATIENCE_MS;
    if (!this.#isJudged) this.#left = [...this.#left, look.place].slice(-RECALLS_TO_LOOSEN);
    this.#isJudged = true;
    if (this.#isAt(this.#wanted, look.place) || this.#learns(this.#wanted)) {
      this.#arrived(true);
      return false;
    }
    if (this.#left.length >= RECALLS_TO_LOOSEN) this.#fail(look.atMs);
    return look.atMs >= this.#againAtMs;
  }

  /** @returns the preset that the camera stands at */
  at({ place, isStill }: PlaceLook): PtzPreset | null {
    if (!isStill || this.isUnderWay) return null;
    if (!place) return this.#wanted;
    if (this.#wanted !== null && this.#isAt(this.#wanted, place)) return this.#wanted;
    return [...this.#learned.keys()].find((preset) => this.#isAt(preset, place)) ?? null;
  }

  #isAt(preset: PtzPreset, place: Place): boolean {
    const learned = this.#learned.get(preset);
    return learned !== undefined && isWithin(learned.place, place, learned.tolerance);
  }

  /** @returns whether the last recalls tell where the preset is, or that it is less certain than was thought */
  #learns(preset: PtzPreset): boolean {
    const known = this.#learned.get(preset);
    const left = this.#left;
    const last = left.slice(-RECALLS_TO_LEARN);
    if (!known && last.length === RECALLS_TO_LEARN && last.every((place) => isClose(place, last.at(-1)!)))
      return this.#learn(preset, last.at(-1)!, CLOSE);
    if (left.length < RECALLS_TO_LOOSEN) return false;
    const middle = known?.place ?? meanOf(left);
    return left.every((place) => isWithin(place, middle, LOOSE)) && this.#learn(preset, middle, LOOSE);
  }

  #learn(preset: PtzPreset, place: Place, tolerance: Tolerance): true {
    this.#learned.set(preset, { place, tolerance });
    return true;
  }

  #arrived(isThere: boolean): void {
    this.#isThere = isThere;
    this.#trouble = null;
    this.#doublings = 0;
    this.#againAtMs = 0;
  }

  /** It is sent again later and later: what is blocked should not be pushed all day. */
  #fail(atMs: number): void {
    this.#trouble = this.#learned.has(this.#wanted!) ? 'unreached' : 'unsettled';
    this.#againAtMs = atMs + this.#retryMs * 2 ** this.#doublings;
    this.#doublings = Math.min(MOST_DOUBLINGS, this.#doublings + 1);
    this.#sentMs = null;
  }
}

function meanOf(places: readonly Place[]): Place {
  const mean = (of: (place: Place) => number) => places.reduce((sum, place) => sum + of(place), 0) / places.length;
  return { pan: mean(({ pan }) => pan), tilt: mean(({ tilt }) => tilt), zoom: mean(({ zoom }) => zoom) };
}
