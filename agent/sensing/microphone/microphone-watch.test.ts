import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import {
  amplitudeOf,
  blocksOf,
  clipped,
  noise,
  type Sound,
  silence,
  sum,
  tone,
  until,
  voice,
} from '../../../test/fixtures/microphone-sounds.ts';
import type { MicrophoneState } from '../../lesson/observation.ts';
import type { Span } from '../../lesson/timeline.ts';
import { MicrophoneWatch } from './microphone-watch.ts';

interface Told {
  /** Channel, state and second since when, in the order in which it was told. */
  news: [channel: number, state: MicrophoneState, sinceS: number][];
  deafS: [number, number][];
  dead: boolean[];
}

function watch(seconds: number, ...channels: Sound[]): Told {
  const news: Told['news'] = [];
  const watched = new MicrophoneWatch(channels.length, 0, ({ kind, channel, state, atMs }) => {
    expect(kind).toBe('microphone');
    news.push([channel, state, atMs / 1000]);
  });
  for (const blocks of blocksOf(seconds, ...channels)) watched.listen(blocks);
  const deafS = watched.deaf.map(({ startMs, endMs }: Span): [number, number] => [startMs / 1000, endMs / 1000]);
  return { news, deafS, dead: watched.dead };
}

const statesOf = ({ news }: Told) => news.map(([, state]) => state);
const near = (seconds: number) => expect.closeTo(seconds, 0);

/** A sound, at some times. */
const only =
  (when: (atS: number) => boolean, sound: Sound): Sound =>
  (atS) =>
    when(atS) ? sound(atS) : 0;

/** A class: somebody speaks, and the room is never quite silent. */
const lesson = sum(voice(0.2), noise(-60));

