import type { Clock } from '../lesson/clock.ts';
import type { LiveSource } from '../lesson/live-source.ts';
import type { SeatsObservation } from '../lesson/observation.ts';
import { checkSeats, seatCheckText } from '../lesson/seat-check.ts';
import type { SeatsFound, Trial } from '../screen/setup/controls/checks.ts';
import type { SetupSource } from '../screen/setup/controls/configuration.ts';
import { runSensorGroup } from '../sensing/process/sensor-group.ts';
import { SetupError } from './setup-error.ts';
import { type Memory, RememberedTrial } from './trial.ts';

const EXPECTED_MS = 22_000;
/** A camera that wakes up slowly, and a machine that has other work. */
const MOST_MS = 60_000;
const LOOKS_PER_S = 2;

export interface SeatTrialOptions {
  clock: Clock;
  memory: Memory<SeatsFound>;
  /** @throws SetupError */
  sourceOf(source: SetupSource): LiveSource;
  /** @throws SetupError when the camera may not be opened now */
  refuse(): void;
  /** The camera is taken, or free again. */
  changed(isTaken: boolean): void;
}

/** Lets the student camera's own sensor look at the class for some seconds, and tells which seats it found. */
export class SeatTrial {
  readonly #options: SeatTrialOptions;
  readonly #trial: RememberedTrial<SeatsFound>;
  #stop = new AbortController();

  constructor(options: SeatTrialOptions) {
    this.#options = options;
    this.#trial = new RememberedTrial(() => options.clock.wallMs(), options.memory);
  }

  get isRunning(): boolean {
    return this.#trial.isRunning;
  }

  status(): Trial<SeatsFound> {
    return this.#trial.status;
  }

  /** @throws SetupError */
  start(): Trial<SeatsFound> {
    if (this.isRunning) return this.status();
    const { sourceOf, refuse, changed } = this.#options;
    refuse();
    const live = sourceOf('studentCamera');
    this.#stop = new AbortController();
    this.#trial.begin(EXPECTED_MS, async () => {
      changed(true);
      try {
        return await this.#look(live.kind === 'file' ? { ...live, loop: true } : live);
      } finally {
        changed(false);
      }
    });
    return this.status();
  }

  /** The camera is wanted for something else, as for a lesson. */
  stop(): void {
    this.#stop.abort();
  }

  async #look(source: LiveSource): Promise<SeatsFound> {
    const zeroMs = this.#options.clock.monotonicMs();
    const found = new AbortController();
    const late = AbortSignal.timeout(MOST_MS);
    let seats: SeatsObservation | undefined;
    let trouble: { code: string; message: string } | undefined;
    await runSensorGroup(
      [
        {
          sensor: 'student-camera',
          media: { kind: 'live', sources: [source], zeroMs },
          roomPlan: null,
          samplesPerS: LOOKS_PER_S,
          restarts: 0,
        },
      ],
      {
        observation: (observation) => {
          if (observation.kind !== 'seats') return;
          seats = observation;
          found.abort();
        },
        progress: () => {},
        degraded: (_, { code, message }) => {
          trouble = { code, message };
        },
        source: (_, { state, cause }) => {
          if (state !== 'lost' || !cause) return;
          trouble = cause;
          // A preview that was open a moment ago may not have let go of it yet.
          if (cause.code !== 'SOURCE_BUSY') found.abort();
        },
      },
      AbortSignal.any([found.signal, late, this.#stop.signal]),
      false,
    );
    if (this.#stop.signal.aborted)
      throw new SetupError(
        'SETUP_LESSON_GOES_ON',
        'the check ended early: its camera was wanted for a lesson or a preview, or sensing was turned off; check again',
      );
    if (seats) return { ...withoutKind(seats), ...seatCheckText(checkSeats(seats.seats)) };
    if (trouble) throw Object.assign(new SetupError('SETUP_SOURCE_FAILED', trouble.message), trouble);
    const message = `student camera: nothing could be told of its pictures within ${MOST_MS / 1000} s; look at its preview, whether it is dark or covered`;
    throw new SetupError('SETUP_SOURCE_FAILED', message);
  }
}

const withoutKind = ({ width, height, seats }: SeatsObservation) => ({ width, height, seats });
