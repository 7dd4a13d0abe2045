import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import type { OpenLesson } from '../open-lesson.ts';
import { SensingOffError } from './life-error.ts';
import { Classroom, morning, slotAt, wallAt } from './testing/classroom.ts';

const rest = (why: string) => ({ kind: 'rest', why });
const record = (recording: object) => ({ kind: 'record', recording: expect.objectContaining(recording) });

describe('a lesson of the timetable', () => {
  it('begins at its start, and ends at its planned end when nothing tells of more', () => {
    const room = new Classroom('07:50');
    expect(room.step()).toEqual({ ...rest('no-lesson'), next: morning.lessonAt(wallAt('08:00')) });
    expect(room.until('07:59:59').kind).toBe('rest');
    expect(room.until('08:00')).toEqual({
      kind: 'record',
      recording: {
        key: 'timetable 1',
        origin: 'timetable',
        slot: '2026-09-01 08:00',
        labels: { subject: '语文' },
        zeroMs: room.clock.monotonicMs(),
        plannedMs: 45 * 60_000,
        alreadyMs: 0,
      },
    });
    room.until('23:00');
    expect(room.recorded).toEqual([
      '08:00:00-08:45:00 timetable 语文',
      '08:45:00-09:30:00 timetable 数学',
      '09:40:00-10:25:00 timetable 英语',
      '14:00:00-14:45:00 timetable 体育',
    ]);
    expect(room.step()).toEqual(rest('no-lesson'));
  });

  it('runs over while the teacher talks, and a minute of silence ends it', () => {
    const room = new Classroom('09:35');
    room.until('10:27:20', { talk: 'teacher' });
    room.until('10:40', { talk: 'many' });
    expect(room.recorded).toEqual(['09:40:00-10:28:20 timetable 英语']);
  });

  it('runs over for five minutes at most', () => {
    const room = new Classroom('09:35');
    room.until('11:00', { talk: 'teacher' });
    expect(room.recorded).toEqual(['09:40:00-10:30:00 timetable 英语']);
  });

  it('does not run over because the break is loud', () => {
    const room = new Classroom('09:35');
    room.until('10:24', { talk: 'teacher', seated: 40, zone: 'podium' });
    room.until('11:00', { talk: 'many' });
    expect(room.recorded).toEqual(['09:40:00-10:25:00 timetable 英语']);
  });

  it('runs over while the teacher is in front, where no microphone tells', () => {
    const room = new Classroom('09:35');
    room.until('10:27', { zone: 'board' });
    room.until('11:00', { zone: 'aisle' });
    expect(room.recorded).toEqual(['09:40:00-10:28:01 timetable 英语']);
  });

  it('does not run into the next: two that touch are two, with no gap and no overlap', () => {
    const room = new Classroom('07:50');
    room.until('08:50', { talk: 'teacher' });
    expect(room.recorded).toEqual(['08:00:00-08:45:00 timetable 语文', '08:45:00-… timetable 数学']);
  });

  it('that runs over ends when the next begins', () => {
    const room = new Classroom('08:50', { overMs: 20 * 60_000 });
    room.until('10:00', { talk: 'teacher' });
    expect(room.recorded).toEqual(['08:50:00-09:40:00 timetable 数学', '09:40:00-… timetable 英语']);
  });

  const startsLate: Fault = {
    part: 'agent',
    kind: 'absent',
    fault: 'it is not there when a lesson begins',
    seen: 'the report says how much is missing at its beginning',
    lost: 'the minutes until it is there',
    recovers: 'the rest of the lesson is recorded',
  };
  it('is recorded from the middle on when the agent starts late, and says how much is gone', shows(startsLate), () => {
    const room = new Classroom('08:10');
    expect(room.step()).toEqual(record({ alreadyMs: 10 * 60_000, plannedMs: 35 * 60_000 }));
    room.until('08:46');
    expect(room.recorded[0]).toBe('08:10:00-08:45:00 timetable 语文');
  });

  it('that has a report is not recorded again', () => {
    const room = new Classroom('07:50');
    room.reported.add(slotAt('08:00'));
    room.until('09:00');
    expect(room.recorded).toEqual(['08:45:00-… timetable 数学']);
  });

  it('is not begun again while its report is still being made', () => {
    const room = new Classroom('09:35');
    room.until('10:20');
    // The wall clock shows this lesson for two minutes more, in which the owner is not done with it.
    room.setWall(-2);
    room.until('10:24:59');
    room.clock.pass(1000);
    expect(room.life.step()).toMatchObject(rest('no-lesson'));
    room.reported.add(slotAt('09:40'));
    room.life.ended('timetable 1');
    expect(room.life.step()).toMatchObject(rest('no-lesson'));
  });

  it('that could not be recorded any further is begun again', () => {
    const room = new Classroom('08:10');
    room.life.ended('timetable 1');
    expect(room.life.step()).toEqual(record({ key: 'timetable 2', slot: slotAt('08:00') }));
  });

  const otherTimetable: Fault = {
    part: 'timetable',
    kind: 'lost',
    fault: 'it is taken away in a lesson',
    seen: 'nothing',
    lost: 'nothing of this lesson; later ones do not begin by it',
    recovers: 'when a timetable comes',
  };
  it('keeps its end when another timetable comes', shows(otherTimetable), () => {
    const room = new Classroom('08:10');
    room.life.useCalendar(null);
    room.until('08:50');
    expect(room.recorded).toEqual(['08:10:00-08:45:00 timetable 语文']);
    expect(room.step()).toEqual(rest('no-lesson'));
    room.life.useCalendar(morning);
    expect(room.step()).toEqual(record({ slot: slotAt('08:45') }));
  });
});

