import { Presets, SingleBar } from 'cli-progress';
import type { SensorGroupEvents } from '../sensing/process/sensor-group.ts';
import { lessonTime } from './lesson-time.ts';

/** A progress bar with the time left, on a terminal's standard error; nothing at all in a pipe. */
export function progressBar(stream: NodeJS.WriteStream): { progress: SensorGroupEvents['progress']; stop(): void } {
  if (!stream.isTTY) return { progress: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% · {media} of the lesson · {eta_formatted} left',
      // Before anything is known of the speed the library says "NF".
      formatTime: (seconds) => (Number.isFinite(seconds) ? lessonTime(Number(seconds) * 1000) : '–:––'),
      stream,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    progress: (reachedMs, durationMs) => {
      if (durationMs === null || durationMs === 0) return;
      // The lesson is done when its slowest sensor is.
      const total = durationMs * reachedMs.size;
      const done = [...reachedMs.values()].reduce((sum, ms) => sum + Math.min(ms, durationMs), 0);
      const media = lessonTime(Math.min(...reachedMs.values()));
      if (started) bar.setTotal(total);
      else bar.start(total, done, { media });
      started = true;
      bar.update(done, { media });
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}

/** A bar for what is fetched, in mebibytes. */
export function byteBar(stream: NodeJS.WriteStream): {
  progress(done: { bytes: number; ofBytes: number }): void;
  stop(): void;
} {
  if (!stream.isTTY) return { progress: () => {}, stop: () => {} };
  const bar = new SingleBar(
    { format: '{bar} {value} of {total} MiB', stream, hideCursor: true },
    Presets.shades_classic,
  );
  let started = false;
  return {
    progress: ({ bytes, ofBytes }) => {
      const [done, total] = [bytes, ofBytes].map((number) => Math.round(number / 1024 ** 2));
      if (!started) bar.start(total!, done!);
      started = true;
      bar.update(done!);
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
