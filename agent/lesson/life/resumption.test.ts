import { describe, expect, it } from 'vitest';
import type { JournalledLesson } from '../open-lesson.ts';
import { defaultLifeRules } from './life-rules.ts';
import { resumption } from './resumption.ts';

const MINUTE_MS = 60_000;
const WALL_MS = Date.UTC(2026, 8, 1);

/** A lesson of 45 min that was cut off at minute 20, at minute 30 of its boot. */
const cutOff = (more: Partial<JournalledLesson> = {}): JournalledLesson => ({
  lesson: { id: 'one', room: { region: '1', school: '2', room: '3' }, labels: {}, startedAtMs: WALL_MS },
  origin: 'timetable',
  slot: '2026-09-01 08:00',
  plannedMs: 45 * MINUTE_MS,
  zero: { bootId: 'a', monotonicMs: 10 * MINUTE_MS },
  reachedMs: 20 * MINUTE_MS,
  lastWallMs: WALL_MS + 20 * MINUTE_MS,
  endedMs: null,
  models: {},
  ...more,
});

/** So many minutes after it was cut off, of which the wall clock shows as many or others. */
const after = (open: JournalledLesson, minutes: number, wallMinutes = minutes, more = {}) =>
  resumption(
    open,
    {
      bootId: 'a',
      monotonicMs: (30 + minutes) * MINUTE_MS,
      wallMs: WALL_MS + (20 + wallMinutes) * MINUTE_MS,
      clockBelievable: true,
      waitedMs: 0,
      ...more,
    },
    defaultLifeRules,
  );
/** The same after another start of the machine, a minute ago. */
const afterBoot = (open: JournalledLesson, wallMinutes: number, more = {}) =>
  after(open, 0, wallMinutes, { bootId: 'b', monotonicMs: MINUTE_MS, ...more });

const goOn = (minutes: number, bootId: string, zeroMinutes: number) => ({
  kind: 'go-on',
  atMs: minutes * MINUTE_MS,
  zero: { bootId, monotonicMs: zeroMinutes * MINUTE_MS },
});
const close = (minutes: number) => ({ kind: 'close', durationMs: minutes * MINUTE_MS });

describe('a lesson that was cut off', () => {
  it.each([3, -60, 60, -1e6])(
    'in the same boot goes on by the monotonic clock, were the wall clock set to %i min',
    (set) => {
      expect(after(cutOff(), 3, set)).toEqual(goOn(23, 'a', 10));
      expect(after(cutOff(), 3, set, { clockBelievable: false })).toEqual(goOn(23, 'a', 10));
    },
  );

  it('is closed when it was over already, whatever the clocks show', () => {
    const over = cutOff({ endedMs: 15 * MINUTE_MS });
    expect(after(over, 1)).toEqual(close(15));
    expect(afterBoot(over, 1, { clockBelievable: false })).toEqual(close(15));
  });

  it('in another boot goes on by the wall clock, from a time 0 that may lie before the boot', () => {
    expect(afterBoot(cutOff(), 3)).toEqual(goOn(23, 'b', 1 - 23));
  });

  it('in another boot goes on from where it was, if the wall clock went back a little', () => {
    expect(afterBoot(cutOff(), -2)).toEqual(goOn(20, 'b', 1 - 20));
  });

  it('goes on until it could have run over, and is then closed: what was lost belongs to it', () => {
    expect(after(cutOff(), 29)).toEqual(goOn(49, 'a', 10));
    expect(after(cutOff(), 30)).toEqual(close(45));
    expect(afterBoot(cutOff(), 29)).toEqual(goOn(49, 'b', 1 - 49));
    expect(afterBoot(cutOff(), 30)).toEqual(close(45));
    expect(after(cutOff({ reachedMs: 47 * MINUTE_MS }), 60)).toEqual(close(47));
  });

  it('waits for a clock that is to be believed, for five minutes', () => {
    const unknown = (waitedMs: number) => afterBoot(cutOff(), -1e6, { clockBelievable: false, waitedMs });
    expect(unknown(0)).toEqual({ kind: 'wait' });
    expect(unknown(5 * MINUTE_MS - 1)).toEqual({ kind: 'wait' });
    expect(unknown(5 * MINUTE_MS)).toEqual(close(20));
  });

  it('and has no plan goes on after a short while only, and within its longest time', () => {
    const hand = cutOff({ origin: 'hand', slot: null, plannedMs: null });
    expect(after(hand, 9)).toEqual(goOn(29, 'a', 10));
    expect(after(hand, 10)).toEqual(close(20));
    const late = { slot: null, plannedMs: null, reachedMs: 99 * MINUTE_MS };
    expect(after(cutOff({ ...late, origin: 'detection' }), 80)).toEqual(close(99));
    expect(after(cutOff({ ...late, origin: 'hand' }), 80)).toEqual(goOn(100, 'a', 10));
  });
});