describe('a microphone in order', () => {
  it('is told to be, from the start', () => {
    expect(watch(30, lesson).news).toEqual([[0, 'ok', 0]]);
    expect(watch(3, lesson, lesson).news).toEqual([
      [0, 'ok', 0],
      [1, 'ok', 0],
    ]);
  });

  it('may be in a quiet room for long', () => {
    expect(watch(40, noise(-75)).news).toEqual([[0, 'ok', 0]]);
  });

  it('may be silent for a few seconds', () => {
    const pauses: Sound = (atS) => (atS % 12 < 9 ? 0 : lesson(atS));
    expect(watch(60, pauses).news).toEqual([[0, 'ok', 0]]);
  });

  it('is never called dead while anything above -60 dBFS is heard', () => {
    const sounds: fc.Arbitrary<Sound> = fc
      .tuple(fc.double({ min: -60, max: -3, noNaN: true }), fc.double({ min: 60, max: 7000, noNaN: true }))
      .chain(([dbfs, hertz]) => fc.constantFrom(tone(hertz, amplitudeOf(dbfs)), noise(dbfs)));
    const offset = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(sounds, offset, (sound, constant) => {
        expect(statesOf(watch(12, (atS) => sound(atS) + constant))).toEqual(['ok']);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a dead channel', () => {
  it.each<[string, Sound]>([
    ['nothing at all', silence],
    ['a constant', () => 0.3],
    ['the last bit of 16', (atS) => (Math.floor(atS * 977) % 2) / 32_768],
    ['the electronics’ own noise', noise(-96)],
    ['a constant that drifts', (atS) => 0.1 + 0.001 * atS],
    ['now and then a crackle', only((atS) => atS % 3 < 0.05, noise(-30))],
  ])('carries %s', (_, sound) => {
    expect(watch(30, sound).news).toEqual([[0, 'dead', 0]]);
    expect(watch(30, until(10, lesson, sound)).news).toEqual([
      [0, 'ok', 0],
      [0, 'dead', near(10)],
    ]);
  });

  it('is told after ten seconds, not before', () => {
    expect(watch(9.5, silence).news).toEqual([]);
    expect(watch(19.5, until(10, lesson, silence)).dead).toEqual([false]);
    expect(watch(21.5, until(10, lesson, silence)).dead).toEqual([true]);
  });

  const goesDead: Fault = {
    part: 'microphone',
    kind: 'silent',
    fault: 'it gives silence for 25 s: muted, or a broken plug',
    seen: 'the report names the stretch as one without sound',
    lost: 'what was said meanwhile: a gap from its first second, noticed after 10 s',
    recovers: 'by itself, as soon as it carries sound',
  };
  it('comes to life again', shows(goesDead), () => {
    const { news, deafS } = watch(50, until(10, lesson, until(34.5, silence, lesson)));
    expect(news).toEqual([
      [0, 'ok', 0],
      [0, 'dead', near(10)],
      [0, 'ok', near(34.5)],
    ]);
    expect(deafS).toEqual([[near(10), near(34.5)]]);
  });

  it('does not come and go when its noise lies at the edge', () => {
    const wavering: Sound = (atS) => amplitudeOf(-85 + 3 * Math.sin(atS / 4)) * Math.sin(atS * 3000);
    expect(watch(120, until(12, silence, wavering)).news).toEqual([[0, 'dead', 0]]);
  });

  it('does not make the microphone deaf while the other one hears', () => {
    const { news, deafS, dead } = watch(40, lesson, until(5, lesson, silence));
    expect(news).toEqual([
      [0, 'ok', 0],
      [1, 'ok', 0],
      [1, 'dead', near(5)],
    ]);
    expect(deafS).toEqual([]);
    expect(dead).toEqual([false, true]);
  });

  it('makes it deaf together with the other', () => {
    const first = until(10, lesson, silence);
    const second = until(20, lesson, until(50, silence, lesson));
    expect(watch(60, first, second).deafS).toEqual([[near(20), near(50)]]);
    expect(watch(40, first, second).deafS).toEqual([[near(20), Number.POSITIVE_INFINITY]]);
  });
});

describe('a clipped channel', () => {
  const loud = sum(voice(4), noise(-55));
  const coarse = noise(-45);
  const slam = clipped(
    only((atS) => atS > 7 && atS < 7.2, noise(0)),
    1,
  );

  it.each<[string, Sound]>([
    ['at full scale', clipped(loud, 1)],
    ['at a lower rail', clipped(loud, 0.4)],
    ['on one side only', (atS) => Math.min(0.5, loud(atS))],
    ['with a constant', (atS) => clipped(loud, 0.5)(atS) + 0.05],
    ['and played more quietly', (atS) => 0.2 * clipped(loud, 1)(atS)],
  ])('is found %s', (_, sound) => {
    expect(statesOf(watch(22, sound))).toEqual(['ok', 'clipped']);
  });

  const tooLoud: Fault = {
    part: 'microphone',
    kind: 'overload',
    fault: 'it is set so loud that its sound is cut off',
    seen: 'the report names since when it was overdriven',
    lost: 'nothing: it is listened to all the same',
    recovers: 'by itself, a minute after the last time',
  };
  it('is told with the moment since when', shows(tooLoud), () => {
    const { news } = watch(40, until(13, lesson, clipped(loud, 1)));
    expect(news[1]).toEqual([0, 'clipped', near(13)]);
  });

  it.each<[string, Sound]>([
    ['loud speech below full scale', voice(0.95)],
    [
      'speech that touches full scale once',
      until(
        7,
        lesson,
        until(7.002, () => 1, lesson),
      ),
    ],
    ['a slammed door', sum(lesson, (atS) => slam(atS) * Math.exp(-Math.max(0, atS - 7) * 20))],
    [
      'a plug that is pulled',
      until(
        7,
        lesson,
        until(7.05, () => 1, lesson),
      ),
    ],
    ['speech through a limiter', (atS) => 0.5 * Math.tanh(voice(1)(atS))],
    ['a hum', tone(50, 0.8)],
    ['a bell', tone(880, 0.9)],
    ['loud noise', noise(-12)],
    ['the steps of 8 bits', (atS) => Math.round(128 * coarse(atS)) / 128],
  ])('is not %s', (_, sound) => {
    expect(statesOf(watch(32, sound))).toEqual(['ok']);
  });

  it('is one fault, not many, while the teacher pauses', () => {
    const quiet = noise(-60);
    const pausing: Sound = (atS) => (atS % 50 < 12 ? clipped(loud, 1)(atS) : quiet(atS));
    expect(statesOf(watch(160, pausing))).toEqual(['ok', 'clipped']);
  });

  it('is over a minute after the last time, since then', () => {
    const { news } = watch(130, until(20, clipped(loud, 1), lesson));
    expect(news).toEqual([
      [0, 'ok', 0],
      [0, 'clipped', near(0.1)],
      [0, 'ok', near(20)],
    ]);
  });

  it('may die, and is then dead', () => {
    expect(statesOf(watch(60, until(20, clipped(loud, 1), until(45, silence, lesson))))).toEqual([
      'ok',
      'clipped',
      'dead',
      'ok',
    ]);
  });
});

describe('a channel that is lost', () => {
  /** Watches what may be lost, found and have gaps, on the time that is told. */
  function watched(channels: number) {
    const news: Told['news'] = [];
    const watch = new MicrophoneWatch(channels, 0, ({ channel, state, atMs }) =>
      news.push([channel, state, atMs / 1000]),
    );
    const hear = (seconds: number, ...sounds: Sound[]) => {
      for (const blocks of blocksOf(seconds, ...sounds)) watch.listen(blocks);
    };
    const deafS = () => watch.deaf.map(({ startMs, endMs }) => [startMs / 1000, endMs / 1000]);
    return { news, watch, hear, deafS };
  }

  it('is told once, since when, and is told again when it is found', () => {
    const { news, watch, hear, deafS } = watched(1);
    hear(3, lesson);
    watch.lost(0, 3000);
    watch.lost(0, 5000);
    expect(watch.dead).toEqual([true]);
    watch.jump(20_000);
    watch.found(0, 20_000);
    watch.found(0, 20_000);
    hear(3, lesson);
    expect(news).toEqual([
      [0, 'ok', 0],
      [0, 'lost', 3],
      [0, 'ok', 20],
    ]);
    expect(watch.dead).toEqual([false]);
    expect(deafS()).toEqual([[3, 20]]);
  });

  it('is not judged by the silence that stands for it', () => {
    const { news, watch, hear } = watched(2);
    hear(3, lesson, lesson);
    watch.lost(1, 3000);
    hear(30, lesson, silence);
    expect(news.slice(2)).toEqual([[1, 'lost', 3]]);
    expect(watch.dead).toEqual([false, true]);
    watch.found(1, 33_000);
    hear(8, lesson, silence);
    expect(news.slice(3)).toEqual([[1, 'ok', 33]]);
    hear(4, lesson, silence);
    expect(news.slice(4)).toEqual([[1, 'dead', 33]]);
  });

  it('makes the microphone deaf together with a dead one', () => {
    const { watch, hear, deafS } = watched(2);
    hear(5, lesson, lesson);
    hear(12, silence, lesson);
    watch.lost(1, 17_000);
    hear(5, silence, silence);
    expect(deafS()).toEqual([[17, Number.POSITIVE_INFINITY]]);
    watch.found(1, 22_000);
    expect(deafS()).toEqual([[17, 22]]);
  });

  it('may have been dead before, and is so afterwards until it sounds', () => {
    const { news, watch, hear, deafS } = watched(1);
    hear(12, silence);
    watch.lost(0, 12_000);
    watch.jump(30_000);
    watch.found(0, 30_000);
    hear(3, lesson);
    expect(news).toEqual([
      [0, 'dead', 0],
      [0, 'lost', 12],
      [0, 'dead', 30],
      [0, 'ok', near(30)],
    ]);
    expect(deafS()).toEqual([[0, near(30)]]);
  });

  it('in its first second is told how it is from when it was found', () => {
    const { news, watch, hear } = watched(1);
    hear(0.5, lesson);
    watch.lost(0, 500);
    watch.jump(20_000);
    watch.found(0, 20_000);
    hear(3, lesson);
    expect(news).toEqual([
      [0, 'lost', 0.5],
      [0, 'ok', 20],
    ]);
  });

  it('does not count silence before a gap together with silence after it', () => {
    const { news, watch, hear } = watched(1);
    hear(3, lesson);
    hear(7, silence);
    watch.jump(100_000);
    hear(7, silence);
    expect(news).toEqual([[0, 'ok', 0]]);
    hear(5, silence);
    expect(news.at(-1)).toEqual([0, 'dead', 100]);
  });
});
