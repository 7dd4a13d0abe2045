import { z } from 'zod';
import { safeParse } from '../../../agent/lesson/outside-data.ts';
import { FfmpegLog } from '../../../agent/sensing/capture/ffmpeg-log.ts';
import { probeSchema } from '../../../agent/sensing/capture/media-probe.ts';
import { troubleOf } from '../../../agent/sensing/capture/source-trouble.ts';
import { workingFormat } from '../../../agent/sensing/capture/video-frames.ts';
import { WavStream } from '../../../agent/sensing/capture/wav-stream.ts';
import { MultipartPictures } from '../../../agent/sensing/preview/multipart-pictures.ts';
import { previewOrderSchema, previewReportSchema } from '../../../agent/sensing/preview/preview-message.ts';
import { sensorOrderSchema, sensorReportSchema } from '../../../agent/sensing/process/sensor-message.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';
import { readBy } from '../engine/read-by.ts';
import { pieces } from './devices.ts';

const isRefusal = (error: unknown) => error instanceof z.ZodError || error instanceof SyntaxError;
const json = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'));
const texts = (all: readonly object[]) => all.map((each) => JSON.stringify(each));
/** A sentence of the stream readers' own, and no fault of the runtime. */
const isOwnComplaint = (words: RegExp) => (error: unknown) =>
  error instanceof Error && error.constructor === Error && words.test(error.message);

