import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceNews } from '../sensing/process/sensor-message.ts';
import { SourceBoard } from './source-board.ts';

let wallMs: number;
let board: SourceBoard;

beforeEach(() => {
  wallMs = 1000;
  const sources = [
    { name: 'student-camera', address: 'rtsp://10.0.0.9/1' },
    { name: 'microphone', address: 'alsa:hw:1' },
    { name: 'microphone-2', address: 'alsa:hw:2' },
  ];
  board = new SourceBoard(sources, { wallMs: () => wallMs, monotonicMs: () => 0 });
});

const news = (state: SourceNews['state'], more: Partial<SourceNews> = {}): SourceNews => ({
  ...{ source: 0, state, received: 0, dropped: 0, restarts: 0, ...more },
});
const refused = { cause: { code: 'SOURCE_REFUSED', message: 'check user and password' } };

describe('how the sources are', () => {
  it('is off at first, each with its address', () => {
    expect(board.all.map(({ name, address, state, sinceMs }) => [name, address, state, sinceMs])).toEqual([
      ['student-camera', 'rtsp://10.0.0.9/1', 'off', 1000],
      ['microphone', 'alsa:hw:1', 'off', 1000],
      ['microphone-2', 'alsa:hw:2', 'off', 1000],
    ]);
  });

  it('is as the sensors say, since when they first said so', () => {
    wallMs = 2000;
    expect(board.note('microphone', news('live', { source: 1, received: 3 }))).toMatchObject({
      isNews: true,
      status: { name: 'microphone-2', address: 'alsa:hw:2', state: 'live', sinceMs: 2000, received: 3 },
    });
    wallMs = 5000;
    expect(board.note('microphone', news('live', { source: 1, received: 90, dropped: 2 }))).toMatchObject({
      isNews: false,
      status: { sinceMs: 2000, received: 90, dropped: 2 },
    });
    expect(board.all.map(({ state }) => state)).toEqual(['off', 'off', 'live']);
  });

  it('is news when it is lost for another reason, and the reason goes with it', () => {
    board.note('student-camera', news('lost', { cause: { code: 'SOURCE_UNREACHABLE', message: 'off' } }));
    wallMs = 9000;
    const { status, isNews } = board.note('student-camera', news('lost', refused));
    expect({ status, isNews }).toMatchObject({ isNews: true, status: { sinceMs: 1000, ...refused } });
    expect(board.note('student-camera', news('lost', refused)).isNews).toBe(false);
    expect(board.note('student-camera', news('live')).status).not.toHaveProperty('cause');
  });

  it('is nothing any more when nothing is sensed', () => {
    board.note('student-camera', news('lost', { ...refused, received: 5, restarts: 2 }));
    wallMs = 7000;
    board.off();
    expect(board.all[0]).toEqual({
      ...{ name: 'student-camera', address: 'rtsp://10.0.0.9/1', state: 'off', sinceMs: 7000 },
      ...{ received: 0, dropped: 0, restarts: 0 },
    });
  });

  it('has ended when every source has', () => {
    expect(board.haveEnded).toBe(false);
    board.note('student-camera', news('ended'));
    board.note('microphone', news('ended'));
    expect(board.haveEnded).toBe(false);
    board.note('microphone', news('ended', { source: 1 }));
    expect(board.haveEnded).toBe(true);
    expect(new SourceBoard([], { wallMs: () => 0, monotonicMs: () => 0 }).haveEnded).toBe(false);
  });

  it('is not changed by who reads it', () => {
    board.all[0]!.state = 'live';
    expect(board.all[0]!.state).toBe('off');
  });
});
