import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { LiveSource } from '../../lesson/live-source.ts';

type PulseSource = Extract<LiveSource, { kind: 'pulse' }>;

/**
 * Watches whether a source of the sound server is still there. When a microphone is unplugged, PulseAudio and PipeWire
 * quietly hand its listeners another source, often what the machine itself plays: that must not be taken for the room.
 */
export class PulseWatch {
  readonly #source: PulseSource;
  readonly #gone: () => void;
  readonly #warn: (message: string) => void;
  #child: ChildProcess | undefined;
  #text = '';

  constructor(source: PulseSource, gone: () => void, warn: (message: string) => void) {
    this.#source = source;
    this.#gone = gone;
    this.#warn = warn;
  }

  start(): void {
    // Whatever the default is, it is there.
    if (this.#source.source === 'default' || this.#source.source.startsWith('@')) return;
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'pactl', 'subscribe'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    child.once('error', () => this.#cannotTell());
    child.once('exit', (code) => {
      if (code === 127) this.#cannotTell();
    });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
      const isAboutSources = /Event '(remove|change)' on source(-output)? #/.test(this.#text);
      this.#text = this.#text.slice(this.#text.lastIndexOf('\n') + 1);
      if (isAboutSources) void this.#look();
    });
    void this.#look();
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async #look(): Promise<void> {
    try {
      const { stdout } = await promisify(execFile)('pactl', ['list', 'short', 'sources'], { env: this.#environment });
      const isThere = stdout.split('\n').some((line) => line.split('\t')[1] === this.#source.source);
      if (!isThere && this.#child) this.#gone();
    } catch {
      // A server that does not answer has ended the capture as well.
    }
  }

  #cannotTell(): void {
    this.#warn(
      `pulse:${this.#source.source}: whether it is unplugged cannot be told without pactl; install pulseaudio-utils`,
    );
  }

  get #environment(): NodeJS.ProcessEnv {
    const { server } = this.#source;
    return { ...process.env, LC_ALL: 'C', ...(server === undefined ? {} : { PULSE_SERVER: server }) };
  }
}
