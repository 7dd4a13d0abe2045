import type { DeviceOrder, DriverNews, PtzPreset } from '../../device/process/device-message.ts';
import type { PtzSettings } from '../../device/ptz/ptz-settings.ts';
import type { CameraName, Observation } from '../lesson/observation.ts';
import type { RoomState } from '../lesson/room-state.ts';

/** A camera that measures, and that somebody turned away by hand, is brought back after this. */
const BRING_BACK_MS = 120_000;
/** What was seen of the teacher holds for so long. */
const SEEN_FOR_MS = 3_000;
/** One that follows has so long to go home after the lesson. */
const GO_HOME_MS = 60_000;
/** What a camera said of itself holds for so long after it was lost. */
const LOST_FOR_MS = 30_000;

type PtzNews = Extract<DriverNews, { says: 'ptz' }>;
type StateNews = Extract<DriverNews, { says: 'state' }>;

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
  /** It is switched on once for what is sensed: who switches it off then wants it off. */
  #mayWake = false;
  /** Since when nothing is wanted of it but, of one that follows, that it goes home. */
  #restSinceMs: number | undefined;
  #lostSinceMs: number | undefined;
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
    this.#lostSinceMs = undefined;
    if (!news.isMoving && news.at === this.#home) this.#mayWake = false;
  }

  /** How it is: whether it can be asked where it looks. */
  heardState({ state, cause }: Pick<StateNews, 'state' | 'cause'>): void {
    // One that refuses something, or is blocked, says where it is.
    if (state === 'ok' || cause?.code === 'DEVICE_REFUSED') this.#lostSinceMs = undefined;
    else if (state === 'faulty') this.#lostSinceMs ??= this.#monotonicMs();
  }

  /** The process that drives it is another one: what it was told is told again. */
  forget(): void {
    this.#mustGoHome = this.#isSensed;
    this.#lostSinceMs ??= this.#monotonicMs();
  }

  /** Once a second. @returns what it is told now */
  beat({ activity, sensed, preview }: Pick<RoomState, 'activity' | 'sensed' | 'preview'>): DeviceOrder[] {
    const isHeld = preview === true;
    const isSensed = sensed === true;
    if (isSensed && !this.#isSensed) this.#mustGoHome = this.#mayWake = true;
    // Who follows goes back when the lesson is over.
    if (!isSensed && this.#isSensed) {
      this.#mustGoHome = this.#settings.follow !== undefined;
      this.#mayWake = false;
      this.#restSinceMs = this.#monotonicMs();
    }
    if (isSensed) this.#restSinceMs = undefined;
    this.#isSensed = isSensed;
    const orders: DeviceOrder[] = [{ do: 'hold', isHeld }];
    if (!this.#mustGoHome && this.#isToRest) {
      this.#restSinceMs = undefined;
      orders.push({ do: 'rest' });
    }
    if (isHeld) return orders;
    const follows = this.#settings.follow !== undefined && activity === 'recording';
    this.#noteAstray(follows);
    if (this.#mustGoHome && this.#home !== null)
      orders.push({ do: 'preset', preset: this.#home, ...(!this.#mayWake && { wakes: false }) });
    else if (follows) orders.push({ do: 'follow', teacher: this.#seenTeacher() });
    this.#mustGoHome = false;
    return orders;
  }

  /** What the sensor that looks through it must know; undefined when none does, or nothing is known of the camera. */
  get place(): { camera: CameraName; state: 'away' | 'back' } | undefined {
    const { camera } = this.#settings;
    if (camera === undefined || !this.#told) return undefined;
    // Nobody knows where one is that was lost for long: what looks through it knows a turned view by itself. If that which it
    // said last held on, a cable lost while it turned would blind every lesson to come.
    if (this.#isLost) return { camera, state: 'back' };
    const { isMoving, at } = this.#told;
    const isAway = isMoving || (this.#home !== null && at !== this.#home);
    return { camera, state: isAway ? 'away' : 'back' };
  }

  get #isLost(): boolean {
    return this.#lostSinceMs !== undefined && this.#monotonicMs() - this.#lostSinceMs >= LOST_FOR_MS;
  }

  get #isToRest(): boolean {
    if (this.#restSinceMs === undefined) return false;
    const isHome = this.#told?.isMoving === false && this.#told.at === this.#home;
    return !this.#settings.follow || isHome || this.#monotonicMs() - this.#restSinceMs >= GO_HOME_MS;
  }

  #noteAstray(follows: boolean): void {
    const isAstray = this.#isSensed && !follows && this.#told?.isMoving === false && this.#told.at !== this.#home;
    const nowMs = this.#monotonicMs();
    if (!isAstray || this.#mustGoHome) this.#astraySinceMs = undefined;
    else this.#astraySinceMs ??= nowMs;
    if (this.#astraySinceMs === undefined || nowMs - this.#astraySinceMs < BRING_BACK_MS) return;
    this.#mustGoHome = true;
    this.#mayWake = false;
    this.#astraySinceMs = undefined;
  }

  #seenTeacher(): { xM: number; yM: number } | null {
    const seen = this.#teacher;
    if (!seen || this.#monotonicMs() - seen.atMs > SEEN_FOR_MS) return null;
    return { xM: seen.xM, yM: seen.yM };
  }
}
