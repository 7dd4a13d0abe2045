import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type ModelSession } from '../../../models/session.ts';
import { filmFolder, readFilmTruth } from '../../demo/lesson-film.ts';
import { audioBlocks } from '../capture/audio-blocks.ts';
import { probeAudio } from '../capture/media-probe.ts';
import { FRAME_MS } from './sound-frames.ts';
import { VOICE_BLOCK, VoiceActivity } from './voice-activity.ts';

const LISTENED_S = 60;

let model: ModelSession;
beforeAll(async () => {
  model = await loadModel(VoiceActivity.model);
});

describe('the voice detector', () => {
  it('hears voices in the film where there are some, and none where there are none', async () => {
    const path = join(filmFolder, 'room.opus');
    const talk = readFilmTruth(filmFolder).audio?.talk ?? [];
    const activity = new VoiceActivity(model);
    let [frames, agreed, voiced] = [0, 0, 0];
    const source = { path, startAtMs: 0 } as const;
    const stream = await probeAudio(path);
    for await (const [block] of audioBlocks(source, stream, VOICE_BLOCK, new AbortController().signal)) {
      const atS = ((frames + 0.5) * FRAME_MS) / 1000;
      if (atS > LISTENED_S) break;
      frames++;
      const heard = (await activity.next(block!)) > 0.5;
      const spoken = talk.some(([from, to, name]) => from <= atS && atS < to && name !== 'none');
      if (heard === spoken) agreed++;
      if (spoken) voiced++;
    }
    expect(frames).toBe(Math.round((LISTENED_S * 1000) / FRAME_MS));
    // Neither all nor nothing would do.
    expect(voiced / frames).toBeGreaterThan(0.3);
    expect(voiced / frames).toBeLessThan(0.9);
    // Without the end of the block before it would be 0.90.
    expect(agreed / frames).toBeGreaterThan(0.91);
  });

  it('hears none in silence and in a hum', async () => {
    const activity = new VoiceActivity(model);
    const hum = Float32Array.from({ length: VOICE_BLOCK }, (_, i) => 0.01 * Math.sin((2 * Math.PI * 50 * i) / 16_000));
    for (const block of [new Float32Array(VOICE_BLOCK), hum]) {
      for (let i = 0; i < 20; i++) expect(await activity.next(block)).toBeLessThan(0.5);
    }
  });

  it('gives the same answers to the same sound', async () => {
    const blocks = Array.from({ length: 12 }, (_, n) =>
      Float32Array.from({ length: VOICE_BLOCK }, (_, i) => 0.2 * Math.sin(i * 0.05 * (1 + (n % 3)))),
    );
    const answers = async () => {
      const activity = new VoiceActivity(model);
      const given: number[] = [];
      for (const block of blocks) given.push(await activity.next(block));
      return given;
    };
    expect(await answers()).toEqual(await answers());
  });
});
