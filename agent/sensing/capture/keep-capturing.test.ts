import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { type Attempt, type CaptureOptions, keepCapturing } from './keep-capturing.ts';
import { MediaError, type MediaErrorCode } from './media-error.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Loss {
  code: MediaErrorCode;
  message: string;
  retryInMs: number | null;
  atMs: number;
}

/** Keeps something open on a clock of its own, and gathers what is told of it. */
function keep(attempt: Attempt, more: Partial<CaptureOptions> = {}) {
  const stop = new AbortController();
  const beganMs = Date.now();
  const nowMs = () => Date.now() - beganMs;
  const told = { opened: [] as number[], live: [] as number[], lost: [] as Loss[], isOver: false };
  const options: CaptureOptions = {
    name: 'rtsp://camera/1',
    attempt: (arrived, signal) => {
      told.opened.push(nowMs());
      return attempt(arrived, signal);
    },
    firstMs: 20_000,
    endsForGood: false,
    monotonicMs: nowMs,
    random: () => 1,
    live: () => told.live.push(nowMs()),
    lost: ({ code, message }, retryInMs) => told.lost.push({ code, message, retryInMs, atMs: nowMs() }),
    pause: sleep,
    ...more,
  };
  const over = keepCapturing(options, stop.signal).then(() => {
    told.isOver = true;
  });
  return { ...told, told, stop, over };
}

/** Waits on the faked clock, or until the signal aborts. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
  });
}

/** Longer than anything is waited for. */
const LONG_MS = 24 * 3_600_000;

/** A source that gives something after each of these pauses, and then falls silent. */
const giving =
  (pausesMs: readonly number[]): Attempt =>
  async (arrived, signal) => {
    for (const pauseMs of pausesMs) {
      await sleep(pauseMs, signal);
      if (signal.aborted) return;
      arrived();
    }
    await sleep(LONG_MS, signal);
  };

const every = (ms: number, times: number) => Array.from({ length: times }, () => ms);
const refused: Attempt = async () => {
  throw new MediaError('SOURCE_REFUSED', 'rtsp://camera/1: 401; check user and password', ['401']);
};
const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

describe('a source that gives nothing', () => {
  const givesNothing: Fault = {
    part: 'camera',
    kind: 'silent',
    fault: 'it takes the connection and gives no picture',
    seen: { code: 'SOURCE_STALLED' },
    lost: 'what it would have seen; noticed after 20 s',
    recovers: 'opened again for ever, with pauses of 1 s to 60 s',
  };
  it('is given up after the first deadline, not before, and opened again', shows(givesNothing), async () => {
    const { lost, opened, live } = keep(giving([]));
    await seconds(19.9);
    expect(lost).toEqual([]);
    await seconds(0.2);
    expect(lost).toMatchObject([{ code: 'SOURCE_STALLED', retryInMs: 1000, atMs: 20_000 }]);
    expect(lost[0]!.message).toBe('rtsp://camera/1: gave nothing within 20 s; it is opened again');
    await seconds(1);
    expect(opened).toEqual([0, 21_000]);
    expect(live).toEqual([]);
  });

  it('may be just in time', async () => {
    const { lost, live } = keep(giving([19_900, ...every(1000, 100)]));
    await minutes(1);
    expect(live).toEqual([19_900]);
    expect(lost).toEqual([]);
  });
});

