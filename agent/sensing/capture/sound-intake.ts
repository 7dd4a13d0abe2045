import { sourceName } from '../../lesson/live-source.ts';
import type { CapturedSound, CaptureReport } from './capture-message.ts';
import { SAMPLE_RATE } from './ffmpeg-arguments.ts';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { liveAudioArguments, liveInput } from './live-arguments.ts';
import { MediaError } from './media-error.ts';
import type { IntakeOptions } from './picture-intake.ts';
import { PulseWatch } from './pulse-watch.ts';
import { SoundClock } from './sound-clock.ts';
import { troubleOf } from './source-trouble.ts';
import { WavStream } from './wav-stream.ts';

/** Sound that has waited for longer than this is dropped, oldest first: judging a long lesson takes some seconds. */
const LONGEST_WAIT_S = 30;

/** Takes the sound of a live source, keeps what was not yet fetched, and tells when it was heard. */
export class SoundIntake {
  readonly #options: IntakeOptions;
  readonly #secrets: string[];
  #waiting: CapturedSound[] = [];
  #waitingSamples = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { source } = options;
    this.#secrets = 'login' in source && source.login ? [source.login.password] : [];
  }

  get hasNews(): boolean {
    return this.#waiting.length > 0;
  }

  take(): { message: CaptureReport; transfer: ArrayBuffer[] } {
    const sounds = this.#waiting;
    this.#waiting = [];
    this.#waitingSamples = 0;
    return {
      message: { type: 'captured', sounds },
      transfer: sounds.flatMap(({ channels }) => channels.map(({ buffer }) => buffer)),
    };
  }

  /** @throws MediaError that says why the source was lost */
  async attempt(arrived: () => void, signal: AbortSignal): Promise<void> {
    const { source, monotonicMs, warn } = this.#options;
    const input = liveInput(source, 'audio');
    const ffmpeg = new FfmpegProcess({
      args: liveAudioArguments(source, input),
      name: sourceName(source),
      live: { playlist: input.playlist, secrets: this.#secrets },
    });
    const unplugged = new AbortController();
    const stop = () => void ffmpeg.stop();
    const enough = AbortSignal.any([signal, unplugged.signal]);
    enough.addEventListener('abort', stop, { once: true });
    const watch = source.kind === 'pulse' ? new PulseWatch(source, () => unplugged.abort(), warn) : undefined;
    watch?.start();
    const [wav, clock] = [new WavStream(), new SoundClock()];
    let isFirst = true;
    try {
      for await (const chunk of ffmpeg.output()) {
        const channels = samplesOf(wav, chunk, sourceName(source));
        const samples = channels[0]?.length ?? 0;
        if (samples === 0) continue;
        const { atMs, leaveOut, isBroken } = clock.stamp(samples, monotonicMs());
        arrived();
        if (leaveOut === samples) continue;
        const kept = leaveOut === 0 ? channels : channels.map((each) => each.slice(leaveOut));
        this.#put({ channels: kept as CapturedSound['channels'], atMs, isBroken: isBroken || isFirst });
        isFirst = false;
        if (enough.aborted) break;
      }
    } catch (error) {
      throw error instanceof MediaError && error.code === 'MEDIA_LOST' ? troubleOf(source, ffmpeg.log) : error;
    } finally {
      enough.removeEventListener('abort', stop);
      watch?.stop();
      await ffmpeg.stop();
    }
    if (unplugged.signal.aborted)
      throw new MediaError('SOURCE_MISSING', `${sourceName(source)}: was unplugged; plug it in again`, ffmpeg.log);
    if (source.kind !== 'file' && !signal.aborted) throw troubleOf(source, ffmpeg.log);
  }

  #put(sound: CapturedSound): void {
    this.#options.counts.received++;
    this.#waiting.push(sound);
    this.#waitingSamples += sound.channels[0]!.length;
    while (this.#waitingSamples > LONGEST_WAIT_S * SAMPLE_RATE && this.#waiting.length > 1) {
      this.#waitingSamples -= this.#waiting.shift()!.channels[0]!.length;
      this.#waiting[0]!.isBroken = true;
      this.#options.counts.dropped++;
    }
  }
}

function samplesOf(wav: WavStream, chunk: Buffer, name: string): Float32Array[] {
  try {
    return wav.read(chunk);
  } catch (error) {
    throw new MediaError('SOURCE_GARBLED', `${name}: gives no sound that can be read (${(error as Error).message})`);
  }
}
