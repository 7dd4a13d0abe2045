import { type Decoder, type LiveSource, sourceName } from '../../lesson/live-source.ts';
import type { CapturedFrame, CaptureReport, SourceCounts } from './capture-message.ts';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { liveInput, liveVideoArguments } from './live-arguments.ts';
import { type LiveVideoStream, probeLiveVideo } from './live-probe.ts';
import { MediaError } from './media-error.ts';
import { troubleOf } from './source-trouble.ts';
import { workingFormat } from './video-frames.ts';

const RENDER_NODE = '/dev/dri/renderD128';

export interface IntakeOptions {
  source: LiveSource;
  /** Counted up here. */
  counts: SourceCounts;
  monotonicMs: () => number;
  /** Something is not as it was wanted, but works. */
  warn: (message: string) => void;
}

/** Takes the pictures of a live source and holds the newest; an older one that nobody took is dropped and counted. */
export class PictureIntake {
  readonly #options: IntakeOptions & { fps: number };
  readonly #secrets: string[];
  #decoder: Decoder;
  /** What the source was when it last gave pictures. */
  #stream: LiveVideoStream | undefined;
  #newest: CapturedFrame | undefined;
  #spare: Uint8Array<ArrayBuffer> | undefined;

  constructor(options: IntakeOptions & { fps: number }) {
    this.#options = options;
    const { source } = options;
    this.#decoder = source.kind === 'rtsp' ? source.decoder : 'software';
    this.#secrets = 'login' in source && source.login ? [source.login.password] : [];
  }

  get hasNews(): boolean {
    return this.#newest !== undefined;
  }

  take(): { message: CaptureReport; transfer: ArrayBuffer[] } {
    const frame = this.#newest!;
    this.#newest = undefined;
    return { message: { type: 'captured', frame }, transfer: [frame.rgb.buffer] };
  }

  /** Gives back the memory of a frame that was looked at. */
  reuse(rgb: Uint8Array<ArrayBuffer>): void {
    this.#spare = rgb;
  }

  /** @throws MediaError that says why the source was lost */
  async attempt(arrived: () => void, signal: AbortSignal): Promise<void> {
    const { source, counts } = this.#options;
    // Opened again it most likely is as it was; if it is not, its pictures are fitted into that size.
    const stream = this.#stream ?? (await probeLiveVideo(source, liveInput(source, 'video'), this.#secrets, signal));
    const before = counts.received;
    try {
      await this.#read(stream, arrived, signal);
    } catch (error) {
      if (this.#decoder === 'software' || counts.received > before || signal.aborted) throw error;
      const reason = (error instanceof MediaError ? error.log.at(-1) : undefined) ?? 'no reason given';
      this.#options.warn(`${sourceName(source)}: ${this.#decoder} cannot decode it (${reason}); decoded in software`);
      this.#decoder = 'software';
      await this.#read(stream, arrived, signal);
    } finally {
      this.#stream = counts.received > before ? stream : undefined;
    }
  }

  async #read(stream: LiveVideoStream, arrived: () => void, signal: AbortSignal): Promise<void> {
    const { source, fps } = this.#options;
    const format = workingFormat(stream, fps);
    const { width, height } = format;
    const input = liveInput(source, 'video');
    const ffmpeg = new FfmpegProcess({
      args: liveVideoArguments(source, input, format, decoding(this.#decoder, stream.codec)),
      name: sourceName(source),
      live: { playlist: input.playlist, secrets: this.#secrets },
    });
    const stop = () => void ffmpeg.stop();
    signal.addEventListener('abort', stop, { once: true });
    const bytes = width * height * 3;
    let rgb = this.#room(bytes);
    let filled = 0;
    try {
      for await (const chunk of ffmpeg.output()) {
        for (let read = 0; read < chunk.length; ) {
          const taken = Math.min(chunk.length - read, bytes - filled);
          rgb.set(chunk.subarray(read, read + taken), filled);
          read += taken;
          filled += taken;
          if (filled < bytes) continue;
          this.#put({ rgb, width, height, atMs: this.#options.monotonicMs() });
          arrived();
          rgb = this.#room(bytes);
          filled = 0;
        }
        if (signal.aborted) break;
      }
    } catch (error) {
      throw error instanceof MediaError && error.code === 'MEDIA_LOST' ? troubleOf(source, ffmpeg.log) : error;
    } finally {
      signal.removeEventListener('abort', stop);
      await ffmpeg.stop();
    }
    if (source.kind !== 'file' && !signal.aborted) throw troubleOf(source, ffmpeg.log);
  }

  #put(frame: CapturedFrame): void {
    this.#options.counts.received++;
    if (this.#newest) {
      this.#options.counts.dropped++;
      this.#spare = this.#newest.rgb;
    }
    this.#newest = frame;
  }

  #room(bytes: number): Uint8Array<ArrayBuffer> {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare?.length === bytes ? spare : new Uint8Array(bytes);
  }
}

/** Arguments that choose who decodes. */
function decoding(decoder: Decoder, codec: string): string[] {
  if (decoder === 'vaapi') return ['-hwaccel', 'vaapi', '-hwaccel_device', RENDER_NODE];
  return decoder === 'v4l2m2m' ? ['-c:v', `${codec}_v4l2m2m`] : [];
}
