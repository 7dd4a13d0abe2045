import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { observationSchema, talkClasses } from './observation.ts';

const talk = {
  kind: 'talk',
  fromMs: 0,
  toMs: 5000,
  segments: [
    { startMs: 0, endMs: 2000, talk: 'teacher', levelDbfs: -20, syllables: 9, uncertain: true },
    { startMs: 2000, endMs: 5000, talk: 'none', levelDbfs: -60, syllables: 0, uncertain: false },
  ],
};
const students = {
  kind: 'students',
  atMs: 1000,
  occupied: 12,
  measurable: 11,
  headsUp: 9,
  handsRaised: 2,
  standing: 1,
  turned: 0,
  slumped: 0,
  handSeats: [3, 7],
};
const teacher = {
  kind: 'teacher',
  atMs: 1000,
  camera: 'teacher',
  present: true,
  adults: 1,
  zone: 'podium',
  amongDesks: false,
  xM: -2.6,
  yM: 0.8,
  facingBoard: false,
  writing: false,
};
const camera = { kind: 'camera', atMs: 1000, camera: 'student', state: 'covered' };
const microphone = { kind: 'microphone', atMs: 1000, channel: 1, state: 'clipped' };
const valid = { talk, students, teacher, camera, microphone };

const accepts = (value: unknown) => observationSchema.safeParse(value).success;

describe('an observation', () => {
  it.each(Object.entries(valid))('of %s passes', (_, value) => {
    expect(observationSchema.parse(value)).toEqual(value);
  });

  it('of a teacher without a room plan passes', () => {
    expect(
      accepts({ ...teacher, present: null, zone: null, xM: null, yM: null, facingBoard: null, writing: null }),
    ).toBe(true);
  });
});

describe('the privacy boundary', () => {
  const smuggled: [string, unknown][] = [
    ['a Buffer', Buffer.alloc(1920 * 1080 * 3)],
    ['a Uint8Array', new Uint8Array(16)],
    ['a Float32Array', new Float32Array(512)],
    ['a long string', 'A'.repeat(100_000)],
    ['a short string', 'x'],
    ['an object', { rgb: [1, 2, 3] }],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a bigint', 1n],
    ['a numeric string', '1'],
    ['a negative day', -86_400_001],
    ['more than a day', 86_400_001],
  ];
  const fields = Object.values(valid).flatMap((value) =>
    Object.keys(value).map((field): [string, string] => [value.kind, field]),
  );

  it.each(fields)('lets nothing but its own kind of value into %s.%s', (kind, field) => {
    for (const [name, value] of smuggled) {
      expect(accepts({ ...valid[kind as keyof typeof valid], [field]: value }), name).toBe(false);
    }
  });

  it.each(Object.keys(valid))('refuses a key that nobody defined in %s', (kind) => {
    expect(accepts({ ...valid[kind as keyof typeof valid], frame: 0 })).toBe(false);
  });

  it.each(Object.entries(valid))('refuses %s without one of its keys', (_, value) => {
    for (const key of Object.keys(value)) {
      expect(accepts({ ...value, [key]: undefined }), key).toBe(false);
    }
  });

  it.each([
    ['a Buffer as segments', { ...talk, segments: Buffer.alloc(8) }],
    ['a Buffer as a segment', { ...talk, segments: [Buffer.alloc(8)] }],
    ['an unknown class of talk', { ...talk, segments: [{ ...talk.segments[0], endMs: 5000, talk: 'Anna' }] }],
    ['samples beside a segment', { ...talk, segments: [{ ...talk.segments[0], endMs: 5000, samples: [0] }] }],
    ['a level above full scale', { ...talk, segments: [{ ...talk.segments[0], endMs: 5000, levelDbfs: 1 }] }],
    ['half a syllable', { ...talk, segments: [{ ...talk.segments[0], endMs: 5000, syllables: 0.5 }] }],
    ['samples as syllables', { ...talk, segments: [{ ...talk.segments[0], endMs: 5000, syllables: [0] }] }],
    ['a doubt in words', { ...talk, segments: [{ ...talk.segments[0], endMs: 5000, uncertain: 'Anna?' }] }],
    ['half a pupil', { ...students, occupied: 1.5 }],
    ['more pupils than a classroom holds', { ...students, occupied: 201 }],
    ['more raised hands than pupils', { ...students, handSeats: Array.from({ length: 201 }, () => 1) }],
    ['bytes as seats', { ...students, handSeats: new Uint8Array(3) }],
    ['a name as a seat', { ...students, handSeats: ['Anna'] }],
    ['a zone that is none', { ...teacher, zone: 'staff room' }],
    ['a camera state that is none', { ...camera, state: 'asleep' }],
    ['a microphone state that is none', { ...microphone, state: 'black' }],
    ['a channel that is not listened to', { ...microphone, channel: 2 }],
    ['an unknown kind', { kind: 'frame', atMs: 0 }],
    ['a bare Buffer', Buffer.alloc(64)],
    ['nothing', null],
  ])('refuses %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });

  it('refuses whatever is not an observation', () => {
    fc.assert(
      fc.property(fc.anything({ withTypedArray: true, withDate: true, withMap: true }), (value) => !accepts(value)),
      { numRuns: 500 },
    );
  });
});

describe('talk segments', () => {
  const segment = (startMs: number, endMs: number) => ({
    startMs,
    endMs,
    talk: 'none',
    levelDbfs: -50,
    syllables: 0,
    uncertain: false,
  });

  it.each([
    ['an overlap', [segment(1000, 3000), segment(2000, 5000)]],
    ['a wrong order', [segment(2000, 5000), segment(1000, 2000)]],
    ['a start before the stretch', [segment(0, 2000)]],
    ['an end behind the stretch', [segment(1000, 5001)]],
    ['a length of nothing', [segment(1000, 1000), segment(1000, 5000)]],
    ['a length below nothing', [segment(3000, 2000), segment(2000, 5000)]],
  ])('are refused with %s', (_, segments) => {
    expect(accepts({ ...talk, fromMs: 1000, segments })).toBe(false);
  });

  it.each([
    ['in the middle', [segment(0, 2000), segment(2500, 5000)]],
    ['at the start', [segment(100, 5000)]],
    ['at the end', [segment(0, 4000)]],
    ['of all of it', []],
  ])('may leave a gap %s, where there was no valid audio', (_, segments) => {
    expect(accepts({ ...talk, segments })).toBe(true);
  });

  it('are of a stretch that does not end before it begins', () => {
    expect(accepts({ ...talk, fromMs: 7, toMs: 7, segments: [] })).toBe(true);
    expect(accepts({ ...talk, fromMs: 7, toMs: 6, segments: [] })).toBe(false);
  });

  it('know every class', () => {
    for (const name of talkClasses) {
      expect(accepts({ ...talk, segments: [{ ...segment(0, 5000), talk: name }] })).toBe(true);
    }
  });
});