describe('the wall clock', () => {
  const clockSet: Fault = {
    part: 'clock',
    kind: 'wrong',
    fault: 'it is set by an hour in a lesson',
    seen: 'nothing',
    lost: 'nothing: the lesson ends when it was to end',
    recovers: 'by itself',
  };
  it.each([-60, -7, 7, 60])('set by %i minutes in a lesson does not bend it', shows(clockSet), (minutes) => {
    const room = new Classroom('09:35');
    room.until('09:50');
    room.setWall(minutes);
    room.until('10:25');
    expect(room.recorded[0]).toBe('09:40:00-10:25:00 timetable 英语');
  });

  it('set back in a lesson lets it run over, but not into the time of the next', () => {
    const before = new Classroom('09:35');
    before.until('09:50');
    before.setWall(-7);
    before.until('10:40', { talk: 'teacher' });
    expect(before.recorded).toEqual(['09:40:00-10:30:00 timetable 英语']);
    const touching = new Classroom('07:50');
    touching.until('08:30');
    touching.setWall(-7);
    touching.until('09:00', { talk: 'teacher' });
    expect(touching.recorded).toEqual(['08:00:00-08:45:00 timetable 语文', '08:52:00-… timetable 数学']);
  });

  it('set forward in a lesson that runs over lets the next begin', () => {
    const room = new Classroom('08:50', { overMs: 20 * 60_000 });
    room.until('09:00');
    room.setWall(5);
    room.until('09:50', { talk: 'teacher' });
    expect(room.recorded).toEqual(['08:50:00-09:35:00 timetable 数学', '09:35:00-… timetable 英语']);
  });

  it('set back by an hour does not begin the same lesson again', () => {
    const room = new Classroom('09:35');
    room.until('10:26');
    room.setWall(-60);
    room.until('11:24');
    // The clock on the wall went from 9:26 to 10:24; the lesson before had no report, as the agent was not there.
    expect(room.recorded).toEqual(['09:40:00-10:25:00 timetable 英语', '10:26:01-10:30:00 timetable 数学']);
  });

  it('set back by an hour begins a lesson again that was empty', () => {
    const room = new Classroom('09:35');
    room.reports = false;
    room.until('10:26');
    room.setWall(-60);
    room.until('11:00');
    expect(room.recorded.at(-1)).toBe('10:40:00-… timetable 英语');
  });

  const clock1970: Fault = {
    part: 'clock',
    kind: 'absent',
    fault: 'it shows 1970 after a start',
    seen: { code: 'CLOCK_UNKNOWN' },
    lost: 'lessons of the timetable until it is set, unless somebody begins them by hand',
    recovers: 'as soon as it is set: the rest of the lesson is recorded',
  };
  it('of 1970 lets the timetable rest until it is set, while a lesson can be begun by hand', shows(clock1970), () => {
    const room = new Classroom('07:50', {}, { newestWallMs: wallAt('07:00') });
    room.clock.setWall(5000);
    expect(room.step()).toEqual(rest('clock-unknown'));
    room.begin({ subject: '数学' });
    expect(room.step()).toEqual(record({ origin: 'hand', slot: null, plannedMs: null, labels: { subject: '数学' } }));
    room.end();
    expect(room.step()).toEqual(rest('clock-unknown'));
    room.clock.setWall(wallAt('08:20'));
    expect(room.step()).toEqual(record({ origin: 'timetable', alreadyMs: 20 * 60_000 }));
  });

  it('of a day before what was written down is not believed, unless a time server keeps it; of an hour before it is', () => {
    const of = (hours: number, isSynchronised: boolean) =>
      new Classroom(
        '08:10',
        {},
        { newestWallMs: wallAt('08:10') + hours * 3_600_000, isSynchronised: () => isSynchronised },
      ).step();
    expect(of(25, false)).toEqual(rest('clock-unknown'));
    expect(of(25, true).kind).toBe('record');
    expect(of(1, false).kind).toBe('record');
  });

  const clockLost: Fault = {
    part: 'clock',
    kind: 'lost',
    fault: 'it falls back to 1970 in a lesson',
    seen: 'nothing',
    lost: 'nothing: the lesson ends when it was to end',
    recovers: 'by itself',
  };
  it('that is lost in a lesson does not end it', shows(clockLost), () => {
    const room = new Classroom('09:35');
    room.until('09:50');
    room.clock.setWall(0);
    room.until('10:40');
    expect(room.recorded).toEqual(['09:40:00-10:25:00 timetable 英语']);
  });
});

