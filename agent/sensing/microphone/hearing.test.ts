import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../models/session.ts';
import { film } from '../../../test/cli.ts';
import type { MicrophoneObservation, TalkSegment } from '../../lesson/observation.ts';
import { audioBlocks } from '../capture/audio-blocks.ts';
import { Hearing } from './hearing.ts';
import { loadTalkClassifier } from './load-talk-classifier.ts';
import type { TalkClassifier } from './talk-classifier.ts';
import { VOICE_BLOCK, VoiceActivity } from './voice-activity.ts';

/** The first seconds of the film's sound. */
const SECONDS = 40;
const BLOCK_MS = 32;
const BLOCKS = Math.ceil((SECONDS * 1000) / BLOCK_MS);
let blocks: Float32Array[];
let classifier: TalkClassifier;

beforeAll(async () => {
  blocks = [];
  const source = { path: `${film}/room.opus`, startAtMs: 0 };
  const stream = { channels: 1, durationS: null } as const;
  for await (const [block] of audioBlocks(source, stream, VOICE_BLOCK, new AbortController().signal)) {
    blocks.push(block!.slice());
    if (blocks.length === BLOCKS) break;
  }
  ({ classifier } = await loadTalkClassifier());
});

/** Hears all that there is, and before some blocks does something else. */
async function heard(before: (hearing: Hearing, block: number) => void) {
  const told: MicrophoneObservation[] = [];
  const voice = new VoiceActivity(await loadModel(VoiceActivity.model));
  const hearing = new Hearing({ channels: 1, startMs: 1000, voice, observe: (each) => void told.push(each) });
  for (const [i, block] of blocks.entries()) {
    before(hearing, i);
    await hearing.listen([block]);
  }
  return { hearing, told };
}

/** Lesson time of a block that no gap is before. */
const atMs = (block: number) => 1000 + block * BLOCK_MS;
const lengthOf = (talk: readonly TalkSegment[]) => talk.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
const spokenMs = (talk: readonly TalkSegment[]) => lengthOf(talk.filter(({ talk: who }) => who !== 'none'));
const between = (talk: readonly TalkSegment[], fromMs: number, toMs: number) =>
  talk.filter(({ startMs, endMs }) => startMs < toMs - 0.01 && endMs > fromMs + 0.01);

describe('what is heard', () => {
  it('says nothing of the time in which nothing could be heard, and is otherwise what it would have been', async () => {
    const whole = (await heard(() => {})).hearing;
    const { hearing } = await heard((each, block) => {
      if (block === 500) each.jump(60_000);
      if (block === 900) each.jump(100_000);
    });
    const talk = await hearing.talk(classifier);
    expect(between(talk, atMs(500), 60_000)).toEqual([]);
    expect(between(talk, 60_000 + 400 * BLOCK_MS, 100_000)).toEqual([]);
    expect(lengthOf(talk)).toBeCloseTo(BLOCKS * BLOCK_MS, 3);
    expect(hearing.reachedMs).toBe(100_000 + (BLOCKS - 900) * BLOCK_MS);
    // The gaps are put back after the judgement, so that it is the same.
    expect(spokenMs(talk)).toBeCloseTo(spokenMs(await whole.talk(classifier)), 3);
    expect(spokenMs(talk)).toBeGreaterThan(10_000);
  });

  it('of the last seconds alone lies where that was heard', async () => {
    const { hearing } = await heard((each, block) => {
      if (block === 900) each.jump(100_000);
    });
    const talk = await hearing.latestTalk(classifier, 15_000);
    expect(talk.at(-1)!.endMs).toBeCloseTo(hearing.reachedMs, 3);
    expect(lengthOf(talk)).toBeCloseTo(Math.ceil(15_000 / BLOCK_MS) * BLOCK_MS, 3);
    expect(between(talk, atMs(900), 100_000)).toEqual([]);
  });

  it('is nothing from when the microphone was lost until it was found', async () => {
    const { hearing, told } = await heard((each, block) => {
      if (block !== 600) return;
      each.lost(0, atMs(590));
      each.jump(50_000);
      each.found(0, 50_000);
    });
    expect(told.map((each) => [each.state, each.atMs])).toEqual([
      ['ok', 1000],
      ['lost', atMs(590)],
      ['ok', 50_000],
    ]);
    expect(between(await hearing.talk(classifier), atMs(590), 50_000)).toEqual([]);
  });
});
