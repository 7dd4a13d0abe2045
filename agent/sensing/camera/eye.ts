import { systemClock } from '../../lesson/clock.ts';
import { SAMPLE_VALIDITY_MS } from '../../lesson/timeline.ts';
import type { CapturedFrame } from '../capture/capture-message.ts';
import { probeVideo } from '../capture/media-probe.ts';
import { type Frame, videoFrames, workingFormat } from '../capture/video-frames.ts';
import { Absence } from '../process/absence.ts';
import { openLiveSources } from '../process/live-sources.ts';
import type { LiveMedia, Recording, SensorStart } from '../process/sensor-message.ts';
import type { CameraTurns, SensorOutput, SensorResult, SensorWork } from '../process/sensor-process.ts';

/** What looks at a camera's pictures and says what it sees. */
export interface Eye {
  /** Model id → short hash. */
  models: Record<string, string>;
  /** Time spent inside the models so far, milliseconds. */
  sessionsMs(): number;
  look(frame: Frame): Promise<void>;
  /** There have been no pictures since, lesson time. */
  lost(sinceMs: number): void;
  /** The camera is turned on purpose, or stands where it measures again; lesson time. */
  turned(isAway: boolean, atMs: number): void;
}

/** The work of a camera's process: from the first picture to the last. */
export function cameraWork(open: (start: SensorStart, output: SensorOutput) => Promise<Eye>): SensorWork {
  return (start, output, signal, turns) =>
    start.media.kind === 'recording'
      ? lookAtRecording(start.media, start, open, output, signal)
      : lookLive(start.media, start, open, output, signal, turns);
}

type Open = (start: SensorStart, output: SensorOutput) => Promise<Eye>;

async function lookAtRecording(
  recording: Recording,
  start: SensorStart,
  open: Open,
  output: SensorOutput,
  signal: AbortSignal,
): Promise<SensorResult> {
  const { samplesPerS } = start;
  const stream = await probeVideo(recording.path);
  const eye = await open(start, output);
  output.ready(eye.models, stream.durationS && stream.durationS * 1000);
  let mediaMs = recording.startAtMs;
  for await (const frame of videoFrames(recording, stream, workingFormat(stream, samplesPerS), signal)) {
    await eye.look(frame);
    mediaMs = frame.atMs + 1000 / samplesPerS;
    output.progress(mediaMs, eye.sessionsMs());
  }
  return { mediaMs, sessionsMs: eye.sessionsMs() };
}

async function lookLive(
  media: LiveMedia,
  start: SensorStart,
  open: Open,
  output: SensorOutput,
  signal: AbortSignal,
  turns: CameraTurns,
): Promise<SensorResult> {
  const lessonMs = (monotonicMs: number) => Math.max(0, monotonicMs - media.zeroMs);
  let eye: Eye | undefined;
  // Since when pictures are missed, when that comes before the models are loaded.
  let missedMs: number | undefined;
  // A picture speaks for 10 s: until then none is missed.
  const absence = new Absence(SAMPLE_VALIDITY_MS, (sinceMs) => {
    if (eye) eye.lost(lessonMs(sinceMs));
    else missedMs = lessonMs(sinceMs);
  });
  // The camera is opened while the models are loaded.
  const [capture] = openLiveSources(
    { ...media, sources: [media.sources[0]!] },
    { kind: 'pictures', fps: start.samplesPerS },
    output,
    signal,
    (_, state) => absence.note(state, systemClock.monotonicMs()),
  );
  eye = await open(start, output);
  output.ready(eye.models, null);
  if (missedMs !== undefined) eye.lost(missedMs);
  const turned = (isAway: boolean) => eye?.turned(isAway, lessonMs(systemClock.monotonicMs()));
  if (turns.isAway) turned(true);
  turns.onChange = turned;
  let mediaMs = 0;
  let frame: CapturedFrame | null = null;
  while (!signal.aborted) {
    frame = await capture!.nextFrame(frame ?? undefined);
    if (!frame) break;
    // A look that was on its way when the lesson was resumed shows the time before.
    if (frame.atMs < media.zeroMs) continue;
    await eye.look({ ...frame, atMs: lessonMs(frame.atMs) });
    mediaMs = lessonMs(frame.atMs);
    output.progress(mediaMs, eye.sessionsMs());
  }
  absence.end();
  await capture!.stop();
  return { mediaMs, sessionsMs: eye.sessionsMs() };
}