/** As ffmpeg writes it: two channels of floats, without an end. */
function wav(channels: 1 | 2, samples: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0).toString();
  head.writeUInt32LE(0xffffffff, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(3, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(16_000, 24);
  head.write('data', 36);
  head.writeUInt32LE(0xffffffff, 40);
  return Buffer.concat([head, Buffer.from(new Float32Array(samples * channels).fill(0.25).buffer)]);
}

const part = (length: number | string, content: string) =>
  `--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${length}\r\n\r\n${content}\r\n`;

const source = { kind: 'rtsp', url: 'rtsp://192.168.1.64/main' } as const;
const news = {
  source: 0,
  state: 'lost',
  cause: { code: 'SOURCE_LOST', message: 'x' },
  received: 1,
  dropped: 0,
  restarts: 2,
};

export const sensingParsers: FuzzedParser[] = [
  {
    name: 'sensor-reports',
    reads: 'what a process that sees or hears the room says to the agent',
    form: 'json',
    covers: [
      'agent/sensing/process/sensor-message.ts#sensorReportSchema',
      'agent/lesson/observation.ts#observationSchema',
    ],
    seeds: () =>
      texts([
        { type: 'ready', models: { faces: 'a1b2' }, durationMs: null },
        { type: 'source', news: { ...news, retryInMs: 10, log: ['a', 'b'] } },
        { type: 'progress', mediaMs: 10, sessionsMs: 2 },
        { type: 'failed', code: 'SENSOR_FAULT', message: 'x' },
        {
          type: 'observation',
          observation: {
            ...{ kind: 'students', atMs: 1000, occupied: 30, measurable: 28, headsUp: 20, turned: 2 },
            ...{ handsRaised: 3, standing: 1, slumped: 0, handSeats: [1, 2, 3] },
          },
        },
        {
          type: 'observation',
          observation: {
            ...{ kind: 'talk', fromMs: 0, toMs: 9000 },
            segments: [{ startMs: 0, endMs: 4000, talk: 'teacher', levelDbfs: -30, syllables: 12, uncertain: false }],
          },
        },
      ]),
    open: () => ({
      parse: (bytes) => {
        const report = readBy(sensorReportSchema, json(bytes));
        if (report.type !== 'observation') return;
        const size = JSON.stringify(report.observation).length;
        must(size <= bytes.length * 2 + 400, 'no more comes out than came in');
        const strings = JSON.stringify(report.observation).match(/"[^"]{60,}"/);
        must(strings === null, 'an observation holds no long text');
      },
    }),
    refuses: isRefusal,
  },
  {
    name: 'sensor-orders',
    reads: 'what the agent says to such a process',
    form: 'json',
    covers: ['agent/sensing/process/sensor-message.ts#sensorOrderSchema'],
    seeds: () =>
      texts([
        { type: 'start', media: { kind: 'live', sources: [source], zeroMs: 12 }, roomPlan: null, samplesPerS: 1 },
        { type: 'start', media: { kind: 'recording', path: '/a.mp4', startAtMs: 0 }, roomPlan: null, samplesPerS: 1 },
        { type: 'moved', isAway: true },
        { type: 'stop' },
      ]),
    open: () => ({ parse: (bytes) => readBy(sensorOrderSchema, json(bytes)) }),
    refuses: isRefusal,
  },
  {
    name: 'preview-messages',
    reads: 'what the process of a preview says and is told',
    form: 'json',
    covers: [
      'agent/sensing/preview/preview-message.ts#previewReportSchema',
      'agent/sensing/preview/preview-message.ts#previewOrderSchema',
    ],
    seeds: () =>
      texts([
        { type: 'level', rmsDbfs: -30, peakDbfs: -3 },
        { type: 'failed', code: 'SOURCE_LOST', message: 'x' },
        { source, wanted: 'pictures' },
      ]),
    open: () => ({
      parse: (bytes) => {
        const message = json(bytes);
        if (!safeParse(previewOrderSchema, message).success) readBy(previewReportSchema, message);
      },
    }),
    refuses: isRefusal,
  },
  {
    name: 'raw-sound',
    reads: 'ffmpeg’s raw sound (WAV without an end)',
    form: 'bytes',
    covers: ['agent/sensing/capture/wav-stream.ts#WavStream'],
    seeds: () => [wav(1, 40), wav(2, 40)],
    open: () => ({
      parse: (bytes) => {
        const stream = new WavStream();
        let samples = 0;
        for (const piece of pieces(bytes)) {
          const channels = stream.read(piece);
          must(
            channels.length <= 2 && new Set(channels.map(({ length }) => length)).size <= 1,
            'channels of equal length',
          );
          samples += (channels[0]?.length ?? 0) * channels.length;
        }
        must(samples * 4 <= bytes.length, 'no more sound than bytes');
      },
    }),
    refuses: isOwnComplaint(/^(no WAV stream|not one or two channels of floats|a header without an end)$/),
  },
  {
    name: 'preview-pictures',
    reads: 'ffmpeg’s small pictures (multipart)',
    form: 'bytes',
    covers: ['agent/sensing/preview/multipart-pictures.ts#MultipartPictures'],
    seeds: () => [part(5, 'aaaaa') + part(3, 'bbb'), part(0, '')],
    open: () => ({
      parse: (bytes) => {
        const pictures = new MultipartPictures();
        let total = 0;
        for (const piece of pieces(bytes)) for (const picture of pictures.read(piece)) total += picture.length;
        must(total <= bytes.length, 'no more pictures than bytes');
      },
    }),
    refuses: isOwnComplaint(/^a part (without a header|without a length|that is too long)$/),
  },
  {
    name: 'ffmpeg-words',
    reads: 'what ffmpeg says, which holds what cameras say',
    form: 'lines',
    covers: ['agent/sensing/capture/ffmpeg-log.ts#FfmpegLog', 'agent/sensing/capture/source-trouble.ts#troubleOf'],
    seeds: () => [
      '[rtsp @ 0x55] method DESCRIBE failed: 401 Unauthorized\nrtsp://it:hunter2@192.168.1.64/main: Server returned 401\n',
      'async:pipe:3: Connection refused\rConnection timed out\n',
    ],
    open: () => ({
      parse: (bytes) => {
        const log = new FfmpegLog(['hunter2', 'a b']);
        for (const piece of pieces(bytes)) log.add(piece.toString('utf8'));
        must(log.lines.length <= 100 && log.lines.every((line) => line.length <= 200), 'few short lines');
        must(!log.lines.some((line) => line.includes('hunter2')), 'no secret');
        const trouble = troubleOf({ ...source, transport: 'tcp', decoder: 'software' }, log.lines);
        must(trouble.code.length > 0 && trouble.message.length < 3000, 'a cause is told');
      },
    }),
  },
  {
    name: 'ffprobe-answers',
    reads: 'what ffprobe says of a recording or a camera’s stream',
    form: 'json',
    covers: ['agent/sensing/capture/media-probe.ts#probeSchema'],
    seeds: () =>
      texts([
        {
          streams: [
            {
              codec_type: 'video',
              codec_name: 'h264',
              width: 1920,
              height: 1080,
              duration: '12.5',
              side_data_list: [{ rotation: -90 }],
            },
            { codec_type: 'audio', channels: 2, duration: 'N/A', disposition: { attached_pic: 0 } },
          ],
          format: { duration: '12.5' },
        },
      ]),
    open: () => ({
      parse: (bytes) => {
        for (const { width, height } of readBy(probeSchema, json(bytes)).streams) {
          if (!width || !height) continue;
          const format = workingFormat({ width, height, durationS: null }, 5);
          const isBounded = [format.width, format.height].every((side) => side >= 2 && side <= 1920 && side % 2 === 0);
          must(isBounded, 'a picture is looked at in a size that fits into memory');
        }
      },
    }),
    refuses: isRefusal,
  },
];
