import { loadModel } from '../../../models/session.ts';
import { audioBlocks } from '../capture/audio-blocks.ts';
import { probeAudio } from '../capture/media-probe.ts';
import { runSensorProcess } from '../process/sensor-process.ts';
import { Hearing } from './hearing.ts';
import { loadTalkClassifier } from './load-talk-classifier.ts';
import { VOICE_BLOCK, VoiceActivity } from './voice-activity.ts';

/** In real time the lesson so far is judged anew this often, … */
const REVIEW_EVERY_MS = 30_000;
/** … but not before it has grown by this share, so that a long lesson costs no more than a short one. */
const REVIEW_GROWTH = 0.05;

/** The process of the microphone. */
runSensorProcess(async ({ source }, output, signal) => {
  const stream = await probeAudio(source.path);
  const voice = await loadModel(VoiceActivity.model);
  const talk = await loadTalkClassifier();
  const models = [voice, ...talk.models];
  output.ready(
    Object.fromEntries(models.map(({ id, version }) => [id, version])),
    stream.durationS && stream.durationS * 1000,
  );

  const { startAtMs } = source;
  const hearing = new Hearing({
    channels: stream.channels,
    startMs: startAtMs,
    voice: new VoiceActivity(voice),
    observe: output.observe,
  });
  const review = async () => {
    const [fromMs, toMs] = [startAtMs, hearing.reachedMs];
    if (toMs > fromMs) output.observe({ kind: 'talk', fromMs, toMs, segments: await hearing.talk(talk.classifier) });
  };
  let reviewAtMs = startAtMs + REVIEW_EVERY_MS;
  for await (const channels of audioBlocks(source, stream, VOICE_BLOCK, signal)) {
    await hearing.listen(channels);
    output.progress(hearing.reachedMs);
    if (source.pace === 'realtime' && hearing.reachedMs >= reviewAtMs) {
      await review();
      reviewAtMs = hearing.reachedMs + Math.max(REVIEW_EVERY_MS, (hearing.reachedMs - startAtMs) * REVIEW_GROWTH);
    }
  }
  await review();
  return { mediaMs: hearing.reachedMs, sessionsMs: models.reduce((sum, model) => sum + model.sessionsMs, 0) };
});
