import { describe, expect, it } from 'vitest';
import { Classroom, type Scene, wallAt } from './testing/classroom.ts';

const lesson: Scene = { talk: 'teacher', seated: 40, zone: 'podium' };
const nobody: Scene = { talk: 'none', seated: 0, zone: 'away' };

const watching = (time: string, rules = {}, options = {}) =>
  new Classroom(time, { detection: true, ...rules }, { calendar: null, ...options });

/** Watches a scene from 9:00 to 9:10. */
const recordedOf = (scene: Partial<Scene>) => {
  const room = watching('09:00');
  room.until('09:10', scene);
  return room.recorded;
};

describe('without a timetable', () => {
  it('nothing is watched unless the school wants it', () => {
    const room = watching('09:00', { detection: false });
    expect(room.until('09:10', lesson)).toEqual({ kind: 'rest', why: 'no-lesson' });
  });

  it('the room is watched at the hours of school only', () => {
    const room = watching('06:59');
    expect(room.step()).toEqual({ kind: 'rest', why: 'no-lesson' });
    expect(room.until('07:00')).toEqual({ kind: 'watch' });
    expect(room.until('18:29')).toEqual({ kind: 'watch' });
    expect(room.until('18:30')).toEqual({ kind: 'rest', why: 'no-lesson' });
    expect(watching('03:00', { watchHours: null }).step()).toEqual({ kind: 'watch' });
  });

  it('the room is not watched while nobody knows the hour', () => {
    const room = watching('09:00', {}, { newestWallMs: wallAt('09:00') });
    room.clock.setWall(0);
    expect(room.step()).toEqual({ kind: 'rest', why: 'clock-unknown' });
    expect(room.begin()).toMatchObject({ kind: 'record', recording: { origin: 'hand' } });
  });

  it('a room whose sensing is off is not watched', () => {
    const room = watching('09:00');
    expect(room.sense(false)).toEqual({ kind: 'rest', why: 'sensing-off' });
    room.until('09:10', lesson);
    expect(room.sense(true)).toEqual({ kind: 'watch' });
    expect(room.recorded).toEqual([]);
  });
});

describe('a lesson is seen to begin', () => {
  it('with people and the teacher’s voice, for a minute', () => {
    expect(recordedOf(lesson)).toEqual(['09:01:01-… detection ?']);
  });

  it.each<[string, Partial<Scene>]>([
    ['too few people', { ...lesson, seated: 4 }],
    ['a break: a loud class without a teacher', { ...lesson, talk: 'many', zone: 'away' }],
    ['a silent class', { ...lesson, talk: 'none' }],
    ['an empty room', nobody],
    ['a room of which nothing is known', {}],
    ['a teacher alone in front of a camera', { zone: 'podium' }],
    ['a class without a teacher in front, where there is no microphone', { seated: 40, zone: 'aisle' }],
    ['pupils who talk, where there is only a microphone', { talk: 'student' }],
  ])('but not with %s', (_, scene) => {
    expect(recordedOf(scene)).toEqual([]);
  });

  it.each<[string, Partial<Scene>, string]>([
    // Which must have heard half a minute before it can tell of one.
    ['a microphone', { talk: 'teacher' }, '09:01:30'],
    ['a camera on the class, after three minutes', { seated: 40 }, '09:03:01'],
    ['cameras on class and teacher, after three minutes', { seated: 40, zone: 'board' }, '09:03:01'],
  ])('with only %s', (_, scene, from) => {
    expect(recordedOf(scene)).toEqual([`${from}-… detection ?`]);
  });

  it('not by a class that only comes and goes', () => {
    const room = watching('09:00');
    for (let minute = 1; minute < 30; minute++) {
      const time = `09:${String(minute).padStart(2, '0')}`;
      room.until(`${time}:20`, { ...lesson, seated: 0 });
      room.until(`${time}:59`, lesson);
    }
    expect(room.recorded).toEqual([]);
  });

  it('although pupils bend down now and then', () => {
    const room = watching('09:00');
    room.until('09:00:40', { ...lesson, seated: 5 });
    room.until('09:01:20', { ...lesson, seated: 4 });
    room.until('09:02', { ...lesson, seated: 5 });
    expect(room.recorded).toEqual(['09:01:01-… detection ?']);
  });
});

describe('a detected lesson ends', () => {
  const begun = () => {
    const room = watching('09:00');
    room.until('09:30', lesson);
    expect(room.recorded).toEqual(['09:01:01-… detection ?']);
    return room;
  };

  it('when the class has been gone for three minutes', () => {
    const room = begun();
    room.until('10:00', nobody);
    expect(room.recorded).toEqual(['09:01:01-09:33:08 detection ?']);
    expect(room.step()).toEqual({ kind: 'watch' });
  });

  it('not while half of the class is there', () => {
    const room = begun();
    room.until('09:45', { ...lesson, seated: 20 });
    expect(room.recorded).toEqual(['09:01:01-… detection ?']);
  });

  it('not when most are out of sight for two minutes', () => {
    const room = begun();
    room.until('09:32', { ...lesson, seated: 3 });
    room.until('09:34', lesson);
    room.until('09:36', { ...lesson, seated: 3 });
    room.until('09:40', lesson);
    expect(room.recorded).toEqual(['09:01:01-… detection ?']);
  });

  it('although some come back for a moment', () => {
    const room = begun();
    room.until('09:31:30', { ...lesson, seated: 3 });
    room.until('09:32', { ...lesson, seated: 22 });
    room.until('09:33:30', { ...lesson, seated: 3 });
    expect(room.recorded).toEqual(['09:01:01-09:33:08 detection ?']);
  });

  it('when nobody has talked for ten minutes, be the seats full of coats or not', () => {
    const room = begun();
    room.until('10:00', { ...lesson, talk: 'none' });
    expect(room.recorded).toEqual(['09:01:01-09:40:00 detection ?']);
  });

  it('after a hundred minutes, and the next begins in a minute', () => {
    const room = begun();
    room.until('11:00', lesson);
    expect(room.recorded).toEqual(['09:01:01-10:41:01 detection ?', '10:42:01-… detection ?']);
  });

  it('when nothing has been known for ten minutes', () => {
    const room = begun();
    room.until('10:00', { talk: null, seated: null, zone: null });
    // The camera's last look counts for half a minute, the microphone's last word for three.
    expect(room.recorded).toEqual(['09:01:01-09:43:00 detection ?']);
  });

  it('when sensing stays off for ten minutes, and not before', () => {
    const room = begun();
    room.sense(false);
    room.until('09:35');
    const { recorded } = room;
    room.sense(true);
    expect(recorded).toEqual(['09:01:01-… detection ?']);
    room.until('09:40', lesson);
    room.sense(false);
    room.until('10:00');
    expect(recorded).toEqual(['09:01:01-09:53:00 detection ?']);
  });

  it('by hand, and is not seen to begin again before the room was without one', () => {
    const room = begun();
    room.end();
    room.until('10:00', lesson);
    expect(room.step()).toEqual({ kind: 'watch' });
    room.until('10:04', { ...nobody, talk: 'many' });
    room.until('10:10', lesson);
    expect(room.recorded).toEqual([
      '09:01:01-09:30:00 detection ?',
      expect.stringMatching(/^10:05:\d\d-… detection \?$/),
    ]);
  });

  it('with a hand start in between is a lesson by hand', () => {
    const room = watching('09:00');
    room.begin({ subject: '班会' });
    room.until('10:00', nobody);
    expect(room.recorded).toEqual(['09:00:00-… hand 班会']);
  });
});
