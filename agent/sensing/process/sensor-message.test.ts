import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
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
  progress: { type: 'progress', mediaMs: 1000, sessionsMs: 12.5 },
  source: {
    type: 'source',
    news: {
      source: 0,
      state: 'lost',
      cause: { code: 'SOURCE_STALLED', message: 'rtsp://camera/1: fell silent for 10 s' },
      retryInMs: 1000,
      log: ['Connection timed out'],
      received: 12,
      dropped: 3,
      restarts: 1,
    },
  },
  warning: { type: 'warning', message: 'vaapi cannot decode it' },
  ended: { type: 'ended', mediaMs: 1000, sessionsMs: 12.5 },
  failed: { type: 'failed', code: 'MEDIA_EMPTY', message: 'a.mp4: the file is empty' },
};
const start = {
  type: 'start',
  media: { kind: 'recording', path: '/media/a.mp4', startAtMs: 0 },
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

  const notAnObservation: Fault = {
    part: 'sensor',
    kind: 'wrong',
    fault: 'a sensor process sends what is no observation: a picture, bytes, a name',
    seen: 'that the program of this camera or microphone failed and is started again',
    lost: 'what would have been observed until it runs again; what it sent is let go',
    recovers: 'its process is killed and started again',
  };
  it.each([
    ['another kind', { type: 'frame', rgb: 'AAAA' }],
    ['an observation with more in it', { ...reports.observation, observation: { ...observation, name: 'Anna' } }],
    ['a model’s weights', { ...reports.ready, models: { a: 'x'.repeat(81) } }],
    ['time before the start', { ...reports.progress, mediaMs: -1 }],
    ['bytes', Buffer.from('x')],
  ])('may not be %s', shows(notAnObservation), (_, value) => {
    expect(accepts(value)).toBe(false);
  });
});

const live = (source: object) => ({ ...start, media: { kind: 'live', sources: [source], zeroMs: 5000 } });

describe('an order to a sensor process', () => {
  const accepts = (value: unknown) => sensorOrderSchema.safeParse(value).success;

  it('is start or stop', () => {
    expect(accepts(start)).toBe(true);
    expect(accepts({ type: 'stop' })).toBe(true);
  });

  it.each([
    { kind: 'rtsp', url: 'rtsps://10.0.0.9:322/1', login: { user: 'it', password: 'p@ss w/rd' }, decoder: 'vaapi' },
    { kind: 'http', url: 'http://10.0.0.9/video.mjpg' },
    { kind: 'v4l2', device: '/dev/v4l/by-id/usb-cam', format: 'mjpeg', width: 1280, height: 720, fps: 10 },
    { kind: 'alsa', device: 'plughw:1,0', channels: 2 },
    { kind: 'pulse', source: 'room' },
    { kind: 'file', path: '/media/a.mp4', loop: true },
  ])('may name a live source: $kind', (source) => {
    expect(accepts(live(source))).toBe(true);
  });

  it.each([
    ['an unknown order', { type: 'record', to: '/tmp/a.mp4' }],
    ['an output', { ...start, out: '/tmp/a.mp4' }],
    ['an output of the source', { ...start, media: { ...start.media, out: '/tmp/a.mp4' } }],
    ['no path', { ...start, media: { ...start.media, path: '' } }],
    ['another kind of media', { ...start, media: { ...start.media, kind: 'dump' } }],
    ['an address with a password in it', live({ kind: 'rtsp', url: 'rtsp://it:secret@10.0.0.9/1' })],
    ['a device of two lines', live({ kind: 'v4l2', device: '/dev/video0\n-y' })],
    ['a file by way of an address', live({ kind: 'http', url: 'file:///etc/passwd' })],
    [
      'three microphones',
      { ...start, media: { ...live({}).media, sources: Array(3).fill({ kind: 'alsa', device: 'a' }) } },
    ],
    ['too many looks', { ...start, samplesPerS: 25 }],
    ['a stop with more', { type: 'stop', now: true }],
  ])('is not %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });
});
