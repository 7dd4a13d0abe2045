import type { Observation } from '../../lesson/observation.ts';
import type { SensorName } from './sensor-message.ts';
import {
  type SensorEnd,
  type SensorError,
  type SensorEvents,
  type SensorOptions,
  SensorSupervisor,
} from './sensor-supervisor.ts';

export interface SensorGroupEvents extends Partial<Pick<SensorEvents, 'source' | 'warning' | 'process' | 'ready'>> {
  /** How far each sensor by itself has come, as SensorEvents.progress. */
  sensorProgress?: SensorEvents['progress'];
  observation(observation: Observation): void;
  /** Media time each running sensor has reached, and the longest source's length (null for live ones). */
  progress(reachedMs: ReadonlyMap<SensorName, number>, durationMs: number | null): void;
  degraded(sensor: SensorName, error: SensorError, retryInMs: number | null): void;
}

export interface SensorGroupResult {
  /** Length of the longest source. */
  mediaMs: number;
  /** Model id → short hash. */
  models: Record<string, string>;
  ends: Map<SensorName, SensorEnd>;
  /** Sensors that were given up. */
  failed: Map<SensorName, SensorError>;
}

/**
 * Runs a lesson's sensors side by side until all have ended. One that is given up does not stop the others, unless
 * `failFast` says so.
 * @throws SensorError the first failure, with `failFast`
 */
export async function runSensorGroup(
  sensors: readonly SensorOptions[],
  events: SensorGroupEvents,
  signal: AbortSignal,
  failFast: boolean,
): Promise<SensorGroupResult> {
  const giveUp = new AbortController();
  const stop = AbortSignal.any([signal, giveUp.signal]);
  const result: SensorGroupResult = { mediaMs: 0, models: {}, ends: new Map(), failed: new Map() };
  const reachedMs = new Map<SensorName, number>(sensors.map(({ sensor }) => [sensor, 0]));
  let durationMs: number | null = null;
  let firstFailure: SensorError | undefined;
  const supervisors = sensors.map(
    (options) =>
      new SensorSupervisor(options, {
        ready: (sensor, models, length) => {
          events.ready?.(sensor, models, length);
          Object.assign(result.models, models);
          if (length !== null) durationMs = Math.max(durationMs ?? 0, length);
        },
        observation: (_sensor, observation) => events.observation(observation),
        progress: (sensor, mediaMs, sessionsMs) => {
          events.sensorProgress?.(sensor, mediaMs, sessionsMs);
          reachedMs.set(sensor, mediaMs);
          events.progress(reachedMs, durationMs);
        },
        degraded: events.degraded,
        // A source that is being closed is not live, though its last counts may still come.
        source: (sensor, news) => {
          if (!stop.aborted) events.source?.(sensor, news);
        },
        warning: (sensor, message) => events.warning?.(sensor, message),
        process: (sensor, pid) => events.process?.(sensor, pid),
      }),
  );
  await Promise.all(
    supervisors.map(async (supervisor, i) => {
      const { sensor } = sensors[i]!;
      try {
        result.ends.set(sensor, await supervisor.run(stop));
      } catch (error) {
        firstFailure ??= error as SensorError;
        result.failed.set(sensor, error as SensorError);
        if (failFast) giveUp.abort();
      }
    }),
  );
  if (failFast && firstFailure) throw firstFailure;
  result.mediaMs = Math.max(0, ...[...result.ends.values()].map((end) => end.mediaMs));
  return result;
}
