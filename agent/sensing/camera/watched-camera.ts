import type { CameraName, CameraState, Observation } from '../../lesson/observation.ts';
import type { Frame } from '../capture/video-frames.ts';
import { CameraWatch } from './camera-watch.ts';

/** What looks at the pictures of a watched camera. */
export interface Viewer<O extends Observation> {
  look(frame: Frame): Promise<O>;
  /** The camera was bumped: what is seen lies this many pixels further right and down. */
  moved(dx: number, dy: number): void;
  /** The camera shows another view: places in the picture mean nothing any more. */
  relearn(): void;
  /** Nothing was looked at for so long, because the camera was turned: what is known of places holds, and is no older. */
  skipped?(passedMs: number): void;
  /**
   * Whether what was seen in an unknown view tells that the camera still does its work. Without it the camera must be
   * turned back.
   */
  recognises?(seen: O): boolean;
}

/** Pictures are on their way for so long: one that comes when the camera stands again may show it turning. */
const SETTLE_MS = 2_000;

/**
 * Looks at pictures only while they can be trusted, and tells how the camera is. A black, frozen, covered or turned camera
 * leaves a gap, never an empty class.
 */
export class WatchedCamera<O extends Observation> {
  readonly #camera: CameraName;
  readonly #viewer: Viewer<O>;
  readonly #observe: (observation: Observation) => void;
  readonly #watch = new CameraWatch();
  #told: CameraState | undefined;
  /** The first picture, or the first since there were none. */
  #backMs: number | undefined;
  #isAway = false;
  /** Pictures from then on are of its place again. */
  #settledMs = Number.NEGATIVE_INFINITY;
  #lookedMs: number | undefined;
  /** Some were not looked at since then, because the camera was turned. */
  #hasSkipped = false;

  constructor(camera: CameraName, viewer: Viewer<O>, observe: (observation: Observation) => void) {
    this.#camera = camera;
    this.#viewer = viewer;
    this.#observe = observe;
  }

  /** There have been no pictures since, lesson time. */
  lost(sinceMs: number): void {
    if (this.#told === 'lost') return;
    this.#told = 'lost';
    this.#backMs = undefined;
    this.#observe({ kind: 'camera', atMs: sinceMs, camera: this.#camera, state: 'lost' });
  }

  /** It is turned on purpose, or shows what it did not long ago. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /**
   * The camera is turned on purpose, or stands where it measures again; lesson time. Until then nothing is said of what it
   * shows, and what is known of places is kept.
   */
  turned(isAway: boolean, atMs: number): void {
    if (isAway === this.#isAway) return;
    if (isAway) this.#notePlace(atMs);
    else this.#settledMs = atMs + SETTLE_MS;
    this.#isAway = isAway;
  }

  #notePlace(atMs: number): void {
    this.#hasSkipped = true;
    this.#backMs = undefined;
    if (this.#told === 'moving') return;
    this.#told = 'moving';
    this.#observe({ kind: 'camera', atMs, camera: this.#camera, state: 'moving' });
  }

  /** Back at its place: everything goes on as if no time had passed. */
  #goOn(atMs: number): void {
    this.#hasSkipped = false;
    this.#watch.skip();
    if (this.#lookedMs !== undefined) this.#viewer.skipped?.(atMs - this.#lookedMs);
  }

  async look(frame: Frame): Promise<void> {
    if (this.#isAway || frame.atMs < this.#settledMs) {
      this.#notePlace(frame.atMs);
      return;
    }
    if (this.#hasSkipped) this.#goOn(frame.atMs);
    this.#lookedMs = frame.atMs;
    const look = this.#watch.look(frame, frame.atMs);
    this.#backMs ??= frame.atMs;
    // Nothing is said of a camera that begins, or comes back, with a doubtful picture until the doubt is settled.
    const isKnown = this.#told !== undefined && this.#told !== 'lost';
    if (look.state !== this.#told && (look.trusted || look.state !== 'ok' || isKnown)) {
      // What the watch knew before the pictures were lost does not reach over the time without them.
      const atMs = Math.max(look.sinceMs, this.#backMs);
      this.#told = look.state;
      this.#observe({ kind: 'camera', atMs, camera: this.#camera, state: look.state });
    }
    if (look.shift) this.#viewer.moved(look.shift.dx, look.shift.dy);
    if (look.newView) this.#viewer.relearn();
    if (look.trusted) {
      const seen = await this.#viewer.look(frame);
      if (!this.#isAway) this.#observe(seen);
    }
    if (look.unknownView && this.#viewer.recognises?.(await this.#viewer.look(frame))) this.#watch.accept();
  }
}
