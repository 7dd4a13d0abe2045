import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { SoundClock, type StampedSound } from './sound-clock.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

interface Chunk {
  /** When its first sample was heard in truth, and when it arrived. */
  heardMs: number;
  arrivedMs: number;
  samples: number;
}
type Stamped = Chunk & StampedSound;

/** What a clock says of chunks in the order of their arrival. */
function stamped(chunks: readonly Chunk[]): Stamped[] {
  const clock = new SoundClock();
  return chunks.map((chunk) => ({ ...chunk, ...clock.stamp(chunk.samples, chunk.arrivedMs) }));
}

interface Recording {
  forMs: number;
  /** Lateness of the n-th chunk's arrival, milliseconds. */
  jitterMs: (n: number) => number;
  chunkMs?: number;
  /** How much faster than it should the card counts; 0.002 is two parts in a thousand. */
  fast?: number;
  /** From then on it is silent for so long, and what was then is lost. */
  hole?: { atMs: number; lastsMs: number };
}

/** A card that gives a chunk whenever it has one. */
function recorded({ forMs, jitterMs, chunkMs = 50, fast = 0, hole }: Recording): Chunk[] {
  const chunks: Chunk[] = [];
  const samples = Math.round(chunkMs * 16);
  const lengthMs = samples / 16 / (1 + fast);
  let lastMs = 0;
  for (let n = 0, heardMs = 5000; heardMs < 5000 + forMs; n++, heardMs += lengthMs) {
    if (hole && heardMs >= hole.atMs && heardMs < hole.atMs + hole.lastsMs) heardMs = hole.atMs + hole.lastsMs;
    lastMs = Math.max(lastMs, heardMs + lengthMs + jitterMs(n));
    chunks.push({ heardMs, arrivedMs: lastMs, samples });
  }
  return chunks;
}

const offMs = ({ atMs, heardMs }: Stamped) => atMs - heardMs;
const breaksOf = (sounds: readonly Stamped[]) => sounds.filter(({ isBroken }) => isBroken);
const worst = (sounds: readonly Stamped[]) => Math.max(...sounds.map((sound) => Math.abs(offMs(sound))));
/** Jitter that is the same whenever a test runs: any order of the given latenesses, again and again. */
const jitters = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 50 });
const chunkLengths = fc.constantFrom(10, 20, 46.4375, 50, 100, 250);
const inTurn = (latenesses: readonly number[]) => (n: number) => latenesses[n % latenesses.length]!;

/** What is kept of each sound follows what was kept of the one before, but where it is told to be broken. */
function expectContiguous(sounds: readonly Stamped[]): void {
  let endMs: number | undefined;
  for (const { atMs, samples, leaveOut, isBroken } of sounds) {
    if (endMs !== undefined && !isBroken) expect(Math.abs(atMs - endMs)).toBeLessThan(0.01);
    if (endMs !== undefined && isBroken) expect(atMs).toBeGreaterThan(endMs);
    endMs = atMs + (samples - leaveOut) / 16;
  }
}

describe('the clock of a source of sound', () => {
  it('says when sound was heard, however unevenly it comes', () => {
    fc.assert(
      fc.property(jitters, chunkLengths, (latenesses, chunkMs) => {
        const sounds = stamped(recorded({ forMs: 2 * MINUTE_MS, jitterMs: inTurn(latenesses), chunkMs }));
        expect(worst(sounds)).toBeLessThan(250);
        expect(breaksOf(sounds)).toEqual([]);
        expectContiguous(sounds);
      }),
    );
  });

  it('leaves out no more than the lateness of its first sound', () => {
    fc.assert(
      fc.property(jitters, (latenesses) => {
        const sounds = stamped(recorded({ forMs: MINUTE_MS, jitterMs: inTurn(latenesses) }));
        const leftOutMs = sounds.reduce((sum, { leaveOut }) => sum + leaveOut / 16, 0);
        expect(leftOutMs).toBeLessThanOrEqual(latenesses[0]! + 1);
      }),
    );
  });

  const soundLost: Fault = {
    part: 'microphone',
    kind: 'overload',
    fault: 'the machine is too busy and loses up to 30 s of sound',
    seen: 'nothing',
    lost: 'the sound that was lost; for 12 s at most what follows is told too early',
    recovers: 'by itself: within 12 s the times are right again',
  };
  it('notices within 12 s that some was lost, and then is right again', shows(soundLost), () => {
    fc.assert(
      fc.property(jitters, fc.integer({ min: 500, max: 30_000 }), (latenesses, lastsMs) => {
        const hole = { atMs: 40_000, lastsMs };
        const sounds = stamped(recorded({ forMs: 2 * MINUTE_MS, jitterMs: inTurn(latenesses), hole }));
        const breaks = breaksOf(sounds);
        expect(breaks.length).toBeGreaterThanOrEqual(1);
        expect(breaks[0]!.arrivedMs).toBeLessThan(hole.atMs + lastsMs + 12 * SECOND_MS);
        expect(worst(sounds.filter(({ heardMs }) => heardMs > hole.atMs + lastsMs + 12 * SECOND_MS))).toBeLessThan(260);
        expectContiguous(sounds);
      }),
    );
  });

  it('is in no doubt after a hole longer than 10 s', () => {
    const hole = { atMs: 40_000, lastsMs: 10_500 };
    const sounds = stamped(recorded({ forMs: MINUTE_MS, jitterMs: () => 0, hole }));
    expect(breaksOf(sounds)).toHaveLength(1);
    expect(breaksOf(sounds)[0]!.heardMs).toBe(50_500);
    expect(worst(sounds)).toBeLessThan(1);
  });

  const slept: Fault = {
    part: 'agent',
    kind: 'silent',
    fault: 'the machine sleeps for 20 min in a lesson',
    seen: 'a gap in the report',
    lost: 'what was said meanwhile',
    recovers: 'by itself: what follows has its right times',
  };
  it('breaks off where the machine slept', shows(slept), () => {
    const hole = { atMs: 10 * MINUTE_MS, lastsMs: 20 * MINUTE_MS };
    const sounds = stamped(recorded({ forMs: 40 * MINUTE_MS, jitterMs: (n) => (n % 7) * 10, hole }));
    expect(breaksOf(sounds)).toHaveLength(1);
    expect(breaksOf(sounds)[0]!.heardMs).toBe(30 * MINUTE_MS);
    expect(worst(sounds)).toBeLessThan(250);
  });

  const cardIsOff: Fault = {
    part: 'microphone',
    kind: 'wrong',
    fault: 'its clock runs two parts in a thousand too fast or too slow',
    seen: 'nothing',
    lost: '7.2 s of sound in an hour, in tiny pieces; no moment is told more than 0.4 s off',
    recovers: 'by itself, all the time',
  };
  it.each([0.002, -0.002, 0.0001, -0.0001])(
    'follows a card that is off by %d for an hour',
    shows(cardIsOff),
    (fast) => {
      const sounds = stamped(recorded({ forMs: 60 * MINUTE_MS, jitterMs: (n) => (n * 37) % 90, fast }));
      expect(worst(sounds)).toBeLessThan(400);
      expectContiguous(sounds);
      // Two parts in a thousand are 7.2 s in an hour.
      const leftOutMs = sounds.reduce((sum, { leaveOut }) => sum + leaveOut / 16, 0);
      expect(leftOutMs).toBeLessThan(Math.max(0, fast) * 60 * MINUTE_MS + 200);
      expect(breaksOf(sounds).length).toBeLessThanOrEqual(Math.max(0, -fast) * 60 * 60 * 4 + 1);
    },
  );
});
