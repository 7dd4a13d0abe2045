import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type LiveSource, sourceName } from '../../lesson/live-source.ts';
import { FfmpegLog } from './ffmpeg-log.ts';
import { type LiveInput, liveProbeArguments, PLAYLIST_FD } from './live-arguments.ts';
import { MediaError } from './media-error.ts';
import { probeSchema, toolMissing, type VideoStream } from './media-probe.ts';
import { troubleOf } from './source-trouble.ts';

export interface LiveVideoStream extends VideoStream {
  /** As ffmpeg calls it: `h264`, `hevc`, `mjpeg` … */
  codec: string;
}

/**
 * The pictures of a live source: it is opened and closed again.
 * @param secrets words that must not be in a message
 * @throws MediaError when it cannot be opened or has no pictures
 */
export async function probeLiveVideo(
  source: LiveSource,
  input: LiveInput,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<LiveVideoStream> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'ffprobe', ...liveProbeArguments(input)], {
    stdio: ['ignore', 'pipe', 'pipe', input.playlist === null ? 'ignore' : 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  const exit = new Promise<number | Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const list = child.stdio[PLAYLIST_FD] as Writable | null;
  list?.on('error', () => {});
  list?.end(input.playlist);
  const [out, err, code] = await Promise.all([text(child.stdout!), text(child.stderr!), exit]);
  if (code instanceof Error && 'code' in code && code.code === 'ENOENT') throw toolMissing('setpriv');
  const log = new FfmpegLog(secrets);
  log.add(err);
  if (/setpriv: failed to execute/.test(err)) throw toolMissing('ffprobe');
  if (code !== 0) throw troubleOf(source, log.lines);
  const stream = probeSchema.parse(JSON.parse(out)).streams.find((each) => each.codec_type === 'video');
  if (!stream?.width || !stream.height)
    throw new MediaError('MEDIA_LACKS_STREAM', `${sourceName(source)}: gives no pictures; check that it is a camera`);
  return { width: stream.width, height: stream.height, durationS: null, codec: stream.codec_name ?? 'unknown' };
}
