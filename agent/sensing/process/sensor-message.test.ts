import { describe, expect, it } from 'vitest';
import { sensorOrderSchema, sensorReportSchema } from './sensor-message.ts';

const observation = {
  kind: 'teacher',
  atMs: 0,
  camera: 'teacher',
  present: true,
  adults: 1,
  zone: 'board',
  amongDesks: false,
  xM: 0,
  yM: 0.5,
  facingBoard: true,
  writing: false,
};
const reports = {
  ready: { type: 'ready', models: { 'silero-vad-v5': '9f2c4e1a' }, durationMs: null },
  observation: { type: 'observation', observation },
  progress: { type: 'progress', mediaMs: 1000 },
  ended: { type: 'ended', mediaMs: 1000, sessionsMs: 12.5 },
  failed: { type: 'failed', code: 'MEDIA_EMPTY', message: 'a.mp4: the file is empty' },
};
const start = {
  type: 'start',
  source: { path: '/media/a.mp4', startAtMs: 0, pace: 'fast' },
  roomPlan: null,
  samplesPerS: 1,
};

describe('a report of a sensor process', () => {
  const accepts = (value: unknown) => sensorReportSchema.safeParse(value).success;

  it.each(Object.entries(reports))('may be %s', (_, report) => {
    expect(sensorReportSchema.parse(report)).toEqual(report);
  });

  it.each(Object.entries(reports))('of %s holds nothing else', (_, report) => {
    expect(accepts({ ...report, frame: [1, 2, 3] })).toBe(false);
    for (const key of Object.keys(report)) {
      for (const smuggled of [Buffer.alloc(9), { a: 1 }, 'x'.repeat(5000), Number.NaN, undefined])
        expect(accepts({ ...report, [key]: smuggled }), `${key}: ${String(smuggled).slice(0, 20)}`).toBe(false);
    }
  });

  it.each([
    ['another kind', { type: 'frame', rgb: 'AAAA' }],
    ['an observation with more in it', { ...reports.observation, observation: { ...observation, name: 'Anna' } }],
    ['a model’s weights', { ...reports.ready, models: { a: 'x'.repeat(81) } }],
    ['time before the start', { ...reports.progress, mediaMs: -1 }],
    ['bytes', Buffer.from('x')],
  ])('may not be %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });
});

describe('an order to a sensor process', () => {
  const accepts = (value: unknown) => sensorOrderSchema.safeParse(value).success;

  it('is start or stop', () => {
    expect(accepts(start)).toBe(true);
    expect(accepts({ type: 'stop' })).toBe(true);
  });

  it.each([
    ['an unknown order', { type: 'record', to: '/tmp/a.mp4' }],
    ['an output', { ...start, out: '/tmp/a.mp4' }],
    ['an output of the source', { ...start, source: { ...start.source, out: '/tmp/a.mp4' } }],
    ['no path', { ...start, source: { ...start.source, path: '' } }],
    ['another pace', { ...start, source: { ...start.source, pace: 'slow' } }],
    ['too many looks', { ...start, samplesPerS: 25 }],
    ['a stop with more', { type: 'stop', now: true }],
  ])('is not %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });
});
