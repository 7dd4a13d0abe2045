import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { FfmpegLog } from './ffmpeg-log.ts';
import { PLAYLIST_FD } from './live-arguments.ts';
import { MediaError } from './media-error.ts';
import { lastLine, toolMissing } from './media-probe.ts';

/** Between asking ffmpeg to stop, telling it (TERM) and ending it (KILL). */
const STOP_PAUSE_MS = 2000;

export interface FfmpegOptions {
  /** From ffmpeg-arguments or live-arguments. */
  args: readonly string[];
  /** Names the source in messages. */
  name: string;
  /** What ffmpeg is to read from descriptor 3; such an ffmpeg also takes the key `q`. */
  live?: { playlist: string | null; secrets: readonly string[] };
}

/**
 * A running ffmpeg whose standard output is raw media. Its last 100 lines are kept to say why it failed. It dies with the
 * thread that started it, whatever ends that: a camera that nobody reads from must not be held open.
 */
export class FfmpegProcess {
  readonly #options: FfmpegOptions;
  #child: ChildProcess | undefined;
  #exit: Promise<number | Error | null> = Promise.resolve(null);
  readonly #log: FfmpegLog;
  #stopping: Promise<void> | undefined;

  constructor(options: FfmpegOptions) {
    this.#options = options;
    this.#log = new FfmpegLog(options.live?.secrets);
  }

  /**
   * Starts ffmpeg, unless it was stopped before, and yields its output as it comes; leaving the loop stops ffmpeg.
   * @throws MediaError when ffmpeg cannot be started or fails
   */
  async *output(): AsyncGenerator<Buffer> {
    if (this.#stopping) return;
    const { args, live } = this.#options;
    const list = live?.playlist == null ? 'ignore' : 'pipe';
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'ffmpeg', ...args], {
      stdio: [live ? 'pipe' : 'ignore', 'pipe', 'pipe', list],
    });
    this.#child = child;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => this.#log.add(text));
    this.#exit = new Promise((resolve) => {
      child.once('error', resolve);
      child.once('close', (code) => resolve(code));
    });
    // An ffmpeg that ends early leaves these unread, which its exit tells better.
    for (const stream of [child.stdin, child.stdio[PLAYLIST_FD] as Writable | null | undefined])
      stream?.on('error', () => {});
    if (live?.playlist != null) (child.stdio[PLAYLIST_FD] as Writable).end(live.playlist);
    try {
      for await (const chunk of child.stdout as Readable) yield chunk as Buffer;
      const result = await this.#exit;
      if (result instanceof Error) throw 'code' in result && result.code === 'ENOENT' ? toolMissing('setpriv') : result;
      if (result !== 0 && !this.#stopping) throw this.#failure();
    } finally {
      void this.stop();
    }
  }

  /** Asks (the key `q`), then tells (TERM), then ends (KILL), with pauses; done when ffmpeg is gone. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const gone = this.#exit.then(() => true);
    const within = (ms: number) => {
      const enough = new AbortController();
      const late = delay(ms, false, { signal: enough.signal }).catch(() => false);
      return Promise.race([gone, late]).finally(() => enough.abort());
    };
    const running = () => child.exitCode === null && child.signalCode === null;
    if (!running()) return;
    if (child.stdin) {
      child.stdin.write('q');
      if (await within(STOP_PAUSE_MS)) return;
    }
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (running()) child.kill(signal);
      if (await within(STOP_PAUSE_MS)) return;
    }
  }

  /** What ffmpeg said last, oldest first, at most 100 lines; no secrets. */
  get log(): readonly string[] {
    return this.#log.lines;
  }

  #failure(): MediaError {
    const { name, live } = this.#options;
    if (this.log.some((line) => /setpriv: failed to execute ffmpeg/.test(line))) return toolMissing('ffmpeg');
    if (live) return new MediaError('MEDIA_LOST', `${name}: ${lastLine(this.log.join('\n'), name)}`);
    const reason = lastLine(this.log.join('\n'), name);
    return new MediaError('MEDIA_UNREADABLE', `${name}: cannot be decoded (${reason}); record or copy it again`);
  }
}
