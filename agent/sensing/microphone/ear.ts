import type { TalkClassifier } from './talk-classifier.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** The models that listen. */
export interface Ear {
  /** Model id → short hash. */
  models: Record<string, string>;
  voice: VoiceActivity;
  classifier: TalkClassifier;
  /** Time spent inside the models so far, milliseconds. */
  sessionsMs(): number;
}
