import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';

/** New samples a step at 16 kHz: 32 ms. */
export const VOICE_BLOCK = 512;
/** The net also wants the end of the block before: without it, it hears almost nothing. */
const CONTEXT = 64;
const STATE_SHAPE = [2, 1, 128];

/** Silero VAD v5: how likely it is that somebody speaks, step by step through a stream. */
export class VoiceActivity {
  static readonly model = 'silero-vad-v5';
  readonly #model: ModelSession;
  readonly #input = new Float32Array(CONTEXT + VOICE_BLOCK);
  readonly #rate = new ort.Tensor('int64', BigInt64Array.of(16_000n), []);
  #state = new ort.Tensor('float32', new Float32Array(256), STATE_SHAPE);

  constructor(model: ModelSession) {
    this.#model = model;
  }

  /**
   * @param block 512 samples, 16 kHz, -1..1, following those of the call before
   * @returns probability of voice, 0..1
   */
  async next(block: Float32Array): Promise<number> {
    this.#input.copyWithin(0, VOICE_BLOCK);
    this.#input.set(block, CONTEXT);
    const input = new ort.Tensor('float32', this.#input, [1, this.#input.length]);
    const result = await this.#model.run({ input, state: this.#state, sr: this.#rate });
    this.#state = new ort.Tensor('float32', result.float32('stateN').data, STATE_SHAPE);
    return result.float32('output').data[0]!;
  }
}
