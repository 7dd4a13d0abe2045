import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LessonReport } from '../agent/indicators/indicator.ts';
import { totalMs } from '../agent/lesson/timeline.ts';
import { film, lectern } from './cli.ts';
import { type Fault, shows } from './faults/fault.ts';
import { makeMedia } from './fixtures/made-media.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-deaf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is reported of the film's sound sent through a filter, 60 s of it. */
async function analyzed(name: string, filter: string): Promise<{ report: LessonReport; stderr: string }> {
  const args = ['-t', '60', '-i', join(film, 'room.opus'), '-af', filter];
  const sound = makeMedia(join(folder, `${name}.wav`), ...args);
  const out = join(folder, `${name}.json`);
  const { code, stderr } = await lectern('analyze', '--microphone', sound, '--out', out).finished();
  expect(code, stderr).toBe(0);
  return { report: JSON.parse(readFileSync(out, 'utf8')) as LessonReport, stderr };
}

const about = (ms: number) => expect.closeTo(ms, -3);

describe('lectern analyze with a microphone of two channels', () => {
  const oneDead: Fault = {
    part: 'microphone',
    kind: 'silent',
    fault: 'one of its two channels is dead',
    seen: 'the report names the channel',
    lost: 'nothing: the other one is listened to',
    recovers: 'when the channel carries sound again',
  };
  it('listens to the one that lives, and tells of the one that is dead', shows(oneDead), async () => {
    const { report, stderr } = await analyzed('one-dead', 'pan=stereo|c0=0*c0|c1=c0');
    expect(stderr).toContain('lectern: microphone, channel 1: the sound was dead from 0:00 to ');
    expect(report.microphoneFaults).toEqual([{ channel: 0, state: 'dead', startMs: 0, endMs: report.durationMs }]);
    expect(report.gaps.filter(({ track }) => track === 'talk')).toEqual([]);
    expect(totalMs(report.talk)).toBeCloseTo(report.durationMs, -2);
  });

  const bothDead: Fault = {
    part: 'microphone',
    kind: 'silent',
    fault: 'both of its channels are dead for 20 s',
    seen: 'the report names both',
    lost: 'what was said in these 20 s: a gap, not a silent class',
    recovers: 'by itself, as soon as one carries sound',
  };
  it('leaves a gap, not a silent class, where both are dead', shows(bothDead), async () => {
    const { report, stderr } = await analyzed('both-dead', "pan=stereo|c0=c0|c1=c0,volume=0:enable='between(t,20,40)'");
    for (const channel of [1, 2])
      expect(stderr).toContain(`lectern: microphone, channel ${channel}: the sound was dead from 0:20 to 0:`);
    expect(report.microphoneFaults).toEqual(
      [0, 1].map((channel) => ({ channel, state: 'dead', startMs: about(20_000), endMs: about(40_000) })),
    );
    const { startMs, endMs } = report.microphoneFaults![0]!;
    expect(report.gaps).toContainEqual({ track: 'talk', startMs, endMs });
    expect(totalMs(report.talk)).toBeCloseTo(report.durationMs - (endMs - startMs), -2);
    const share = report.indicators.find(({ id }) => id === 'talk.teacher.share')!;
    expect(share.coverage).toBeCloseTo(2 / 3, 1);
  });

  it('tells of one that is driven too hard, and judges it all the same', async () => {
    const { report, stderr } = await analyzed('clipped', 'pan=stereo|c0=c0|c1=20*c0');
    expect(stderr).toContain('lectern: microphone, channel 2: the sound was overdriven from 0:0');
    expect(report.microphoneFaults).toMatchObject([{ channel: 1, state: 'clipped', endMs: report.durationMs }]);
    expect(totalMs(report.talk)).toBeCloseTo(report.durationMs, -2);
  });
});
