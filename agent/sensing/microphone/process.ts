import { loadModel } from '../../../models/session.ts';
import { runSensorProcess, type SensorWork } from '../process/sensor-process.ts';
import type { Ear } from './ear.ts';
import { hearLive } from './hear-live.ts';
import { hearRecording } from './hear-recording.ts';
import { loadTalkClassifier } from './load-talk-classifier.ts';
import { VoiceActivity } from './voice-activity.ts';

const work: SensorWork = (start, output, signal) => {
  const open = async (): Promise<Ear> => {
    const voice = await loadModel(VoiceActivity.model);
    const talk = await loadTalkClassifier();
    const models = [voice, ...talk.models];
    return {
      models: Object.fromEntries(models.map(({ id, version }) => [id, version])),
      voice: new VoiceActivity(voice),
      classifier: talk.classifier,
      sessionsMs: () => models.reduce((sum, model) => sum + model.sessionsMs, 0),
    };
  };
  return start.media.kind === 'recording'
    ? hearRecording(start.media, open, output, signal)
    : hearLive(start.media, open, output, signal);
};

/** The process of the microphone, or of two in one room. */
runSensorProcess(work);
