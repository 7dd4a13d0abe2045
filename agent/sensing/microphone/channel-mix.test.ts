import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BLOCK,
  blocksOf,
  noise,
  type Sound,
  silence,
  sum,
  tone,
  voice,
} from '../../../test/fixtures/microphone-sounds.ts';
import { ChannelMix } from './channel-mix.ts';

const alive = [false, false];

interface Joined {
  levelsDbfs: number[];
  differencesDb: number[];
}

function join(seconds: number, dead: readonly boolean[], ...sounds: Sound[]): Joined {
  const mix = new ChannelMix();
  const joined: Joined = { levelsDbfs: [], differencesDb: [] };
  for (const channels of blocksOf(seconds, ...sounds)) {
    const { block, differenceDb } = mix.join(channels, dead);
    joined.levelsDbfs.push(10 * Math.log10(block.reduce((total, sample) => total + sample ** 2, 1e-12) / BLOCK));
    joined.differencesDb.push(differenceDb);
  }
  return joined;
}

const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const opposite =
  (sound: Sound): Sound =>
  (atS) =>
    -sound(atS);

describe('the mix of the channels', () => {
  it('is their mean', () => {
    const [block] = blocksOf(0.1, tone(440, 0.5), tone(700, 0.2));
    const { block: mixed } = new ChannelMix().join(block!, alive);
    for (const [i, sample] of mixed.entries()) expect(sample).toBeCloseTo((block![0]![i]! + block![1]![i]!) / 2, 6);
  });

  it('of one channel is that channel', () => {
    const [block] = blocksOf(0.1, tone(440, 0.5));
    expect(new ChannelMix().join(block!, [false])).toEqual({ block: block![0], differenceDb: 0 });
  });

  it('is not halved by a dead channel, and does not compare with it', () => {
    for (const dead of [
      [true, false],
      [false, true],
    ]) {
      const sounds = dead.map((isDead) => (isDead ? silence : tone(440, 0.5)));
      const { levelsDbfs, differencesDb } = join(1, dead, ...sounds);
      expect(middle(levelsDbfs)).toBeCloseTo(-9, 0);
      expect(new Set(differencesDb)).toEqual(new Set([0]));
    }
  });

  it('is what there is when both are dead', () => {
    expect(middle(join(1, [true, true], noise(-90), noise(-90, 2)).levelsDbfs)).toBeCloseTo(-93, 0);
  });

  it('does not let channels in antiphase cancel each other', () => {
    const speech = () => sum(voice(0.4), noise(-50));
    const { levelsDbfs } = join(10, alive, speech(), opposite(speech()));
    const whole = join(10, alive, speech(), speech()).levelsDbfs;
    expect(middle(levelsDbfs.slice(0, 80))).toBeLessThan(-100);
    for (const [i, level] of levelsDbfs.entries()) if (i > 130) expect(level).toBeCloseTo(whole[i]!, 0);
  });

  it('takes two microphones of a room for what they are', () => {
    // The same voice 3 m further on, 9 ms later and with another noise.
    const speech = voice(0.4);
    const later: Sound = (atS) => 0.4 * speech(Math.max(0, atS - 0.009));
    const sounds = [sum(speech, noise(-60)), sum(later, noise(-50, 2))] as const;
    const { levelsDbfs } = join(10, alive, ...sounds);
    const mean = join(10, alive, (atS) => sounds[0](atS) / 2 + sounds[1](atS) / 2, silence).levelsDbfs;
    expect(middle(levelsDbfs)).toBeCloseTo(middle(mean) + 6, 0);
  });

  it('is never above the louder channel’s peak', () => {
    const samples = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(samples, samples, fc.boolean(), fc.boolean()), { maxLength: 20 }), (blocks) => {
        const mix = new ChannelMix();
        for (const [x, y, ...dead] of blocks) {
          const peak = Math.max(...[...x, ...y].map(Math.abs));
          const { block, differenceDb } = mix.join([Float32Array.from(x), Float32Array.from(y)], dead);
          for (const sample of block) expect(Math.abs(sample)).toBeLessThanOrEqual(peak);
          expect(Math.abs(differenceDb)).toBeLessThanOrEqual(40);
        }
      }),
    );
  });
});

describe('the level difference', () => {
  it.each([
    ['louder by 12 dB', 0.4, 0.1, 12],
    ['quieter by 12 dB', 0.1, 0.4, -12],
    ['as loud', 0.1, 0.1, 0],
    ['very much louder', 0.9, 0.0001, 40],
  ])('tells that the first channel is %s', (_, first, second, differenceDb) => {
    const { differencesDb } = join(1, alive, tone(440, first), tone(440, second));
    for (const difference of differencesDb) expect(difference).toBeCloseTo(differenceDb, 0);
  });

  it('is none where both are silent, and not moved by a constant', () => {
    expect(middle(join(1, alive, silence, silence).differencesDb)).toBe(0);
    const shifted: Sound = (atS) => 0.5 + tone(440, 0.1)(atS);
    expect(middle(join(1, alive, shifted, tone(440, 0.1)).differencesDb)).toBeCloseTo(0, 1);
  });
});