describe('a source that falls silent', () => {
  const fallsSilent: Fault[] = [
    {
      part: 'camera',
      kind: 'silent',
      fault: 'its pictures stop in a lesson while the connection stays',
      seen: { code: 'SOURCE_STALLED' },
      lost: 'what it would have seen; noticed after ten of its usual pauses, at least 5 s: a gap in the report',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
    {
      part: 'microphone',
      kind: 'silent',
      fault: 'no sound comes any more while the device stays there',
      seen: { code: 'SOURCE_STALLED' },
      lost: 'what was said; noticed after 5 s or ten of its usual pauses: a gap in the report',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
  ];
  it.each([
    ['25 pictures a second', 40, 500, 5],
    ['a picture a second', 1000, 30, 10],
    ['a picture in three seconds', 3000, 20, 30],
  ])(
    'and gave %s is lost after ten of its pauses, at least 5 s',
    shows(fallsSilent),
    async (_, pauseMs, times, patienceS) => {
      const lastMs = pauseMs * times;
      const { lost } = keep(giving(every(pauseMs, times)));
      await vi.advanceTimersByTimeAsync(lastMs + patienceS * 1000 - 100);
      expect(lost).toEqual([]);
      await seconds(0.2);
      expect(lost).toMatchObject([{ code: 'SOURCE_STALLED', atMs: lastMs + patienceS * 1000 }]);
      expect(lost[0]!.message).toContain(`fell silent for ${patienceS} s`);
    },
  );

  it.each([20_000, 45_000])('for %i ms each time, because it is slow, is left alone', async (pauseMs) => {
    const { lost, live } = keep(giving([5_000, ...every(pauseMs, 60)]));
    await vi.advanceTimersByTimeAsync(5_000 + 60 * pauseMs);
    expect(lost).toEqual([]);
    expect(live).toEqual([5_000]);
  });

  it('is told once to be live at each opening', async () => {
    const { live, lost } = keep(giving(every(40, 500)));
    await minutes(1);
    expect(live.length).toBe(lost.length + 1);
    expect(live.slice(0, 2)).toEqual([40, 25_000 + 1000 + 40]);
  });
});

describe('a source that cannot be opened', () => {
  it.each([
    [0, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]],
    [1, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]],
  ])('is tried again after growing pauses (chance %d)', async (chance, pauses) => {
    const { lost, opened } = keep(refused, { random: () => chance });
    await minutes(10);
    expect(lost.slice(0, pauses.length).map(({ retryInMs }) => retryInMs)).toEqual(pauses);
    for (const [i, { retryInMs, atMs }] of lost.entries())
      if (opened[i + 1] !== undefined) expect(opened[i + 1]! - atMs).toBe(retryInMs);
    expect(lost[0]).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringContaining('check user') });
  });

  const refusedForADay: Fault = {
    part: 'camera',
    kind: 'refused',
    fault: 'its password is wrong for a whole day',
    seen: { code: 'SOURCE_REFUSED' },
    lost: 'what it would have seen that day',
    recovers: 'tried again once a minute for ever: it works within a minute of being mended',
  };
  it('is tried for ever', shows(refusedForADay), async () => {
    const { lost, told } = keep(refused);
    await minutes(24 * 60);
    expect(lost.length).toBeGreaterThan(24 * 60);
    expect(new Set(lost.slice(7).map(({ retryInMs }) => retryInMs))).toEqual(new Set([60_000]));
    expect(told.isOver).toBe(false);
  });

  it('and then is well for 30 s begins with the first pause again', async () => {
    let attempts = 0;
    const source: Attempt = async (arrived, signal) => {
      const well = ++attempts === 5 ? 31_000 : attempts === 7 ? 29_000 : 0;
      for (let atMs = 0; atMs < well; atMs += 1000) {
        await sleep(1000, signal);
        arrived();
      }
      return refused(arrived, signal);
    };
    const { lost } = keep(source);
    await minutes(3);
    expect(lost.slice(0, 8).map(({ retryInMs }) => retryInMs)).toEqual([
      ...[1000, 2000, 4000, 8000],
      ...[1000, 2000, 4000, 8000],
    ]);
  });

  it('is not well by being long in failing', async () => {
    const slow: Attempt = async (arrived, signal) => {
      await sleep(40_000, signal);
      return refused(arrived, signal);
    };
    const { lost } = keep(slow, { firstMs: 60_000 });
    await minutes(3);
    expect(lost.map(({ retryInMs }) => retryInMs)).toEqual([1000, 2000, 4000, 8000]);
  });

  it('for a reason that nobody thought of is told to the caller', async () => {
    const broken: Attempt = async () => {
      throw new TypeError('a fault of ours');
    };
    await expect(keep(broken).over).rejects.toThrow('a fault of ours');
  });
});

describe('a source that ends', () => {
  const short: Attempt = async (arrived, signal) => {
    await sleep(1000, signal);
    arrived();
  };

  it('is a file that was played, and ends for good', async () => {
    const { lost, opened, over } = keep(short, { endsForGood: true });
    await seconds(2);
    await over;
    expect(lost).toMatchObject([{ code: 'SOURCE_ENDED', retryInMs: null }]);
    expect(opened).toHaveLength(1);
  });

  const streamEnds: Fault = {
    part: 'camera',
    kind: 'killed',
    fault: 'it ends its stream by itself, as when it starts anew',
    seen: { code: 'SOURCE_ENDED' },
    lost: '1 s, and what it takes to open it: a gap in the report',
    recovers: 'opened again after 1 s',
  };
  it('is a stream, and is opened again', shows(streamEnds), async () => {
    const { lost, opened } = keep(short);
    await seconds(2.5);
    expect(lost).toMatchObject([{ code: 'SOURCE_ENDED', retryInMs: 1000 }]);
    expect(opened).toHaveLength(2);
  });

  it('with an error is a file that cannot be read now, and is opened again', async () => {
    const { lost, opened } = keep(refused, { endsForGood: true });
    await seconds(2);
    expect(lost[0]).toMatchObject({ code: 'SOURCE_REFUSED', retryInMs: 1000 });
    expect(opened.length).toBeGreaterThan(1);
  });
});

describe('stopping', () => {
  it.each<[string, Attempt, number]>([
    ['before the first picture', giving([]), 5],
    ['between pictures', giving(every(1000, 100)), 30.5],
    ['while another try is waited for', refused, 2],
  ])('%s ends it at once, and nothing more is told', async (_, attempt, afterS) => {
    const { told, stop, over } = keep(attempt);
    await seconds(afterS);
    const before = { opened: told.opened.length, lost: told.lost.length };
    stop.abort();
    await over;
    await minutes(10);
    expect({ opened: told.opened.length, lost: told.lost.length }).toEqual(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('before the start opens nothing', async () => {
    const opened = vi.fn(giving([]));
    const options = { name: 'a', attempt: opened, firstMs: 1, endsForGood: false, monotonicMs: Date.now };
    const quiet = { random: () => 0, live: () => {}, lost: () => {} };
    await keepCapturing({ ...options, ...quiet }, AbortSignal.abort());
    expect(opened).not.toHaveBeenCalled();
  });
});
