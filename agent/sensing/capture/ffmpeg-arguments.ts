/** A recording, read as fast as it can be worked on; its clock starts at the file's first moment. */
export interface FileSource {
  path: string;
  /** Where in the file to begin, milliseconds. */
  startAtMs: number;
}

export interface VideoFormat {
  width: number;
  height: number;
  /** Frames a second that come out of ffmpeg; the rest is never decoded into the pipe. */
  fps: number;
}

/** The rate at which the microphone's models listen. */
export const SAMPLE_RATE = 16_000;

/**
 * Arguments for frames as raw RGB (3 bytes a pixel, row by row) on ffmpeg's standard output. Frame k shows the source at
 * k / fps seconds: `round=up` makes an output slot take the last picture at or before its time.
 */
export function videoArguments(source: FileSource, format: VideoFormat): string[] {
  return [
    ...input(source, ['-max_pixels', String(MOST_PIXELS)]),
    ...['-an', '-sn', '-dn', '-map', '0:V:0'],
    ...['-vf', `fps=fps=${format.fps}:round=up:start_time=0,scale=${format.width}:${format.height}:flags=area`],
    ...['-pix_fmt', 'rgb24', '-f', 'rawvideo'],
    ...TO_PIPE,
  ];
}

/**
 * Arguments for sound as 32-bit little-endian floats (-1..1, 16 kHz) on ffmpeg's standard output, two channels sample by
 * sample. They are a source's first two as they are: its layout is how it was recorded, not what the room is wired to, so
 * nothing is mixed down by it.
 */
export function audioArguments(source: FileSource, channels: 1 | 2): string[] {
  return [
    ...input(source),
    ...['-vn', '-sn', '-dn', '-map', '0:a:0'],
    ...(channels === 1 ? ['-ac', '1'] : ['-af', 'pan=stereo|c0=c0|c1=c1']),
    ...['-ar', String(SAMPLE_RATE), '-f', 'f32le'],
    ...TO_PIPE,
  ];
}

/**
 * What a recording may be. Without it ffmpeg takes a file for what it says it is, also for a playlist (HLS, DASH, concat) that names
 * other files of this machine, which would then be read in its place.
 */
export const FILE_FORMATS = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'flv', 'asf', 'mxf', 'ivf', 'nut', 'yuv4mpegpipe'],
  ...[
    'h264',
    'hevc',
    'm4v',
    'mjpeg',
    'jpeg_pipe',
    'dv',
    'dhav',
    'rm',
    'wav',
    'w64',
    'mp3',
    'ogg',
    'flac',
    'aac',
    'ac3',
    'aiff',
    'caf',
    'amr',
    'au',
  ],
].join(',');
/** Of one picture: 8192 × 4320 and some. A decoder holds a dozen of them, so whoever claims more claims the machine's memory. */
export const MOST_PIXELS = 40_000_000;
/** What ffmpeg may take at once: a camera that says how long its answer will be would else be believed, up to 2 GiB. */
export const MOST_MEMORY = ['-max_alloc', String(128 * 2 ** 20)] as const;

/** The only output there is: no argument list made here can name a file to write. */
const TO_PIPE = ['pipe:1'] as const;

function input(source: FileSource, decoding: readonly string[] = []): string[] {
  return [
    ...MOST_MEMORY,
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe'],
    ...['-format_whitelist', FILE_FORMATS],
    ...(source.startAtMs > 0 ? ['-ss', (source.startAtMs / 1000).toFixed(3)] : []),
    ...decoding,
    ...['-i', `file:${source.path}`],
  ];
}
