import { audioBlocks } from '../capture/audio-blocks.ts';
import { probeAudio } from '../capture/media-probe.ts';
import type { Recording } from '../process/sensor-message.ts';
import type { SensorOutput, SensorResult } from '../process/sensor-process.ts';
import type { Ear } from './ear.ts';
import { Hearing } from './hearing.ts';
import { VOICE_BLOCK } from './voice-activity.ts';

/** Hears a recording from its beginning to its end, and then tells who talked when. */
export async function hearRecording(
  recording: Recording,
  open: () => Promise<Ear>,
  output: SensorOutput,
  signal: AbortSignal,
): Promise<SensorResult> {
  const stream = await probeAudio(recording.path);
  const { models, voice, classifier, sessionsMs } = await open();
  output.ready(models, stream.durationS && stream.durationS * 1000);
  const { startAtMs } = recording;
  const hearing = new Hearing({ channels: stream.channels, startMs: startAtMs, voice, observe: output.observe });
  for await (const channels of audioBlocks(recording, stream, VOICE_BLOCK, signal)) {
    await hearing.listen(channels);
    output.progress(hearing.reachedMs, sessionsMs());
  }
  const toMs = hearing.reachedMs;
  if (toMs > startAtMs)
    output.observe({ kind: 'talk', fromMs: startAtMs, toMs, segments: await hearing.talk(classifier) });
  return { mediaMs: toMs, sessionsMs: sessionsMs() };
}
