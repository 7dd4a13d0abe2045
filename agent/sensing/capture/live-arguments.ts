import type { LiveSource } from '../../lesson/live-source.ts';
import { FILE_FORMATS, MOST_MEMORY, MOST_PIXELS, SAMPLE_RATE, type VideoFormat } from './ffmpeg-arguments.ts';

/** How ffmpeg is told of a live source. */
export interface LiveInput {
  /** Up to and with `-i`; nothing secret is among them, for every user of the machine can read a process's arguments. */
  args: string[];
  /** To be written to descriptor PLAYLIST_FD: a list with the address, user and password. */
  playlist: string | null;
}

export const PLAYLIST_FD = 3;

/** What a network source may open; never a file. */
/**
 * As what a network source is understood. Whatever else a camera sends is nothing: a playlist (HLS, DASH, concat) would have ffmpeg
 * open addresses of the camera's choice, within the school's network and on this machine.
 */
const NETWORK_FORMATS = { rtsp: 'concat,rtsp,mpegts', http: 'concat,mpjpeg,mjpeg' } as const;
const NETWORK_PROTOCOLS = 'pipe,async,tcp,udp,rtp,rtsp,srtp,tls,http,https,httpproxy,crypto';
/** A network source that says nothing for this long has gone, microseconds. */
const NETWORK_TIMEOUT_US = 10_000_000;
/** How long ffmpeg looks at a stream before it begins, microseconds: its own 5 s would come too late. */
const ANALYSE_US = 500_000;

/** Frames a second are cut here, and only frames that really came are passed on: a source that stops gives nothing. */
const everyFrameOf = (fps: number) =>
  `select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,${(0.98 / fps).toFixed(4)})+lt(t\\,prev_selected_t)'`;

/** Arguments before the input that both ffmpeg and ffprobe take. */
export function liveInput(source: LiveSource, wanted: 'video' | 'audio'): LiveInput {
  switch (source.kind) {
    case 'rtsp':
      return listed(source, wanted, {
        rtsp_transport: source.transport,
        // Of a camera with a microphone only what is asked for is sent over the network.
        allowed_media_types: wanted,
        timeout: String(NETWORK_TIMEOUT_US),
        analyzeduration: String(ANALYSE_US),
        fpsprobesize: '0',
      });
    case 'http':
      return listed(source, wanted, {
        rw_timeout: String(NETWORK_TIMEOUT_US),
        // Motion JPEG carries no times: those of its arrival are the frames'.
        use_wallclock_as_timestamps: '1',
      });
    case 'v4l2':
      return plain('device,file', [
        ...['-f', 'v4l2'],
        ...(source.format === undefined ? [] : ['-input_format', source.format === 'raw' ? 'yuyv422' : 'mjpeg']),
        ...(source.width && source.height ? ['-video_size', `${source.width}x${source.height}`] : []),
        ...(source.fps === undefined ? [] : ['-framerate', String(source.fps)]),
        ...['-i', source.device],
      ]);
    case 'alsa':
      return plain('file', [
        ...['-f', 'alsa', '-channels', String(source.channels)],
        ...['-probesize', '32', '-analyzeduration', '0', '-i', source.device],
      ]);
    case 'pulse':
      return plain('file', [
        // Times by the wall clock would jump with it.
        ...['-f', 'pulse', '-wallclock', '0', '-name', 'lectern'],
        ...['-channels', String(source.channels), '-sample_rate', '48000'],
        ...(source.server === undefined ? [] : ['-server', source.server]),
        ...['-probesize', '32', '-analyzeduration', '0', '-i', source.source],
      ]);
    case 'file':
      return plain('file,pipe', [
        ...['-format_whitelist', FILE_FORMATS],
        ...(wanted === 'video' ? ['-max_pixels', String(MOST_PIXELS)] : []),
        ...['-i', source.path.startsWith('/') ? `file:${source.path}` : `file:./${source.path}`],
      ]);
  }
}

