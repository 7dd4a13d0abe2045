import type { PtzPreset } from '../process/device-message.ts';

/** Where a camera looks, in its own units. */
export interface Place {
  pan: number;
  tilt: number;
  zoom: number;
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

/** Cameras say where they are to within a few units; half a degree is 7 of most. */
const CLOSE_PAN_TILT = 10;
const CLOSE_ZOOM = 64;
const STILL_UNITS = 2;
/** A camera that still turns so long after it was sent somewhere is sent again. */
const TRAVEL_PATIENCE_MS = 45_000;
/** One that does not say where it is has arrived after this. */
const BLIND_TRAVEL_MS = 6_000;

export const isClose = (a: Place, b: Place): boolean =>
  Math.hypot(a.pan - b.pan, a.tilt - b.tilt) <= CLOSE_PAN_TILT && Math.abs(a.zoom - b.zoom) <= CLOSE_ZOOM;
export const isSame = (a: Place, b: Place): boolean =>
  Math.max(Math.abs(a.pan - b.pan), Math.abs(a.tilt - b.tilt), Math.abs(a.zoom - b.zoom)) <= STILL_UNITS;

/**
 * Brings a camera to a preset and knows when it is there. Where a preset is nobody says: it is learned from where the camera
 * stands after two recalls in a row, because on a bad line one may have become another. A newer wish takes the place of an
 * older one.
 */
export class PtzAim {
  readonly #learned = new Map<PtzPreset, Place>();
  #wanted: PtzPreset | null = null;
  #sentMs: number | null = null;
  #isThere = false;
  /** Where the last recall left it. */
  #left: Place | null = null;

  get wanted(): PtzPreset | null {
    return this.#wanted;
  }

  /** It was sent, or is to be sent, and has not arrived. */
  get isUnderWay(): boolean {
    return this.#wanted !== null && !this.#isThere;
  }

  want(preset: PtzPreset | null): void {
    if (preset !== null && preset === this.#wanted && !this.#isThere) return;
    this.#wanted = preset;
    this.begin();
  }

  /** What was sent may be lost, or was stopped on the way. */
  begin(): void {
    this.#sentMs = null;
    this.#isThere = false;
    this.#left = null;
  }

  sent(atMs: number): void {
    this.#sentMs = atMs;
  }

  /** @returns whether the wanted preset must be recalled now */
  mustRecall(look: PlaceLook): boolean {
    if (this.#wanted === null) return false;
    // It arrived before it said where it is: its place is to be learned still.
    if (this.#isThere && look.place && !this.#learned.has(this.#wanted)) this.begin();
    if (this.#isThere) return false;
    if (this.#sentMs === null) return true;
    const travelMs = look.atMs - this.#sentMs;
    if (!look.place) {
      this.#isThere = look.isStill && travelMs >= BLIND_TRAVEL_MS;
      return false;
    }
    if (!look.isStill) return travelMs >= TRAVEL_PATIENCE_MS;
    const learned = this.#learned.get(this.#wanted);
    const isKnown = learned !== undefined && isClose(learned, look.place);
    const isTwice = this.#left !== null && isClose(this.#left, look.place);
    if (isTwice) this.#learned.set(this.#wanted, look.place);
    this.#isThere = isKnown || isTwice;
    this.#left = look.place;
    return !this.#isThere;
  }

  /** @returns the preset that the camera stands at */
  at({ place, isStill }: PlaceLook): PtzPreset | null {
    if (!isStill || this.isUnderWay) return null;
    if (!place) return this.#wanted;
    const isAt = (preset: PtzPreset) => {
      const learned = this.#learned.get(preset);
      return learned !== undefined && isClose(learned, place);
    };
    if (this.#wanted !== null && isAt(this.#wanted)) return this.#wanted;
    return [...this.#learned.keys()].find(isAt) ?? null;
  }
}
