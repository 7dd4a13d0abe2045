import type { Health, Part } from '../health/health.ts';
import type { AgentMetrics } from '../health/metrics.ts';
import type { SourceStatus } from '../lesson/room-state.ts';
import { mediaErrorCodes } from '../sensing/capture/media-error.ts';
import { sensorNames } from '../sensing/process/sensor-message.ts';
import type { RoomEvents } from './room-events.ts';

const sensorCauses = ['SENSOR_CRASHED', 'SENSOR_STUCK', 'SENSOR_PROTOCOL', 'SENSOR_START', 'other'] as const;

/** Every value that a label of the metrics can have. */
export const metricNames = (sources: readonly string[]) => ({
  sources,
  sourceCauses: mediaErrorCodes,
  sensors: sensorNames,
  sensorCauses,
  lessonStates: ['idle', 'watching', 'recording', 'held', 'closing'] as const,
  tracks: ['talk', 'students', 'teacher'] as const,
});
export type RoomMetrics = AgentMetrics<ReturnType<typeof metricNames>>;

/** A capture thread tells every 2 s how it is, also of a camera that gives a picture a minute. */
const CAPTURE_PATIENCE_MS = 60_000;
/** Models have to be loaded at first, and a whole lesson's sound takes some seconds to judge. */
const INFERENCE_PATIENCE_MS = 120_000;

/** What counts up, and where it stood: a sensor that begins anew counts from zero again. */
class Counted {
  readonly #last = new Map<string, number>();

  growth(name: string, now: number): number {
    const last = this.#last.get(name) ?? 0;
    this.#last.set(name, now);
    return now >= last ? now - last : now;
  }
}

/** Counts what happens in a room, and tells the watchdog's health what still makes progress. */
export function roomMonitor(metrics: RoomMetrics, health: Health): Partial<RoomEvents> {
  const counted = new Counted();
  const reachedMs = new Map<string, number>();
  const live = new Map<string, SourceStatus>();
  const captureOf = (name: string): Part => `capture/${name}`;

  const restAll = () => {
    for (const name of live.keys()) {
      health.rest(captureOf(name));
      metrics.sourceUp(name, false);
    }
    for (const sensor of sensorNames) health.rest(`inference/${sensor}`);
    live.clear();
    reachedMs.clear();
  };
  return {
    activity: (activity, sensing) => {
      metrics.lessonState(activity);
      metrics.sensingEnabled(sensing);
      if (activity !== 'recording' && activity !== 'watching') restAll();
    },
    reported: (report) => {
      metrics.lessonReported();
      for (const { track, startMs, endMs } of report.gaps) metrics.lessonGap(track, (endMs - startMs) / 1000);
    },
    empty: () => metrics.lessonEmpty(),
    source: (status) => {
      const { name, state, cause } = status;
      metrics.sourceUp(name, state === 'live');
      if (state === 'lost' && cause) metrics.sourceRestarted(name, causeOf(cause.code));
    },
    counts: (status) => {
      const { name, state, cause, received, dropped } = status;
      metrics.frames(name, counted.growth(`${name} received`, received));
      metrics.framesDropped(name, counted.growth(`${name} dropped`, dropped));
      live.set(name, status);
      health.expect(captureOf(name), CAPTURE_PATIENCE_MS);
      health.expect(`inference/${sensorOf(name)}`, INFERENCE_PATIENCE_MS);
      if (state === 'live' || state === 'opening') health.progress(captureOf(name));
      else health.degraded(captureOf(name), cause?.message ?? state);
    },
    progress: (sensor, mediaMs, sessionsMs) => {
      metrics.inferenceSeconds(sensor, counted.growth(`${sensor} sessions`, sessionsMs) / 1000);
      const isFed = [...live.values()].some(({ name, state }) => name.startsWith(sensor) && state === 'live');
      // Without pictures or sound there is nothing to work on.
      if (mediaMs !== reachedMs.get(sensor) || !isFed) health.progress(`inference/${sensor}`);
      reachedMs.set(sensor, mediaMs);
    },
    degraded: (sensor, { code, message }) => {
      const known = sensorCauses.find((cause) => cause === code) ?? 'other';
      metrics.sensorRestarted(sensor, known);
      health.degraded(`inference/${sensor}`, message);
    },
    written: (error) => {
      if (error) health.degraded('database', error.message);
      else health.progress('database');
    },
  };
}

/** The sensor that a source belongs to. */
const sensorOf = (name: string) => sensorNames.find((sensor) => name.startsWith(sensor)) ?? name;

const causeOf = (code: string) => mediaErrorCodes.find((known) => known === code) ?? 'SOURCE_LOST';
