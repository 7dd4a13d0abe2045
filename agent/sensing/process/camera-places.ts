import type { CameraName } from '../../lesson/observation.ts';
import type { SensorName } from './sensor-message.ts';

/** The sensor that looks through a camera. */
const sensorOf: Record<CameraName, SensorName> = { student: 'student-camera', teacher: 'teacher-camera' };

/**
 * Which of the room's cameras are turned, or stand elsewhere than where they measure. It outlives the sensors: one that is
 * started, or started again, is told at once.
 */
export class CameraPlaces {
  readonly #away = new Set<SensorName>();
  readonly #listeners = new Set<(sensor: SensorName, isAway: boolean) => void>();

  isAway(sensor: SensorName): boolean {
    return this.#away.has(sensor);
  }

  set(camera: CameraName, isAway: boolean): void {
    const sensor = sensorOf[camera];
    if (this.isAway(sensor) === isAway) return;
    if (isAway) this.#away.add(sensor);
    else this.#away.delete(sensor);
    for (const listener of [...this.#listeners]) listener(sensor, isAway);
  }

  /** @returns ends the listening */
  onChange(listener: (sensor: SensorName, isAway: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
