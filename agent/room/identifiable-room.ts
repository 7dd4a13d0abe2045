import type { Clock } from '../lesson/clock.ts';
import type { RoomState } from '../lesson/room-state.ts';
import type { RoomControls } from '../screen/room-controls.ts';

type SeenRoom = Omit<RoomControls, 'identify'>;

/** So long somebody who walks along the corridor has time to see it. */
const IDENTIFIED_MS = 60_000;

/** Shows for a while which room a machine is in; whatever can show it asks `isOn`. */
export class Identification {
  readonly #clock: Clock;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(): void {
    this.#untilMs = this.#clock.monotonicMs() + IDENTIFIED_MS;
  }

  get isOn(): boolean {
    return this.#clock.monotonicMs() < this.#untilMs;
  }
}

/**
 * A room that can be asked to show itself on its screen, and by its lamp.
 * @param name `region/school/room`, or of the machine while no room is set up
 * @param more what else there is to be seen of it, such as its hardware
 */
export function identifiable(
  room: SeenRoom,
  name: string,
  identification: Identification,
  more: () => Partial<RoomState> = () => ({}),
): RoomControls {
  return {
    state: () => ({ ...room.state(), ...more(), ...(identification.isOn && { identified: name }) }),
    startLesson: (labels) => room.startLesson(labels),
    endLesson: () => room.endLesson(),
    bookmark: () => room.bookmark(),
    setSensing: (on) => room.setSensing(on),
    identify: () => identification.begin(),
  };
}
