import { describe, expect, it } from 'vitest';
import type { MicrophoneState } from '../lesson/observation.ts';
import { reportOf, talkOf } from './drawn-timeline.ts';

const was = (atS: number, channel: number, state: MicrophoneState) =>
  ({ kind: 'microphone', atMs: atS * 1000, channel, state }) as const;

describe('the faults of the microphone', () => {
  it('last, each channel’s, until it is in order, otherwise wrong, or the lesson over', () => {
    const microphones = [
      was(0, 0, 'ok'),
      was(0, 1, 'dead'),
      was(10, 0, 'clipped'),
      was(20, 0, 'dead'),
      was(20, 1, 'ok'),
      was(30, 0, 'ok'),
      was(50, 1, 'clipped'),
    ];
    expect(reportOf({ durationMs: 60_000, microphones }).microphoneFaults).toEqual([
      { channel: 1, state: 'dead', startMs: 0, endMs: 20_000 },
      { channel: 0, state: 'clipped', startMs: 10_000, endMs: 20_000 },
      { channel: 0, state: 'dead', startMs: 20_000, endMs: 30_000 },
      { channel: 1, state: 'clipped', startMs: 50_000, endMs: 60_000 },
    ]);
  });

  it('leave a gap and less coverage, never a silent class', () => {
    const { talk } = talkOf(['teacher', 30], ['gap', 30]);
    const microphones = [was(0, 0, 'ok'), was(30, 0, 'dead')];
    const { indicators, gaps } = reportOf({ durationMs: 60_000, talk, microphones });
    const share = indicators.find(({ id }) => id === 'talk.teacher.share')!;
    expect(share.coverage).toBeCloseTo(0.5);
    expect(gaps).toContainEqual({ track: 'talk', startMs: 30_000, endMs: 60_000 });
  });
});
