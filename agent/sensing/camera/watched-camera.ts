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
  /**
   * Whether what was seen in an unknown view tells that the camera still does its work. Without it the camera must be
   * turned back.
   */
  recognises?(seen: O): boolean;
}

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

  async look(frame: Frame): Promise<void> {
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
    if (look.trusted) this.#observe(await this.#viewer.look(frame));
    else if (look.unknownView && this.#viewer.recognises?.(await this.#viewer.look(frame))) this.#watch.accept();
  }
}
