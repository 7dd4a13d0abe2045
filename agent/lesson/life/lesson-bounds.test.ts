import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTimeline } from './cut-timeline.ts';
import { type BoundsRules, lessonBounds } from './lesson-bounds.ts';
import { type Room, timelineOf } from './testing/drawn-room.ts';

const MINUTE_MS = 60_000;
const rules: BoundsRules = {
  plannedMs: 45 * MINUTE_MS,
  lateMs: 10 * MINUTE_MS,
  overMs: 5 * MINUTE_MS,
  origin: 'timetable',
};

/** Bounds in minutes, to a tenth. */
function boundsOf(room: Room, more: Partial<BoundsRules> = {}): [number, number] | null {
  const bounds = lessonBounds(timelineOf(room), { ...rules, ...more });
  return bounds && [Math.round(bounds.startMs / 6000) / 10, Math.round(bounds.endMs / 6000) / 10];
}

describe('an empty slot', () => {
  it.each<[string, Room]>([
    ['nobody is seen or heard', { seated: '45 0', talk: '45 none', teacher: '45 away' }],
    ['a caretaker passes through', { seated: '20 0, 24 2, 45 0', talk: '21 none, 21.9 many, 45 none' }],
    ['nobody is seen, and the microphone is sick', { seated: '45 0', microphone: 'dead' }],
    ['nobody is heard in a room without cameras', { talk: '45 none' }],
    ['the only camera looks at the board, where nobody is', { teacher: '45 away' }],
    ['the camera saw nobody for most of the time', { seated: '30 0, 45 blind' }],
  ])('has no lesson: %s', (_, room) => {
    expect(boundsOf(room)).toBeNull();
    expect(boundsOf(room, { origin: 'hand' })).toBeNull();
  });

  it.each<[string, Room]>([
    ['nothing is known at all', {}],
    ['the camera is sick, and it is silent', { camera: 'covered', talk: '45 none' }],
    ['the camera was well for a few minutes only', { camera: 'ok', seated: '9 0, 45 blind', talk: '45 none' }],
    ['the microphone is sick, and there is no camera', { microphone: 'dead' }],
    ['the camera looks elsewhere, and there is talk', { seated: '45 0', talk: '45 teacher' }],
    ['a class writes a test in silence', { seated: '45 40', talk: '45 none' }],
    ['the teacher is in front, and the microphone hears nothing', { teacher: '45 podium', talk: '45 none' }],
    ['somebody set a bookmark', { seated: '45 0', talk: '45 none', bookmarks: [0, 44.99] }],
  ])('cannot be told from a lesson: %s', (_, room) => {
    expect(boundsOf(room)).toEqual([0, 45]);
  });

  it('is nothing of no length', () => {
    expect(boundsOf({ minutes: 0 })).toBeNull();
  });
});

describe('a class that comes late', () => {
  it.each<[string, Room, number]>([
    ['when it is there', { seated: '4 0, 45 40', talk: '45 none' }, 4],
    ['when half of it is there', { seated: '2 2, 4 15, 5 25, 45 40' }, 4],
    ['when the teacher talks, if that is sooner', { seated: '8 0, 45 40', talk: '3 none, 45 teacher' }, 3],
    ['when it is heard, in a room without a camera', { talk: '6 none, 45 many' }, 6],
    ['when it is heard, if the camera sees nothing yet', { seated: '9 blind, 45 40', talk: '6 none, 45 many' }, 6],
    ['not when one look errs', { seated: '2 0, 2.03 40, 5 0, 45 40' }, 5],
    ['not when somebody coughs', { talk: '2 none, 2.03 many, 6 none, 45 many' }, 6],
    ['at its time when nothing tells otherwise', { seated: '9 blind, 45 40' }, 0],
    ['at its time when it is late by less than a minute', { seated: '0.9 0, 45 40' }, 0],
    [
      'at its time when it reads in silence before the teacher speaks',
      { seated: '45 40', talk: '7 none, 45 teacher' },
      0,
    ],
    ['after ten minutes, however much later it comes', { seated: '20 0, 45 40' }, 10],
    ['not after the first bookmark', { seated: '4 0, 45 40', bookmarks: [3] }, 3],
  ])('begins %s', (_, room, minute) => {
    expect(boundsOf(room)).toEqual([minute, 45]);
  });

  it('but was begun by hand begins when the hand said', () => {
    expect(boundsOf({ seated: '4 0, 45 40' }, { origin: 'hand' })).toEqual([0, 45]);
  });
});