describe('a lesson begun by hand', () => {
  it('lasts until it is ended by hand', () => {
    const room = new Classroom('11:00');
    room.begin({ subject: '班会' });
    room.begin({ subject: 'again' });
    room.until('11:20');
    room.end();
    room.end();
    room.until('11:30');
    expect(room.recorded).toEqual(['11:00:00-11:20:00 hand 班会']);
  });

  it('lasts until the next of the timetable begins', () => {
    const room = new Classroom('13:00');
    room.begin();
    room.until('14:10');
    expect(room.recorded).toEqual(['13:00:00-14:00:00 hand ?', '14:00:00-… timetable 体育']);
  });

  it('lasts for three hours at most', () => {
    const room = new Classroom('15:00');
    room.begin();
    room.until('20:00');
    expect(room.recorded).toEqual(['15:00:00-18:00:00 hand ?']);
  });

  it('in the time of one of the timetable is that one', () => {
    const room = new Classroom('08:10', {}, { calendar: null });
    room.life.useCalendar(morning);
    room.begin({ teacherId: 'T1' });
    expect(room.step()).toEqual(
      record({
        origin: 'hand',
        slot: slotAt('08:00'),
        labels: { subject: '语文', teacherId: 'T1' },
        plannedMs: 35 * 60_000,
        alreadyMs: 10 * 60_000,
      }),
    );
    room.until('08:50');
    expect(room.recorded).toEqual(['08:10:00-08:45:00 hand 语文', '08:45:00-… timetable 数学']);
  });

  it('shortly before one of the timetable is that one', () => {
    const room = new Classroom('13:57');
    room.begin();
    expect(room.step()).toEqual(record({ slot: slotAt('14:00'), plannedMs: 48 * 60_000, alreadyMs: 0 }));
    room.until('15:00');
    expect(room.recorded).toEqual(['13:57:00-14:45:00 hand 体育']);
  });

  it('once more in the time of a reported one is another, to the same end', () => {
    const room = new Classroom('08:10');
    room.end();
    room.until('08:20');
    room.begin();
    expect(room.step()).toEqual(record({ slot: null, labels: { subject: '语文' }, plannedMs: 25 * 60_000 }));
    room.until('08:50');
    expect(room.recorded).toEqual([
      '08:10:00-08:10:00 timetable 语文',
      '08:20:00-08:45:00 hand 语文',
      '08:45:00-… timetable 数学',
    ]);
  });
});

