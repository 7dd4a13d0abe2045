import { loadModel } from '../../../models/session.ts';
import { without } from '../../lesson/timeline.ts';
import { audioBlocks } from '../capture/audio-blocks.ts';
import { probeAudio } from '../capture/media-probe.ts';
import { runSensorProcess } from '../process/sensor-process.ts';
import { ChannelMix } from './channel-mix.ts';
import { MicrophoneWatch } from './microphone-watch.ts';
import { FRAME_MS, SoundFrames } from './sound-frames.ts';
import { TalkClassifier } from './talk-classifier.ts';
import { talkModels, talkNet } from './talk-net.ts';
import { VOICE_BLOCK, VoiceActivity } from './voice-activity.ts';

/** In real time, how often the lesson so far is judged anew. */
const REVIEW_EVERY_MS = 30_000;

/** The process of the microphone. */
runSensorProcess(async ({ source }, output, signal) => {
  const stream = await probeAudio(source.path);
  const voice = await loadModel(VoiceActivity.model);
  const first = await loadModel(talkModels.first);
  const second = await loadModel(talkModels.second);
  const models = [voice, first, second];
  output.ready(
    Object.fromEntries(models.map(({ id, version }) => [id, version])),
    stream.durationS && stream.durationS * 1000,
  );

  const activity = new VoiceActivity(voice);
  const classifier = new TalkClassifier(talkNet(first), talkNet(second));
  const frames = new SoundFrames();
  const { startAtMs } = source;
  const watch = new MicrophoneWatch(stream.channels, startAtMs, output.observe);
  const mix = new ChannelMix();
  let mediaMs = startAtMs;
  const review = async () => {
    const segments = await classifier.classify(frames, startAtMs);
    // A microphone that hears nothing leaves a gap, never a silent class; also where silence was told before it was known.
    const heard = watch.deaf.reduce((left, hole) => without(left, hole), segments);
    if (mediaMs > startAtMs) output.observe({ kind: 'talk', fromMs: startAtMs, toMs: mediaMs, segments: heard });
  };
  let reviewedMs = startAtMs;
  for await (const channels of audioBlocks(source, stream, VOICE_BLOCK, signal)) {
    watch.listen(channels);
    const { block } = mix.join(channels, watch.dead);
    frames.add(block, await activity.next(block));
    mediaMs = startAtMs + frames.length * FRAME_MS;
    output.progress(mediaMs);
    if (source.pace === 'realtime' && mediaMs - reviewedMs >= REVIEW_EVERY_MS) {
      await review();
      reviewedMs = mediaMs;
    }
  }
  await review();
  return { mediaMs, sessionsMs: models.reduce((sum, model) => sum + model.sessionsMs, 0) };
});
