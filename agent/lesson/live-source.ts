import { z } from 'zod';

/** No control characters: an address with a line break would end one line of a list and begin another. */
const word = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^\P{Cc}+$/u, 'must be one line');
const login = z.strictObject({
  user: word,
  password: z
    .string()
    .max(500)
    .regex(/^\P{Cc}*$/u),
});
const pixels = z.int().min(16).max(8192);

/** Who decodes video: the processor, or the chip's own decoder by way of VA-API or V4L2. */
export const decoders = ['software', 'vaapi', 'v4l2m2m'] as const;
export type Decoder = (typeof decoders)[number];

const decoder = z.enum(decoders).default('software');
const networkAddress = (protocol: RegExp, example: string) =>
  z
    .url({ protocol, error: `must be an address such as "${example}"` })
    .max(2000)
    .refine((text) => {
      // What is no address is told already.
      if (!URL.canParse(text)) return true;
      const { username, password } = new URL(text);
      return username === '' && password === '';
    }, 'must hold no user or password: keep those in the secrets file and name the entry by `credentials`');

/** Where live pictures or sound come from. Anything here may be in a log, but for `login`. */
export const liveSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rtsp'),
    url: networkAddress(/^rtsps?$/, 'rtsp://192.168.1.64:554/stream1'),
    login: login.optional(),
    transport: z.enum(['tcp', 'udp']).default('tcp'),
    decoder,
  }),
  /** Motion JPEG, as older cameras and document cameras serve it. */
  z.strictObject({
    kind: z.literal('http'),
    url: networkAddress(/^https?$/, 'http://192.168.1.70/video.mjpg'),
    login: login.optional(),
  }),
  /** A USB camera; without a size and a rate the camera's own are taken. */
  z.strictObject({
    kind: z.literal('v4l2'),
    device: word,
    format: z.enum(['mjpeg', 'raw']).optional(),
    width: pixels.optional(),
    height: pixels.optional(),
    fps: z.number().min(1).max(120).optional(),
  }),
  z.strictObject({ kind: z.literal('alsa'), device: word, channels: z.int().min(1).max(2).default(1) }),
  /** A source of PulseAudio or PipeWire, by name. */
  z.strictObject({
    kind: z.literal('pulse'),
    source: word,
    server: word.optional(),
    channels: z.int().min(1).max(2).default(1),
  }),
  /** A file played at the speed of life, once or again and again. */
  z.strictObject({ kind: z.literal('file'), path: word, loop: z.boolean().default(false) }),
]);
export type LiveSource = z.infer<typeof liveSourceSchema>;

/** How a source is called in messages: its address or device, without user and password. */
export function sourceName(source: LiveSource): string {
  switch (source.kind) {
    case 'rtsp':
    case 'http':
      return source.url;
    case 'v4l2':
      return source.device;
    case 'alsa':
      return `alsa:${source.device}`;
    case 'pulse':
      return `pulse:${source.source}`;
    case 'file':
      return source.path;
  }
}
