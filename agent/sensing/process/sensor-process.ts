import type { Observation } from '../../lesson/observation.ts';
import { type SensorReport, type SensorStart, type SourceNews, sensorOrderSchema } from './sensor-message.ts';

/** What a sensor's work may say while it runs. */
export interface SensorOutput {
  ready(models: Record<string, string>, durationMs: number | null): void;
  observe(observation: Observation): void;
  /** @param mediaMs how far it has come, lesson time @param sessionsMs time spent inside the models */
  progress(mediaMs: number, sessionsMs: number): void;
  source(news: SourceNews): void;
  warning(message: string): void;
}

export interface SensorResult {
  mediaMs: number;
  /** Time spent inside the models, milliseconds. */
  sessionsMs: number;
}

/** Whether a camera stands elsewhere than where it measures, now and whenever that changes. */
export interface CameraTurns {
  isAway: boolean;
  /** Whoever wants to be told of changes. */
  onChange: (isAway: boolean) => void;
}

/** A sensor's work from the first picture or sound to the last; ends early when `signal` aborts. */
export type SensorWork = (
  start: SensorStart,
  output: SensorOutput,
  signal: AbortSignal,
  turns: CameraTurns,
) => Promise<SensorResult>;

const HEARTBEAT_MS = 500;
const LIVE_HEARTBEAT_MS = 1000;

/**
 * Runs a sensor's work inside a forked child process: waits for the start order, does the work, reports, and exits. It
 * exits too when the agent is gone, so no sensor outlives the agent that watches it.
 */
export function runSensorProcess(work: SensorWork): void {
  const stopping = new AbortController();
  let lastProgressAt = 0;
  let reached: SensorResult = { mediaMs: 0, sessionsMs: 0 };
  // A channel that the agent's death has closed is told by `disconnect`.
  const report = (message: SensorReport) => process.connected && process.send?.(message, undefined, {}, () => {});
  const tellProgress = () => {
    lastProgressAt = performance.now();
    report({ type: 'progress', ...reached });
  };
  const output: SensorOutput = {
    ready: (models, durationMs) => report({ type: 'ready', models, durationMs }),
    observe: (observation) => report({ type: 'observation', observation }),
    progress: (mediaMs, sessionsMs) => {
      reached = { mediaMs, sessionsMs };
      if (performance.now() - lastProgressAt >= HEARTBEAT_MS) tellProgress();
    },
    source: (news) => report({ type: 'source', news }),
    warning: (message) => report({ type: 'warning', message: message.slice(0, 2000) }),
  };
  const turns: CameraTurns = { isAway: false, onChange: () => {} };
  const begin = async (start: SensorStart) => {
    turns.isAway = start.isAway;
    // A source that gives nothing is no reason to be silent: the process itself is well.
    const heartbeat = start.media.kind === 'live' ? setInterval(tellProgress, LIVE_HEARTBEAT_MS) : undefined;
    try {
      const result = await work(start, output, stopping.signal, turns);
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
    clearInterval(heartbeat);
    if (process.connected) process.disconnect();
  };
  process.on('message', (raw) => {
    const order = sensorOrderSchema.parse(raw);
    if (order.type === 'start') void begin(order);
    else if (order.type === 'stop') stopping.abort();
    else {
      turns.isAway = order.isAway;
      turns.onChange(order.isAway);
    }
  });
  process.on('disconnect', () => stopping.abort());
  // The agent decides when a sensor stops: an interrupt on the terminal reaches every process of the group.
  process.on('SIGINT', () => {});
}
