import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { MediaError } from './media-error.ts';
import { lastLine, toolMissing } from './media-probe.ts';

const KEPT_LOG_LINES = 100;

/** A running ffmpeg whose standard output is raw media. Its last 100 lines are kept to say why it failed. */
export class FfmpegProcess {
  readonly #args: readonly string[];
  readonly #path: string;
  #child: ChildProcessByStdio<null, Readable, Readable> | undefined;
  #log: string[] = [];
  #stopped = false;

  /** @param args from ffmpeg-arguments; @param path names the source in messages */
  constructor(args: readonly string[], path: string) {
    this.#args = args;
    this.#path = path;
  }

  /**
   * Starts ffmpeg and yields its output as it comes; leaving the loop stops ffmpeg.
   * @throws MediaError when ffmpeg cannot be started or fails
   */
  async *output(): AsyncGenerator<Buffer> {
    const child = spawn('ffmpeg', this.#args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#keepLog(text));
    const exit = new Promise<number | Error | null>((resolve) => {
      child.once('error', resolve);
      child.once('close', (code) => resolve(code));
    });
    try {
      for await (const chunk of child.stdout) yield chunk as Buffer;
      const result = await exit;
      if (result instanceof Error) throw 'code' in result && result.code === 'ENOENT' ? toolMissing('ffmpeg') : result;
      if (result !== 0 && !this.#stopped) throw this.#failure();
    } finally {
      this.stop();
    }
  }

  stop(): void {
    this.#stopped = true;
    if (this.#child && this.#child.exitCode === null) this.#child.kill('SIGTERM');
  }

  /** What ffmpeg complained about, oldest first. */
  get log(): readonly string[] {
    return this.#log;
  }

  #failure(): MediaError {
    const reason = lastLine(this.#log.join('\n'), this.#path);
    return new MediaError('MEDIA_UNREADABLE', `${this.#path}: cannot be decoded (${reason}); record or copy it again`);
  }

  #keepLog(text: string): void {
    this.#log = [...this.#log, ...text.split('\n').filter((line) => line !== '')].slice(-KEPT_LOG_LINES);
  }
}
