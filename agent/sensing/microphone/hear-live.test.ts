import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { systemClock } from '../../lesson/clock.ts';
import type { Observation } from '../../lesson/observation.ts';
import type { LiveMedia } from '../process/sensor-message.ts';
import type { Ear } from './ear.ts';
import { hearLive } from './hear-live.ts';

/** Nothing is heard, so that no model is asked. */
const ear = { models: {}, sessionsMs: () => 0 } as unknown as Ear;

it('a microphone that is missing already while the models are loaded is told to be lost', async () => {
  const told: Observation[] = [];
  const stop = new AbortController();
  const output = { ready: () => {}, progress: () => {}, source: () => {}, warning: () => {} };
  const media: LiveMedia = {
    kind: 'live',
    sources: [{ kind: 'alsa', device: 'plughw:31,0', channels: 1 }],
    zeroMs: systemClock.monotonicMs() - 60_000,
  };
  const slow = async () => {
    await delay(3000);
    return ear;
  };
  const observe = (observation: Observation) => void told.push(observation);
  const hearing = hearLive(media, slow, { ...output, observe }, stop.signal);
  await delay(3500);
  stop.abort();
  expect(await hearing).toEqual({ mediaMs: 0, sessionsMs: 0 });
  expect(told).toEqual([{ kind: 'microphone', atMs: expect.closeTo(60_000, -3), channel: 0, state: 'lost' }]);
});
