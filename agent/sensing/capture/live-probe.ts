import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type LiveSource, sourceName } from '../../lesson/live-source.ts';
import { FfmpegLog } from './ffmpeg-log.ts';
import { type LiveInput, liveProbeArguments, PLAYLIST_FD } from './live-arguments.ts';
import { MediaError } from './media-error.ts';
import { probeSchema, toolMissing, type VideoStream } from './media-probe.ts';
import { troubleOf } from './source-trouble.ts';

const MOST_CHARACTERS = 2 ** 20;

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
  const log = new FfmpegLog(secrets);
  child.stderr!.setEncoding('utf8').on('data', (text: string) => log.add(text));
  const [out, code] = await Promise.all([beginningOf(child.stdout!), exit]);
  if (code instanceof Error && 'code' in code && code.code === 'ENOENT') throw toolMissing('setpriv');
  if (log.lines.some((line) => /setpriv: failed to execute/.test(line))) throw toolMissing('ffprobe');
  if (code !== 0) throw troubleOf(source, log.lines);
  const stream = streamsIn(out, source).find((each) => each.codec_type === 'video');
  if (!stream?.width || !stream.height)
    throw new MediaError('MEDIA_LACKS_STREAM', `${sourceName(source)}: gives no pictures; check that it is a camera`);
  return { width: stream.width, height: stream.height, durationS: null, codec: stream.codec_name ?? 'unknown' };
}

/** No camera has streams that take longer to tell of; one that never ends must not fill the memory. */
async function beginningOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) if (text.length < MOST_CHARACTERS) text += chunk as string;
  return text;
}

function streamsIn(text: string, source: LiveSource) {
  try {
    return probeSchema.parse(JSON.parse(text)).streams;
  } catch {
    throw new MediaError('SOURCE_GARBLED', `${sourceName(source)}: says nothing of its streams that can be read`);
  }
}
