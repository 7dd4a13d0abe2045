import { beforeEach, describe, expect, it } from 'vitest';
import type { Lamp } from '../../device/process/device-message.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { LampKeeper, lampFor } from './lamp-keeper.ts';

const state = (more: Partial<RoomState> = {}): RoomState => ({
  sensing: 'on',
  activity: 'idle',
  sources: [],
  problems: [],
  ...more,
});
const lost = {
  name: 'microphone',
  address: 'x',
  sinceMs: 0,
  received: 0,
  dropped: 0,
  restarts: 0,
  state: 'lost',
} as const;

describe('what the lamp shows', () => {
  it.each<[string, Partial<RoomState>, string]>([
    ['between lessons, when nothing is open', {}, 'off none'],
    ['while a lesson is looked for', { activity: 'watching', sensed: true }, 'sensing none'],
    ['while the next is looked for and a report is made', { activity: 'closing', sensed: true }, 'sensing none'],
    ['in a lesson', { activity: 'recording', sensed: true }, 'lesson none'],
    ['in a lesson that is held', { activity: 'held', sensing: 'off' }, 'off none'],
    ['while a report is made', { activity: 'closing' }, 'off none'],
    ['while a source is shown to IT', { preview: true }, 'sensing none'],
    ['when a source is lost', { activity: 'recording', sensed: true, sources: [lost] }, 'lesson fault'],
    ['when something is to be mended', { problems: [{ code: 'STORE_SICK', message: '' }] }, 'off fault'],
    ['when it is itself what is missing', { problems: [{ code: 'LAMP_MISSING', message: '' }] }, 'off none'],
    [
      'when somebody looks for the room',
      { activity: 'recording', sensed: true, identified: 'r301', sources: [lost] },
      'lesson identify',
    ],
  ])('%s', (_, more, shown) => {
    const { light, blink } = lampFor(state(more));
    expect(`${light} ${blink}`).toBe(shown);
  });
});

describe('a room that may only be sensed with a lamp', () => {
  let nowMs: number;
  let keeper: LampKeeper;
  const lamp = (light: Lamp['light']): Lamp => ({ light, blink: 'none' });
  beforeEach(() => {
    nowMs = 100_000;
    keeper = new LampKeeper(() => nowMs);
  });

  it('has none before a board has said what its lamp shows', () => {
    expect(keeper.look()).toBe(false);
    keeper.heard('desk', lamp('off'));
    expect(keeper.look()).toBe(true);
  });

  it('has none three seconds after the last word of it, and at once when the board or its process is gone', () => {
    keeper.heard('desk', lamp('off'));
    for (let s = 0; s < 3; s++) {
      nowMs += 1_000;
      expect(keeper.look()).toBe(true);
    }
    nowMs += 1;
    expect(keeper.look()).toBe(false);
    keeper.heard('desk', lamp('off'));
    keeper.heard('desk', null);
    expect(keeper.look()).toBe(false);
    keeper.heard('desk', lamp('off'));
    keeper.forget();
    expect(keeper.look()).toBe(false);
  });

  /** A second later, in which the board has said what it shows. */
  const second = (shown: Lamp | null) => {
    nowMs += 1_000;
    keeper.heard('desk', shown);
    return keeper.look();
  };

  const lampDark: Fault = {
    part: 'board',
    kind: 'wrong',
    fault: 'its lamp does not light when it should',
    seen: { code: 'LAMP_MISSING' },
    lost: 'where a lamp is required: what would be sensed until it lights',
    recovers: 'as soon as it lights',
  };
  it('has none when the lamp does not light within three seconds of being told to', shows(lampDark), () => {
    second(lamp('off'));
    keeper.wish(lamp('lesson'));
    for (let s = 0; s < 3; s++) expect(second(lamp('off')), `${s + 1} s`).toBe(true);
    expect(second(lamp('off'))).toBe(false);
  });

  const lampBreaksAgain: Fault = {
    part: 'board',
    kind: 'wrong',
    fault: 'its lamp fails each time that it should light',
    seen: { code: 'LAMP_MISSING' },
    lost: 'where a lamp is required: what would be sensed',
    recovers: 'tried again after 1 min, then 2, then 4',
  };
  it(
    'does not believe a lamp that is well only while it is dark: for a minute, then longer',
    shows(lampBreaksAgain),
    () => {
      for (const distrustedS of [60, 120, 240]) {
        for (let s = 0; s < distrustedS + 1 && !second(lamp('off')); s++);
        expect(second(lamp('off')), 'dark as it should be').toBe(true);
        keeper.wish(lamp('sensing'));
        expect(second(null), 'broken when it should light').toBe(false);
        keeper.wish(lamp('off'));
        for (let s = 0; s < distrustedS - 2; s++) expect(second(lamp('off')), `after ${s} s`).toBe(false);
      }
    },
  );

  it('is believed again once it has lit', () => {
    second(lamp('off'));
    keeper.wish(lamp('sensing'));
    expect(second(null)).toBe(false);
    expect(second(lamp('sensing'))).toBe(true);
  });

  const agentStoodStill: Fault = {
    part: 'agent',
    kind: 'silent',
    fault: 'it stands still for 5 s',
    seen: 'nothing',
    lost: 'nothing: the lamp is not taken for broken',
    recovers: 'by itself',
  };
  it('keeps its lamp when the agent itself has stood still and has not heard of it', shows(agentStoodStill), () => {
    second(lamp('off'));
    expect(keeper.look()).toBe(true);
    nowMs += 5_000;
    expect(keeper.look(), 'what the board says waits to be heard').toBe(true);
    nowMs += 1_000;
    expect(keeper.look(), 'it has said nothing').toBe(false);
  });

  it('needs one of its lamps, not all', () => {
    keeper.heard('desk', null);
    keeper.heard('door', lamp('off'));
    expect(keeper.look()).toBe(true);
  });
});
