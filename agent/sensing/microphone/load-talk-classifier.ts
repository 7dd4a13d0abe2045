import { type LoadOptions, loadModel, type ModelSession } from '../../../models/session.ts';
import { TalkClassifier } from './talk-classifier.ts';
import { TalkNets, talkModels } from './talk-nets.ts';
import { TalkTurns, turnModels } from './talk-turns.ts';

/**
 * The nets that tell who talks, loaded, and what asks them.
 * @throws ModelError when a net cannot be loaded
 */
export async function loadTalkClassifier(
  options: LoadOptions = {},
): Promise<{ classifier: TalkClassifier; models: ModelSession[] }> {
  // They run on lessons and pieces of any length.
  const load = (id: string) => loadModel(id, { ...options, keepsMemory: false });
  const [first, second] = [await load(talkModels.first), await load(talkModels.second)];
  const [piece, turns] = [await load(turnModels.piece), await load(turnModels.turns)];
  const classifier = new TalkClassifier(new TalkNets(first, second), new TalkTurns(piece, turns));
  return { classifier, models: [first, second, piece, turns] };
}
