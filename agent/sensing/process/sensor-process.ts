import type { Observation } from '../../lesson/observation.ts';
import { type SensorReport, type SensorStart, sensorOrderSchema } from './sensor-message.ts';

/** What a sensor's work may say while it runs. */
export interface SensorOutput {
  ready(models: Record<string, string>, durationMs: number | null): void;
  observe(observation: Observation): void;
  progress(mediaMs: number): void;
}

export interface SensorResult {
  mediaMs: number;
  /** Time spent inside the models, milliseconds. */
  sessionsMs: number;
}

/** A sensor's work from the first picture or sound to the last; ends early when `signal` aborts. */
export type SensorWork = (start: SensorStart, output: SensorOutput, signal: AbortSignal) => Promise<SensorResult>;

const HEARTBEAT_MS = 500;

/**
 * Runs a sensor's work inside a forked child process: waits for the start order, does the work, reports, and exits. It
 * exits too when the agent is gone, so no sensor outlives the agent that watches it.
 */
export function runSensorProcess(work: SensorWork): void {
  const stopping = new AbortController();
  let lastProgressAt = 0;
  const report = (message: SensorReport) => process.send?.(message);
  const output: SensorOutput = {
    ready: (models, durationMs) => report({ type: 'ready', models, durationMs }),
    observe: (observation) => report({ type: 'observation', observation }),
    progress: (mediaMs) => {
      const now = performance.now();
      if (now - lastProgressAt < HEARTBEAT_MS) return;
      lastProgressAt = now;
      report({ type: 'progress', mediaMs });
    },
  };
  const begin = async (start: SensorStart) => {
    try {
      const result = await work(start, output, stopping.signal);
      report({ type: 'ended', ...result });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'SENSOR_FAULT';
      report({
        type: 'failed',
        code,
        message: (error instanceof Error ? error.message : String(error)).slice(0, 2000),
      });
      process.exitCode = 1;
    }
    process.disconnect?.();
  };
  process.on('message', (raw) => {
    const order = sensorOrderSchema.parse(raw);
    if (order.type === 'start') void begin(order);
    else stopping.abort();
  });
  process.on('disconnect', () => stopping.abort());
  // The agent decides when a sensor stops: an interrupt on the terminal reaches every process of the group.
  process.on('SIGINT', () => {});
}
