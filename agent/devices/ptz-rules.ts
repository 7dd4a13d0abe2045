import type { DeviceOrder, DriverNews, PtzPreset } from '../../device/process/device-message.ts';
import type { PtzSettings } from '../../device/ptz/ptz-settings.ts';
import type { CameraName, Observation } from '../lesson/observation.ts';
import type { RoomState } from '../lesson/room-state.ts';

/** A camera that measures, and that somebody turned away by hand, is brought back after this. */
const BRING_BACK_MS = 120_000;
/** What was seen of the teacher holds for so long. */
const SEEN_FOR_MS = 3_000;

type PtzNews = Extract<DriverNews, { says: 'ptz' }>;

/**
 * What a PTZ camera is told to do. While the room is sensed it stands where it measures, or follows the teacher when no
 * sensor looks through it; while somebody looks at its picture for set-up it does not move.
 */
export class PtzRules {
  readonly #settings: PtzSettings;
  readonly #monotonicMs: () => number;
  /** The place that it has when nothing else is wanted. */
  readonly #home: PtzPreset | null;
  #isSensed = false;
  #mustGoHome = false;
  #teacher: { xM: number; yM: number; atMs: number } | undefined;
  #told: PtzNews | undefined;
  #astraySinceMs: number | undefined;

  constructor(settings: PtzSettings, monotonicMs: () => number) {
    this.#settings = settings;
    this.#monotonicMs = monotonicMs;
    const { presets, camera } = settings;
    const order: PtzPreset[] = camera === 'student' ? ['class', 'board'] : ['board', 'class'];
    this.#home = order.find((preset) => presets[preset] !== undefined) ?? null;
  }

  /** Something was observed in the lesson. */
  observed(observation: Observation): void {
    if (observation.kind !== 'teacher' || observation.xM === null || observation.yM === null) return;
    this.#teacher = { xM: observation.xM, yM: observation.yM, atMs: this.#monotonicMs() };
  }

  heard(news: PtzNews): void {
    this.#told = news;
  }

  /** The process that drives it is another one: what it was told is told again. */
  forget(): void {
    this.#mustGoHome = this.#isSensed;
  }

  /** Once a second. @returns what it is told now */
  beat({ activity, sensed, preview }: Pick<RoomState, 'activity' | 'sensed' | 'preview'>): DeviceOrder[] {
    const isHeld = preview === true;
    const isSensed = sensed === true;
    if (isSensed && !this.#isSensed) this.#mustGoHome = true;
    // Who follows goes back when the lesson is over.
    if (!isSensed && this.#isSensed && this.#settings.follow) this.#mustGoHome = true;
    this.#isSensed = isSensed;
    const orders: DeviceOrder[] = [{ do: 'hold', isHeld }];
    if (isHeld) return orders;
    const follows = this.#settings.follow !== undefined && activity === 'recording';
    this.#noteAstray(follows);
    if (this.#mustGoHome && this.#home !== null) orders.push({ do: 'preset', preset: this.#home });
    else if (follows) orders.push({ do: 'follow', teacher: this.#seenTeacher() });
    this.#mustGoHome = false;
    return orders;
  }

  /** What the sensor that looks through it must know; undefined when none does, or nothing is known of the camera. */
  get place(): { camera: CameraName; state: 'away' | 'back' } | undefined {
    const { camera } = this.#settings;
    if (camera === undefined || !this.#told) return undefined;
    const { isMoving, at } = this.#told;
    const isAway = isMoving || (this.#home !== null && at !== this.#home);
    return { camera, state: isAway ? 'away' : 'back' };
  }

  #noteAstray(follows: boolean): void {
    const isAstray = this.#isSensed && !follows && this.#told?.isMoving === false && this.#told.at !== this.#home;
    const nowMs = this.#monotonicMs();
    if (!isAstray || this.#mustGoHome) this.#astraySinceMs = undefined;
    else this.#astraySinceMs ??= nowMs;
    if (this.#astraySinceMs === undefined || nowMs - this.#astraySinceMs < BRING_BACK_MS) return;
    this.#mustGoHome = true;
    this.#astraySinceMs = undefined;
  }

  #seenTeacher(): { xM: number; yM: number } | null {
    const seen = this.#teacher;
    if (!seen || this.#monotonicMs() - seen.atMs > SEEN_FOR_MS) return null;
    return { xM: seen.xM, yM: seen.yM };
  }
}
