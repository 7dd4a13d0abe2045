import { modelsOfGeneration } from '../../models/generations.ts';
import type { ModelGenerations } from '../../provisioning/model-updates/model-generations.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import type { RoomEvents } from '../room/room-events.ts';

/** A lesson shorter than this says little about its models. */
const LEAST_LESSON_MS = 300_000;
/** What a sensor says when its models may be why it failed. */
const MAY_BE_MODELS = /^(SENSOR_(CRASHED|STUCK|FAULT|PROTOCOL)|MODEL_)/;
/** Of a model's SHA-256, so much is its version. */
const VERSION_DIGITS = 12;

export interface ModelTrialOptions {
  generations: ModelGenerations;
  /** New models were given up, and those before are used from the sensors' next start on. */
  rolledBack(generation: string, reason: string): void;
  /** The disk does not take it. */
  warning(message: string): void;
}

/**
 * Watches a room's first lesson with new models: where its sensors fail, or could not even load them, the room goes back to
 * the models before, in the middle of the lesson too.
 */
export class ModelTrial {
  readonly #options: ModelTrialOptions;
  /** Which bundle was in use when each lesson's sensors were started; a lesson that only waits for its report is not there. */
  readonly #begunWith = new Map<string, string>();

  constructor(options: ModelTrialOptions) {
    this.#options = options;
  }

  /** To be told of what happens in the room. */
  get events(): Partial<RoomEvents> {
    return {
      begun: ({ lesson }) => {
        const { current } = this.#options.generations.state;
        if (current !== null) this.#begunWith.set(lesson.id, current);
      },
      degraded: (sensor, { code, message }) => {
        if (!MAY_BE_MODELS.test(code)) return;
        const line = message.replace(/\s+/g, ' ');
        const reason = line.startsWith(`${sensor}:`) ? line : `${sensor}: ${line}`;
        this.#guarded((generations) => generations.noteFailure(reason));
      },
      reported: (report) => this.#judge(report),
    };
  }

  /** Also later: a file may be damaged in years to come, and is then passed over by the sensors. */
  #judge({ lesson, durationMs, models }: LessonReport): void {
    const begunWith = this.#begunWith.get(lesson.id);
    this.#begunWith.delete(lesson.id);
    this.#guarded((generations) => {
      const { current, trial } = generations.state;
      if (current === null || begunWith !== current) return null;
      const wanted = modelsOfGeneration(generations.folder, current);
      const others = Object.entries(models).filter(
        ([id, version]) => wanted.has(id) && !wanted.get(id)!.startsWith(version.slice(0, VERSION_DIGITS)),
      );
      if (others.length > 0) return generations.rollBack(`could not be loaded: ${others.map(([id]) => id).join(', ')}`);
      const hasTakenPart = Object.keys(models).some((id) => wanted.has(id));
      if (trial !== null && hasTakenPart && durationMs >= LEAST_LESSON_MS) generations.passTrial();
      return null;
    });
  }

  /** @param act gives the generation that it has given up */
  #guarded(act: (generations: ModelGenerations) => string | null): void {
    const { generations, rolledBack, warning } = this.#options;
    try {
      const given = act(generations);
      if (given !== null) rolledBack(given, generations.state.refused[0]!.reason);
    } catch (error) {
      warning(`what became of new models cannot be put down: ${(error as Error).message}`);
    }
  }
}
