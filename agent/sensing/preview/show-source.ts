import { type LiveSource, sourceName } from '../../lesson/live-source.ts';
import { FfmpegProcess } from '../capture/ffmpeg-process.ts';
import { liveAudioArguments, liveInput, livePreviewArguments } from '../capture/live-arguments.ts';
import { probeLiveVideo } from '../capture/live-probe.ts';
import { MediaError } from '../capture/media-error.ts';
import { troubleOf } from '../capture/source-trouble.ts';
import { WavStream } from '../capture/wav-stream.ts';
import { MultipartPictures } from './multipart-pictures.ts';
import type { PreviewOrder, PreviewReport } from './preview-message.ts';
import { SoundLevel } from './sound-level.ts';

/** Wide enough to aim a camera by and to pick points in. */
const MOST_WIDTH = 960;
const PICTURES_PER_S = 3;

/**
 * Opens a source and tells what it shows or how loud it is, until it ends or `signal` aborts.
 * @throws MediaError that says why there is nothing
 */
export async function showSource(
  { source, wanted }: PreviewOrder,
  tell: (report: PreviewReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const secrets = 'login' in source && source.login ? [source.login.password] : [];
  const input = liveInput(source, wanted === 'pictures' ? 'video' : 'audio');
  const live = { playlist: input.playlist, secrets };
  const name = sourceName(source);
  if (wanted === 'level') {
    const [wav, level] = [new WavStream(), new SoundLevel()];
    const ffmpeg = new FfmpegProcess({ args: liveAudioArguments(source, input), name, live });
    await read(ffmpeg, source, signal, (chunk) => {
      for (const news of level.add(wav.read(chunk))) tell({ type: 'level', ...news });
    });
    return;
  }
  const { width, height } = await probeLiveVideo(source, input, secrets, signal);
  const pictures = new MultipartPictures();
  const args = livePreviewArguments(source, input, MOST_WIDTH, PICTURES_PER_S);
  await read(new FfmpegProcess({ args, name, live }), source, signal, (chunk) => {
    for (const jpeg of pictures.read(chunk)) tell({ type: 'picture', jpeg, width, height });
  });
}

async function read(
  ffmpeg: FfmpegProcess,
  source: LiveSource,
  signal: AbortSignal,
  take: (chunk: Buffer) => void,
): Promise<void> {
  const stop = () => void ffmpeg.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of ffmpeg.output()) {
      if (signal.aborted) break;
      take(chunk);
    }
  } catch (error) {
    throw error instanceof MediaError && error.code === 'MEDIA_LOST' ? troubleOf(source, ffmpeg.log) : error;
  } finally {
    signal.removeEventListener('abort', stop);
    await ffmpeg.stop();
  }
  if (!signal.aborted) throw troubleOf(source, ffmpeg.log);
}
