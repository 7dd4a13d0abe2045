import { describe, expect, it } from 'vitest';
import type { CameraName, TeacherObservation } from './observation.ts';
import { oneTeacherTrack } from './teacher-views.ts';

function look(camera: CameraName, atS: number, said: Partial<TeacherObservation> = {}): TeacherObservation {
  return {
    kind: 'teacher',
    atMs: atS * 1000,
    camera,
    present: null,
    adults: null,
    zone: null,
    amongDesks: null,
    xM: null,
    yM: null,
    facingBoard: null,
    writing: null,
    ...said,
  };
}
const walks = { present: true, adults: 1, zone: 'aisle', amongDesks: true, xM: 0, yM: 5, facingBoard: false } as const;
const writes = {
  present: true,
  adults: 1,
  zone: 'board',
  amongDesks: false,
  xM: 1,
  yM: 0.5,
  facingBoard: true,
  writing: true,
} as const;
const inferred = { present: true, zone: 'aisle', amongDesks: true } as const;
const nobodyWalks = { amongDesks: false } as const;

describe('the teacher in two cameras', () => {
  it('is where the teacher camera sees them, whatever the other says', () => {
    const seen = look('teacher', 1, writes);
    expect(oneTeacherTrack([seen, look('student', 1, walks)])).toEqual([seen]);
  });

  it('is where the student camera sees them while the teacher camera only infers', () => {
    const [track] = oneTeacherTrack([look('teacher', 1, inferred), look('student', 1, walks)]);
    expect(track).toMatchObject({ camera: 'teacher', atMs: 1000, ...walks });
  });

  it('is not among the desks when the student camera sees that nobody walks there', () => {
    const [track] = oneTeacherTrack([look('teacher', 1, inferred), look('student', 1, nobodyWalks)]);
    expect(track).toMatchObject({ zone: null, amongDesks: false, present: null });
  });

  it('is what one camera says while the other says nothing', () => {
    const student = [look('student', 0, nobodyWalks), look('student', 1, walks)];
    expect(oneTeacherTrack(student)).toEqual(student);
    const teacher = [look('teacher', 0, writes), look('teacher', 1, inferred)];
    expect(oneTeacherTrack(teacher)).toEqual(teacher);
    const broken = [look('teacher', 0, writes), look('student', 5, walks), look('student', 20, walks)];
    expect(oneTeacherTrack(broken).map(({ atMs }) => atMs)).toEqual([0, 20_000]);
  });

  it('hears only what was said at about the same time', () => {
    const [track] = oneTeacherTrack([look('student', 1, walks), look('teacher', 9, inferred)]).filter(
      ({ camera }) => camera === 'teacher',
    );
    expect(track).toMatchObject(inferred);
    expect(track!.xM).toBeNull();
  });

  it('counts the adults of the camera that sees more', () => {
    const [track] = oneTeacherTrack([look('teacher', 1, writes), look('student', 1, { ...walks, adults: 2 })]);
    expect(track!.adults).toBe(2);
  });
});
