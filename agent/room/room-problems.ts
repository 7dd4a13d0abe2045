import type { RoomProblem } from '../lesson/room-state.ts';
import type { SensorName } from '../sensing/process/sensor-message.ts';

export const CLOCK_UNKNOWN =
  'the wall clock cannot be right, so no lesson of the timetable begins; check the time server (timedatectl) and the battery';

export const NO_LAMP =
  'no lamp shows that the room is sensed, and this room or its region asks for one, so nothing is sensed; check the lamp and its cable (lectern devices)';

/** The code of a sensor that fails again and again: `SENSOR_STUDENT_CAMERA`. */
export const sensorProblem = (sensor: SensorName) => `SENSOR_${sensor.toUpperCase().replaceAll('-', '_')}`;

/** What somebody should mend, each once, until it is mended. */
export class RoomProblems {
  readonly #problems = new Map<string, RoomProblem>();
  readonly #changed: (code: string, problem: RoomProblem | null) => void;

  constructor(changed: (code: string, problem: RoomProblem | null) => void) {
    this.#changed = changed;
  }

  get all(): RoomProblem[] {
    return [...this.#problems.values()];
  }

  /** @param message what is wrong · where · what to do; null when it is mended */
  set(code: string, message: string | null): void {
    const before = this.#problems.get(code)?.message ?? null;
    if (before === message) return;
    const problem = message === null ? null : { code, message };
    if (problem) this.#problems.set(code, problem);
    else this.#problems.delete(code);
    this.#changed(code, problem);
  }
}
