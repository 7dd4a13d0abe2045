import type { StudentsObservation } from '../../lesson/observation.ts';
import type { Frame } from '../capture/video-frames.ts';
import type { StudentCamera } from './student-camera.ts';
import type { Viewer } from './watched-camera.ts';

/** An unknown view is of the class when at least so many people sit in it … */
const RECOGNISED_PEOPLE = 2;
/** … and this share of the most there ever were: a wall is not the class because somebody walks past it. */
const RECOGNISED_SHARE = 0.5;

/** The student camera as something to be watched: a view of it is good when it shows the class, from wherever. */
export class ClassViewer implements Viewer<StudentsObservation> {
  readonly #camera: Pick<StudentCamera, 'look' | 'moved' | 'relearn' | 'skipped'>;
  #mostOccupied = 0;

  constructor(camera: Pick<StudentCamera, 'look' | 'moved' | 'relearn' | 'skipped'>) {
    this.#camera = camera;
  }

  async look(frame: Frame): Promise<StudentsObservation> {
    const seen = await this.#camera.look(frame);
    this.#mostOccupied = Math.max(this.#mostOccupied, seen.occupied);
    return seen;
  }

  moved(dx: number, dy: number): void {
    this.#camera.moved(dx, dy);
  }

  relearn(): void {
    this.#camera.relearn();
  }

  skipped(passedMs: number): void {
    this.#camera.skipped(passedMs);
  }

  recognises({ occupied }: StudentsObservation): boolean {
    return occupied >= Math.max(RECOGNISED_PEOPLE, RECOGNISED_SHARE * this.#mostOccupied);
  }
}
