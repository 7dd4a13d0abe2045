import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takeOverSettings } from './take-over-settings.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes settings over once that is asked for, not in the middle of a lesson, and not after its end', () => {
  const [room, stop] = [{ isAsked: false, isBusy: true, applied: 0 }, new AbortController()];
  const apply = () => {
    room.applied += 1;
  };
  takeOverSettings({ isAsked: () => room.isAsked, isBusy: () => room.isBusy, apply }, stop.signal);
  vi.advanceTimersByTime(5000);
  room.isAsked = true;
  vi.advanceTimersByTime(5000);
  expect(room.applied).toBe(0);
  room.isBusy = false;
  vi.advanceTimersByTime(1000);
  expect(room.applied).toBe(1);
  stop.abort();
  vi.advanceTimersByTime(5000);
  expect(room.applied).toBe(1);
});