/** Arguments for ffprobe: what streams there are, as JSON. */
export function liveProbeArguments(input: LiveInput): string[] {
  return [...MOST_MEMORY, '-v', 'error', '-show_streams', '-of', 'json', ...input.args];
}

/**
 * Arguments for frames of exactly the format's size as raw RGB. A source that changes its size in the middle is fitted into
 * the size it began with.
 * @param decoding arguments that choose the decoder
 */
export function liveVideoArguments(
  source: LiveSource,
  input: LiveInput,
  { width, height, fps }: VideoFormat,
  decoding: readonly string[],
): string[] {
  const fitted = `scale=${width}:${height}:flags=area:force_original_aspect_ratio=decrease`;
  const padded = `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`;
  return [
    ...HEAD,
    ...decoding,
    ...atLifeSpeed(source),
    ...input.args,
    ...['-an', '-sn', '-dn', '-map', '0:v:0'],
    ...['-vf', `${everyFrameOf(fps)},${fitted},${padded}`, '-fps_mode', 'passthrough'],
    ...['-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
  ];
}

/** Arguments for a few small pictures a second as JPEG, each led by its length (`multipart-pictures.ts`). */
export function livePreviewArguments(source: LiveSource, input: LiveInput, mostWidth: number, fps: number): string[] {
  return [
    ...HEAD,
    ...atLifeSpeed(source),
    ...input.args,
    ...['-an', '-sn', '-dn', '-map', '0:v:0'],
    ...['-vf', `${everyFrameOf(fps)},scale='min(${mostWidth},iw)':-2:flags=area,format=yuvj420p`],
    ...['-fps_mode', 'passthrough', '-c:v', 'mjpeg', '-q:v', '5', '-flush_packets', '1', '-f', 'mpjpeg', 'pipe:1'],
  ];
}

/** Arguments for sound as a WAV stream of 32-bit floats at 16 kHz, one channel or two; its header tells which. */
export function liveAudioArguments(source: LiveSource, input: LiveInput): string[] {
  return [
    ...HEAD,
    ...atLifeSpeed(source),
    ...input.args,
    ...['-vn', '-sn', '-dn', '-map', '0:a:0', '-af', 'aformat=channel_layouts=mono|stereo'],
    ...['-ar', String(SAMPLE_RATE), '-c:a', 'pcm_f32le', '-fflags', '+bitexact', '-flags', '+bitexact'],
    ...['-flush_packets', '1', '-f', 'wav', 'pipe:1'],
  ];
}

/** A file is played as if it were there now; ffprobe knows nothing of that. */
const atLifeSpeed = (source: LiveSource) =>
  source.kind === 'file' ? ['-re', ...(source.loop ? ['-stream_loop', '-1'] : [])] : [];

const HEAD = [...MOST_MEMORY, '-hide_banner', '-loglevel', 'warning'];

function plain(protocols: string, args: string[]): LiveInput {
  return { args: ['-protocol_whitelist', protocols, ...args], playlist: null };
}

/** The address goes into a list that ffmpeg reads from a pipe; `async:` keeps its standard input free for the key `q`. */
function listed(
  { kind, url, login }: Extract<LiveSource, { kind: 'rtsp' | 'http' }>,
  wanted: 'video' | 'audio',
  options: Record<string, string>,
): LiveInput {
  const address = new URL(url);
  if (login) {
    address.username = encodeURIComponent(login.user);
    address.password = encodeURIComponent(login.password);
  }
  const lines = Object.entries(options).map(([name, value]) => `option ${name} ${value}`);
  return {
    args: [
      ...['-protocol_whitelist', NETWORK_PROTOCOLS, '-format_whitelist', NETWORK_FORMATS[kind]],
      ...(wanted === 'video' ? ['-max_pixels', String(MOST_PIXELS)] : []),
      ...['-f', 'concat', '-safe', '0', '-auto_convert', '0'],
      ...['-i', `async:pipe:${PLAYLIST_FD}`],
    ],
    playlist: ['ffconcat version 1.0', `file ${quoted(address.href)}`, ...lines, ''].join('\n'),
  };
}

/** As the list wants it: in single quotes, in which only those need care. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