describe('a class that left early', () => {
  it.each<[string, Room, number]>([
    ['when nobody is seen any more', { seated: '38 40, 45 0', talk: '38 teacher, 45 none' }, 38],
    [
      'when nobody is seen any more but a caretaker',
      { seated: '38 40, 45 1', talk: '38 teacher, 44.5 none, 45 many' },
      38,
    ],
    [
      'at its time when the teacher goes on before a camera that lost the class',
      { seated: '38 40, 45 0', talk: '45 teacher' },
      45,
    ],
    ['at its time when the camera is blind at the end', { seated: '38 40, 45 blind', talk: '38 teacher, 45 none' }, 45],
    ['at its time when nobody is seen for two minutes', { seated: '43 40, 45 0' }, 45],
    ['when it is not heard for a long time, in a room without a camera', { talk: '30 teacher, 45 none' }, 30],
    ['at its time when it is silent for a while, in a room without a camera', { talk: '38 teacher, 45 none' }, 45],
    ['at its time when the microphone fails', { talk: '30 teacher, 45 deaf' }, 45],
    ['not before the last bookmark', { seated: '38 40, 45 0', bookmarks: [20, 41] }, 41],
  ])('ends %s', (_, room, minute) => {
    expect(boundsOf(room)).toEqual([0, minute]);
  });
});

describe('time run over', () => {
  it.each<[string, Room, number]>([
    ['until the last teaching', { talk: '47 teacher, 49 many' }, 47],
    ['not for the noise of the break', { talk: '45 teacher, 49 many' }, 45],
    ['while the teacher is in front, without a microphone', { teacher: '46.5 board, 49 aisle' }, 46.5],
    ['not when nothing tells of it', { seated: '49 40' }, 45],
    ['not for another voice taken for the teacher’s', { talk: '44 teacher, 47 many, 47.05 teacher, 49 many' }, 45],
    ['for as long as may be', { minutes: 60, talk: '60 teacher' }, 50],
    ['until the last bookmark', { talk: '45 teacher, 49 many', bookmarks: [48] }, 48],
  ])('counts %s', (_, room, minute) => {
    expect(boundsOf({ minutes: 49, ...room })).toEqual([0, minute]);
  });

  it('does not bring a class back that left early', () => {
    const room = { minutes: 47, seated: '38 40, 47 0', talk: '38 teacher, 47 none' };
    expect(boundsOf(room)).toEqual([0, 38]);
  });
});

describe('a lesson without a plan', () => {
  it('that was detected ends with its class and its teaching', () => {
    const unplanned = { plannedMs: null, origin: 'detection' } as const;
    expect(boundsOf({ seated: '40 40, 43.5 8', talk: '43.5 many', minutes: 43.5 }, unplanned)).toEqual([0, 40]);
    expect(boundsOf({ talk: '33 teacher, 45 none' }, unplanned)).toEqual([0, 33]);
    expect(boundsOf({ seated: '45 40', talk: '20 teacher, 45 none' }, unplanned)).toEqual([0, 45]);
  });

  it('that was begun by hand and forgotten ends when the class left', () => {
    const room = { minutes: 180, seated: '50 40, 180 0', talk: '50 teacher, 180 none' };
    expect(boundsOf(room, { plannedMs: null, origin: 'hand' })).toEqual([0, 50]);
  });
});

it('bounds lie within what was recorded and what may be run over, whatever the room', () => {
  const until = fc
    .array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 })
    .map((all) => all.sort((a, b) => a - b));
  const stretches = (...what: string[]) =>
    until.chain((minutes) =>
      fc
        .tuple(...minutes.map(() => fc.constantFrom(...what)))
        .map((whats) => whats.map((what, i) => `${minutes[i]! / 2} ${what}`).join(', ')),
    );
  const room = fc.record(
    {
      minutes: fc.integer({ min: 1, max: 60 }),
      seated: stretches('0', '2', '20', '40', 'blind'),
      talk: stretches('teacher', 'many', 'none', 'deaf'),
      teacher: stretches('podium', 'away'),
      bookmarks: fc.array(fc.nat(60), { maxLength: 2 }).map((all) => all.sort((a, b) => a - b)),
    },
    { requiredKeys: ['minutes'] },
  );
  const origin = fc.constantFrom<BoundsRules['origin'][]>('timetable', 'detection', 'hand');
  fc.assert(
    fc.property(room, origin, (room, origin) => {
      const { minutes } = room;
      const whole = timelineOf(room as Room);
      const timeline = cutTimeline(whole, 0, whole.durationMs);
      const plannedMs = origin === 'detection' ? null : 45 * MINUTE_MS;
      const bounds = lessonBounds(timeline, { ...rules, plannedMs, origin });
      if (bounds === null) return;
      expect(bounds.startMs).toBeGreaterThanOrEqual(0);
      expect(bounds.startMs).toBeLessThanOrEqual(10 * MINUTE_MS);
      expect(bounds.endMs).toBeGreaterThan(bounds.startMs);
      expect(bounds.endMs).toBeLessThanOrEqual(minutes * MINUTE_MS);
      if (plannedMs !== null) expect(bounds.endMs).toBeLessThanOrEqual(50 * MINUTE_MS);
      const kept = timeline.bookmarks.filter((atMs) => atMs < (plannedMs === null ? 60 : 50) * MINUTE_MS);
      expect(cutTimeline(timeline, bounds.startMs, bounds.endMs).bookmarks).toHaveLength(kept.length);
    }),
    { numRuns: 200 },
  );
});
