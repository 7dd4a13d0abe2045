import { describe, expect, it } from 'vitest';
import type { TalkObservation, TalkSegment } from '../../lesson/observation.ts';
import { TimelineBuilder } from '../../lesson/timeline.ts';
import { LiveTalk } from './live-talk.ts';
import type { TalkClassifier } from './talk-classifier.ts';

const STEP_MS = 250;
const MINUTE_MS = 60_000;
/** What it would classify is made up here. */
const classifier = {} as TalkClassifier;

const segment = (startMs: number, endMs: number): TalkSegment => ({
  ...{ startMs, endMs, talk: 'teacher', levelDbfs: -30, syllables: 4, uncertain: false },
});

/** A lesson in which the teacher talks all the time, told as it goes on. */
async function told(startMs: number, steps: Iterable<number>) {
  const said: TalkObservation[] = [];
  const asked: number[] = [];
  const hearing = {
    reachedMs: startMs,
    talk: async () => [segment(startMs, hearing.reachedMs)],
    latestTalk: async (_: TalkClassifier, lastMs: number) => {
      asked.push(lastMs);
      return [segment(Math.max(startMs, hearing.reachedMs - lastMs), hearing.reachedMs)];
    },
  };
  const talk = new LiveTalk(hearing, classifier, startMs, (observation) => said.push(observation as TalkObservation));
  for (const reachedMs of steps) {
    hearing.reachedMs = reachedMs;
    await talk.tellWhenDue();
  }
  return { said, asked, talk, hearing };
}

function* stepsTo(startMs: number, endMs: number): Generator<number> {
  for (let atMs = startMs; atMs <= endMs; atMs += STEP_MS) yield atMs;
}

describe('who talks in a lesson that goes on', () => {
  it('is told at least every 5 s, without a gap, and what is told anew reaches 3 s back', async () => {
    const { said } = await told(2000, stepsTo(2000, 45 * MINUTE_MS));
    let toldMs = 2000;
    for (const { fromMs, toMs, segments } of said) {
      expect(toMs - toldMs).toBeLessThanOrEqual(5000 + STEP_MS);
      expect([2000, Math.max(2000, toldMs - 3000)]).toContain(fromMs);
      for (const { startMs, endMs } of segments) expect([startMs, endMs]).toEqual([fromMs, toMs]);
      toldMs = toMs;
    }
    expect(45 * MINUTE_MS - toldMs).toBeLessThanOrEqual(5000);
    const timeline = new TimelineBuilder();
    for (const observation of said) timeline.add(observation);
    const { talk } = timeline.build(45 * MINUTE_MS);
    for (const [i, { startMs }] of talk.entries()) expect(startMs).toBe(talk[i - 1]?.endMs ?? 2000);
  });

  it('is judged as a whole every 30 s, and less often the longer it is', async () => {
    const { said } = await told(0, stepsTo(0, 45 * MINUTE_MS));
    const reviews = said.filter(({ fromMs, toMs }) => fromMs === 0 && toMs > 10_000).map(({ toMs }) => toMs);
    expect(reviews.slice(0, 3)).toEqual([30_000, 60_000, 90_000]);
    for (const [i, atMs] of reviews.entries()) {
      const last = reviews[i - 1] ?? 0;
      expect(atMs - last).toBeGreaterThanOrEqual(30_000);
      expect(atMs - last).toBeLessThanOrEqual(Math.max(30_000, 0.05 * last) + STEP_MS);
    }
    expect(reviews.length).toBeLessThan(60);
  });

  it('between reviews is judged by the last minute', async () => {
    const { asked } = await told(0, stepsTo(0, 10 * MINUTE_MS));
    expect(new Set(asked)).toEqual(new Set([MINUTE_MS]));
  });

  it('is judged by all that was not told after a long gap', async () => {
    const { said, asked } = await told(0, [1000, 6000, 25_000, 400_000]);
    expect(asked).toEqual([MINUTE_MS, MINUTE_MS]);
    expect(said.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 6000],
      [3000, 25_000],
      [0, 400_000],
    ]);
  });

  it('is told to the last moment at the end, and not at all when nothing was heard', async () => {
    const { said, talk, hearing } = await told(0, [7000]);
    hearing.reachedMs = 8123;
    await talk.review();
    expect(said.at(-1)).toMatchObject({ fromMs: 0, toMs: 8123 });
    const nothing = await told(5000, [5000]);
    await nothing.talk.review();
    expect(nothing.said).toEqual([]);
  });
});
