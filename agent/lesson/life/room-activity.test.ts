import { describe, expect, it } from 'vitest';
import type { Observation, Talk, TeacherObservation } from '../observation.ts';
import { RoomActivity } from './room-activity.ts';
import { looked, placed } from './testing/classroom.ts';

/** Talk from a moment of the sensor's time on, in stretches of seconds. */
function talk(fromS: number, ...stretches: readonly [Talk | 'gap', seconds: number][]): Observation {
  let toMs = fromS * 1000;
  const segments = stretches.flatMap(([who, seconds]) => {
    const startMs = toMs;
    toMs += seconds * 1000;
    return who === 'gap' ? [] : [{ startMs, endMs: toMs, talk: who, levelDbfs: -30, syllables: 0, uncertain: false }];
  });
  return { kind: 'talk', fromMs: fromS * 1000, toMs, segments };
}

describe('what the microphone tells', () => {
  it('is of the last minute, whatever its own time is', () => {
    const activity = new RoomActivity();
    activity.observe(talk(3000, ['teacher', 100], ['none', 50]), 500_000);
    expect([activity.hears(500_000), activity.voiceMs(), activity.teacherTalks()]).toEqual([true, 10_000, true]);
    expect(activity.lastVoiceMs).toBe(450_000);
    // It was started again and counts from 0.
    activity.observe(talk(0, ['many', 20]), 520_000);
    expect([activity.hears(520_000), activity.voiceMs(), activity.teacherTalks()]).toEqual([true, 20_000, false]);
  });

  it('is what it said last of each moment', () => {
    const activity = new RoomActivity();
    activity.observe(talk(0, ['teacher', 60]), 60_000);
    activity.observe(talk(0, ['none', 55], ['student', 10]), 65_000);
    expect([activity.voiceMs(), activity.teacherTalks()]).toEqual([10_000, false]);
  });

  it('is nothing while half of the minute is missing, and after three minutes without a word', () => {
    const activity = new RoomActivity();
    activity.observe(talk(0, ['teacher', 29], ['gap', 31]), 60_000);
    expect(activity.hears(60_000)).toBe(false);
    activity.observe(talk(0, ['teacher', 30], ['gap', 30]), 60_000);
    expect([activity.hears(60_000), activity.hears(240_000), activity.hears(240_001)]).toEqual([true, true, false]);
  });
});

describe('what the cameras tell', () => {
  it('is the seats of some seconds, for half a minute', () => {
    const activity = new RoomActivity();
    expect(activity.seated(0)).toBeNull();
    for (const [i, seats] of [40, 3, 39, 41, 0].entries()) activity.observe(looked(seats), i * 1000);
    expect([activity.seated(34_000), activity.seated(34_001)]).toEqual([39, null]);
  });

  it('is whether the teacher was in front in the last minute, not what they cannot tell', () => {
    const activity = new RoomActivity();
    const unknown = { ...(placed('aisle') as TeacherObservation), present: null, zone: null };
    activity.observe(unknown, 0);
    expect(activity.teacherInFront(0)).toBeNull();
    activity.observe(placed('board'), 1000);
    activity.observe(placed('aisle'), 60_000);
    expect([activity.teacherInFront(61_000), activity.teacherInFront(61_001)]).toEqual([true, false]);
    activity.observe(placed('away'), 100_000);
    expect([activity.teacherInFront(130_000), activity.teacherInFront(130_001)]).toEqual([false, null]);
  });
});
