import { expect, it } from 'vitest';
import { RoomProblems, sensorProblem } from './room-problems.ts';

it('a problem is told when it comes up, when it is another one, and when it is gone', () => {
  const told: [string, string | null][] = [];
  const problems = new RoomProblems((code, problem) => told.push([code, problem?.message ?? null]));
  problems.set('STORE_SICK', null);
  problems.set('STORE_SICK', 'the disk is full');
  problems.set('STORE_SICK', 'the disk is full');
  problems.set('TIMETABLE_INVALID', 'r301.json: is not JSON');
  problems.set('STORE_SICK', 'the disk is read-only');
  expect(problems.all).toEqual([
    { code: 'STORE_SICK', message: 'the disk is read-only' },
    { code: 'TIMETABLE_INVALID', message: 'r301.json: is not JSON' },
  ]);
  problems.set('STORE_SICK', null);
  problems.set('STORE_SICK', null);
  expect(problems.all.map(({ code }) => code)).toEqual(['TIMETABLE_INVALID']);
  expect(told).toEqual([
    ['STORE_SICK', 'the disk is full'],
    ['TIMETABLE_INVALID', 'r301.json: is not JSON'],
    ['STORE_SICK', 'the disk is read-only'],
    ['STORE_SICK', null],
  ]);
  expect(sensorProblem('student-camera')).toBe('SENSOR_STUDENT_CAMERA');
});