describe('ending by hand', () => {
  it('leaves the rest of the lesson alone, also when what was recorded is empty, and not the next one', () => {
    const room = new Classroom('08:10');
    room.reports = false;
    room.until('08:20');
    room.end();
    room.until('09:00');
    expect(room.recorded).toEqual(['08:10:00-08:20:00 timetable 语文', '08:45:00-… timetable 数学']);
  });

  it('of nothing does nothing', () => {
    const room = new Classroom('07:50');
    room.end();
    expect(room.until('08:00').kind).toBe('record');
  });
});

describe('switching sensing off', () => {
  it('stops at once and holds the lesson, which goes on under the same key with a gap', () => {
    const room = new Classroom('08:00');
    const before = room.until('08:10');
    room.sense(false);
    const held = room.step();
    if (before.kind !== 'record') throw new Error('nothing is recorded');
    expect(held).toMatchObject({ ...rest('sensing-off'), holding: before.recording });
    room.until('08:30');
    room.sense(true);
    expect(room.step()).toEqual(before);
    room.until('08:46');
    expect(room.recorded[0]).toBe('08:00:00-08:45:00 timetable 语文');
  });

  it('beyond the end of the lesson lets it go, and the next is recorded from where it is switched on', () => {
    const room = new Classroom('08:45');
    room.until('09:29', { talk: 'teacher' });
    room.sense(false);
    expect(room.until('09:29:59')).toHaveProperty('holding');
    expect(room.until('09:30')).not.toHaveProperty('holding');
    room.until('10:00');
    room.sense(true);
    room.until('10:01');
    expect(room.recorded).toEqual(['08:45:00-09:30:00 timetable 数学', '10:00:00-… timetable 英语']);
  });

  it('lets nothing begin', () => {
    const room = new Classroom('07:00');
    room.sense(false);
    expect(room.until('08:30')).toEqual({ ...rest('sensing-off'), next: expect.objectContaining({ subject: '数学' }) });
    expect(() => room.life.startByHand()).toThrow(SensingOffError);
    expect(room.recorded).toEqual([]);
  });

  it('does not keep a held lesson from being ended by hand', () => {
    const room = new Classroom('08:10');
    room.sense(false);
    room.end();
    room.sense(true);
    expect(room.until('08:44').kind).toBe('rest');
  });
});

describe('a lesson of an earlier run of the agent', () => {
  const open = (room: Classroom, more: Partial<OpenLesson>): OpenLesson => ({
    lesson: { id: 'one', room: { region: '1', school: '2', room: '3' }, labels: { subject: '语文' }, startedAtMs: 0 },
    origin: 'timetable',
    slot: slotAt('08:00'),
    plannedMs: 45 * 60_000,
    zero: { bootId: 'a', monotonicMs: room.clock.monotonicMs() - 20 * 60_000 },
    ...more,
  });
  const empty = () => new Classroom('07:50', {}, { calendar: null });

  it('goes on to its planned end', () => {
    const room = empty();
    room.until('08:20');
    room.life.useCalendar(morning);
    const recording = room.life.resume(open(room, {}));
    expect(room.step()).toEqual({ kind: 'record', recording });
    room.until('08:50', { talk: 'teacher' });
    expect(room.recorded).toEqual(['08:20:00-08:45:00 timetable 语文', '08:45:00-… timetable 数学']);
  });

  it('that was begun by hand goes on for what is left of its three hours', () => {
    const room = empty();
    room.life.resume(open(room, { origin: 'hand', slot: null, plannedMs: null }));
    room.until('12:00');
    expect(room.recorded).toEqual(['07:50:01-10:30:00 hand 语文']);
  });
});
