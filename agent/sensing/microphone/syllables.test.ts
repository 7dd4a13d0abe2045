import { describe, expect, it } from 'vitest';
import { pinkNoise, SOUND_RATE, seededNoise } from '../../../test/fixtures/made-sound.ts';
import { noSpeech } from '../../../test/fixtures/no-speech.ts';
import { SoundFrames } from './sound-frames.ts';
import { syllableFrames } from './syllables.ts';
import { VOICE_BLOCK } from './voice-activity.ts';

function framesOf(sound: Float32Array): SoundFrames {
  const frames = new SoundFrames();
  for (let at = 0; at + VOICE_BLOCK <= sound.length; at += VOICE_BLOCK) {
    frames.add(sound.subarray(at, at + VOICE_BLOCK), 1);
  }
  return frames;
}

const countIn = (sound: Float32Array) => syllableFrames(framesOf(sound)).reduce((sum, nuclei) => sum + nuclei, 0);
const sound = (seconds: number, at: (atS: number) => number) =>
  Float32Array.from({ length: Math.round(seconds * SOUND_RATE) }, (_, i) => at(i / SOUND_RATE));

/** Harmonics of a voice with an a's three loudest regions (Hz); mean square about 0.01. */
function vowel(atS: number, pitchHz = 140): number {
  let sum = 0;
  for (let hz = pitchHz; hz < 4000; hz += pitchHz) {
    const height = [700, 1200, 2500].reduce((most, peak) => Math.max(most, 1 / (1 + ((hz - peak) / 150) ** 2)), 0.01);
    sum += height * Math.sin(2 * Math.PI * hz * atS + (hz / pitchHz) ** 2);
  }
  return 0.06 * sum;
}

/** How loud speech of so many syllables a second is at a moment: each swells and fades by 12 dB. */
const swell = (perS: number, atS: number) => 10 ** ((-12 * (0.5 + 0.5 * Math.cos(2 * Math.PI * perS * atS))) / 20);
/** A second of quiet, `seconds` of syllables, a second of quiet. */
const speech = (perS: number, seconds: number, pitchHz?: number) =>
  sound(seconds + 2, (atS) => (atS < 1 || atS >= seconds + 1 ? 0 : swell(perS, atS - 1) * vowel(atS, pitchHz)));
const plus = (a: Float32Array, noise: () => number, height: number) => a.map((value) => value + height * noise());

describe('syllables', () => {
  it.each([2, 3, 4, 5, 6, 7])('are counted at %i a second', (perS) => {
    expect(countIn(speech(perS, 8))).toBe(8 * perS);
  });

  it.each([90, 140, 210, 300])('are counted in a voice of %i Hz', (pitchHz) => {
    expect(countIn(speech(4, 8, pitchHz))).toBe(32);
  });

  it.each([20, 15])('are counted with noise %i dB below them', (belowDb) => {
    const count = countIn(plus(speech(4, 8), pinkNoise(1), 0.06 * 10 ** (-belowDb / 20)));
    expect(Math.abs(count - 32)).toBeLessThanOrEqual(1);
  });

  it('are counted far away as well as near, but not in what echoes of the near', () => {
    const near = speech(4, 8);
    const both = new Float32Array(2 * near.length);
    both.set(near);
    both.set(
      near.map((value) => 0.05 * value),
      near.length,
    );
    expect(countIn(both)).toBe(64);
    const echo = sound(10, (atS) => (atS % 0.5 < 0.25 ? 1 : 0.03) * (atS >= 1 && atS < 9 ? vowel(atS) : 0));
    expect(countIn(echo)).toBe(16);
  });

  it('are at their loudest moments', () => {
    const nuclei = syllableFrames(framesOf(speech(2, 4)));
    const atS = [...nuclei].flatMap((nucleus, i) => (nucleus ? [(i * VOICE_BLOCK) / SOUND_RATE] : []));
    expect(atS).toHaveLength(8);
    atS.forEach((found, i) => {
      expect(Math.abs(found - (1.25 + i / 2))).toBeLessThan(0.06);
    });
  });

  it('are one in a steady vowel', () => {
    expect(countIn(sound(6, (atS) => (atS >= 2 && atS < 4 ? vowel(atS) : 0)))).toBe(1);
  });

  it('are none where nothing is voiced: whispers swell too', () => {
    const noise = seededNoise(1);
    expect(countIn(sound(10, (atS) => swell(4, atS) * 0.1 * noise()))).toBe(0);
  });

  // Music and knocks ring: what they are is for the talk classifier to say.
  const unvoiced = noSpeech.filter(({ name }) => name !== 'music' && name !== 'knocks');
  it.each(unvoiced)('are none, or one by chance, in $name', ({ name, samples }) => {
    expect(countIn(samples(20))).toBeLessThanOrEqual(name === 'rain' ? 1 : 0);
  });

  it('are none of no sound', () => {
    expect(syllableFrames(new SoundFrames())).toHaveLength(0);
  });
});
