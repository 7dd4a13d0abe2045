import { describe, expect, it } from 'vitest';
import { roomStateSchema } from './state-message.ts';

const state = {
  connection: 'online',
  sensing: 'on',
  activity: 'recording',
  sources: [{ name: 'student-camera', state: 'lost', cause: 'SOURCE_STALLED' }],
  problems: ['CONFIG_INVALID'],
};

describe('how a room is, as the region may know it', () => {
  it('is only that it is away, once it is', () => {
    const away = { connection: 'offline', cause: 'lost' };
    expect(roomStateSchema.parse(away)).toEqual(away);
    expect(roomStateSchema.safeParse({ ...away, sensing: 'on' }).success).toBe(false);
  });

  it('is its activity, its sources and what is to be mended', () => {
    expect(roomStateSchema.parse(state)).toEqual(state);
  });

  it.each([
    ['an address of the school’s network', { sources: [{ ...state.sources[0], address: 'rtsp://10.0.0.9/1' }] }],
    ['a message in free words', { problems: ['rtsp://10.0.0.9/1 cannot be opened'] }],
    ['a lesson', { lesson: { id: '1' } }],
    ['a picture', { sources: [{ name: 'data:image/png;base64,AAAA', state: 'live' }] }],
  ])('holds no more: not %s', (_, more) => {
    expect(roomStateSchema.safeParse({ ...state, ...more }).success).toBe(false);
  });
});
