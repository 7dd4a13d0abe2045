import { type Talk, talkClasses } from '../lesson/observation.ts';
import { held, type Timeline, totalMs } from '../lesson/timeline.ts';
import type { Minute } from './indicator.ts';
import { inSlots, slotCount } from './spans.ts';
import { talkTimes } from './speech-time.ts';
import { type Behaviour, behaviours, meanShare } from './students.ts';

const MINUTE_MS = 60_000;

/** The lesson minute by minute, as the page draws it. */
export function minutesOf({ talk, students, durationMs }: Timeline): Minute[] {
  const count = slotCount(durationMs, MINUTE_MS);
  const heard = inSlots(talk, MINUTE_MS, count);
  const seen = inSlots(held(students, durationMs), MINUTE_MS, count);
  return heard.map((segments, minute) => {
    const looks = seen[minute]!;
    const most = (behaviour: Behaviour) =>
      looks.length > 0 ? Math.max(...looks.map(({ sample }) => behaviours[behaviour](sample).count)) : null;
    return {
      startMs: minute * MINUTE_MS,
      talk: talkShares(segments),
      headUp: meanShare(looks, 'headup'),
      turned: meanShare(looks, 'turned'),
      slumped: meanShare(looks, 'slumped'),
      hands: most('hands'),
      standing: most('standing'),
    };
  });
}

function talkShares(segments: Timeline['talk']): Minute['talk'] {
  const validMs = totalMs(segments);
  if (validMs === 0) return null;
  const times = talkTimes(segments);
  return Object.fromEntries(talkClasses.map((name) => [name, times[name] / validMs])) as Record<Talk, number>;
}
