import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LiveSource } from '../lesson/live-source.ts';
import { safeParse } from '../lesson/outside-data.ts';
import { NO_LAMP } from '../room/room-problems.ts';
import type { SetupSource } from '../screen/setup/controls/configuration.ts';
import type { PreviewEnd, PreviewStatus } from '../screen/setup/controls/preview.ts';
import { type PreviewOrder, type PreviewReport, previewReportSchema } from '../sensing/preview/preview-message.ts';
import { SENSOR_PERMISSIONS } from '../sensing/process/sensor-supervisor.ts';
import { SetupError } from './setup-error.ts';

const PROGRAM = fileURLToPath(new URL('../sensing/preview/preview-process.ts', import.meta.url));
/** Nobody has asked for so long: nobody looks. */
const UNUSED_MS = 30_000;
const MOST_MS = 10 * 60_000;
/** A camera may take its time to wake up and send a whole picture. */
const FIRST_MS = 25_000;
const STOP_PATIENCE_MS = 6_000;

export interface PreviewOptions {
  /** The source as configured now, with its login. @throws SetupError when there is none */
  sourceOf(source: SetupSource): LiveSource;
  /** Why nothing may be shown now: a lesson goes on, or sensing is off. */
  refusal(): PreviewRefusal | null;
  /** Writes down that a source is about to be shown; what cannot be written down is not shown. @throws StoreError */
  opening(source: SetupSource): void;
  /** A preview was opened, or the last one is closed. */
  changed(isOpen: boolean): void;
  /** For tests that cannot wait as long as people can. */
  timing?: { unusedMs?: number; mostMs?: number; firstMs?: number };
}

export type PreviewRefusal = 'lesson' | 'sensing-off' | 'no-lamp';

interface Shown {
  source: SetupSource;
  child: ChildProcess;
  endsAtMs: number;
  timers: { unused: NodeJS.Timeout; most: NodeJS.Timeout; first: NodeJS.Timeout };
  picture: { jpeg: Uint8Array; width: number; height: number } | null;
  level: PreviewStatus['level'];
}

/**
 * The one preview of a room: a process of its own opens the source; of a camera the newest small picture is held in memory
 * and forgotten with the preview, of a microphone only how loud it is.
 */
export class Preview {
  readonly #options: PreviewOptions;
  #shown: Shown | undefined;
  #last: Pick<PreviewStatus, 'source' | 'why' | 'cause'> = { source: null, why: null, cause: null };

  constructor(options: PreviewOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#shown !== undefined;
  }

  /**
   * @throws SetupError while a lesson goes on, while sensing is off, or when there is no such source
   * @throws StoreError when it cannot be written down
   */
  open(source: SetupSource): PreviewStatus {
    this.#refuseNow();
    const live = this.#options.sourceOf(source);
    this.#end('closed', null);
    // A recording that stands for a camera goes on for as long as one looks.
    const shown = live.kind === 'file' ? { ...live, loop: true } : live;
    this.#options.opening(source);
    this.#shown = this.#start(source, shown);
    this.#options.changed(true);
    return this.status();
  }

  status(): PreviewStatus {
    const shown = this.#shown;
    if (!shown) return { state: 'closed', ...this.#last, width: null, height: null, level: null, leftS: 0 };
    shown.timers.unused.refresh();
    const { source, picture, level } = shown;
    return {
      ...{ state: picture || level ? 'live' : 'opening', source, why: null, cause: null, level },
      ...{ width: picture?.width ?? null, height: picture?.height ?? null },
      leftS: Math.max(0, Math.round((shown.endsAtMs - performance.now()) / 1000)),
    };
  }

  /** @throws SetupError when the preview of that source is not open */
  picture(source: SetupSource): Uint8Array | null {
    const shown = this.#shown;
    if (shown?.source !== source) {
      const { cause } = this.#last;
      throw new SetupError(
        'SETUP_PREVIEW_CLOSED',
        cause?.message ?? `${source}: its preview is not open; open it first`,
      );
    }
    shown.timers.unused.refresh();
    return shown.picture?.jpeg ?? null;
  }

  /** @param source only when it is this one; by default whichever is open */
  close(source?: SetupSource): void {
    if (source === undefined || this.#shown?.source === source) this.#end('closed', null);
  }

  /** What the room does has changed: what must not be shown any more is closed. */
  roomChanged(): void {
    const refusal = this.#options.refusal();
    if (refusal) this.#end(refusal, null);
  }

  #refuseNow(): void {
    const refusal = this.#options.refusal();
    if (refusal === 'lesson')
      throw new SetupError('SETUP_LESSON_GOES_ON', 'no preview: a lesson goes on in this room; look again after it');
    if (refusal === 'sensing-off')
      throw new SetupError(
        'SETUP_SENSING_OFF',
        'no preview: sensing is off in this room; turn it on at the screen first',
      );
    if (refusal === 'no-lamp') throw new SetupError('SETUP_NO_LAMP', `no preview: ${NO_LAMP}`);
  }

  #start(source: SetupSource, live: LiveSource): Shown {
    const { unusedMs = UNUSED_MS, mostMs = MOST_MS, firstMs = FIRST_MS } = this.#options.timing ?? {};
    const child = fork(PROGRAM, {
      execArgv: SENSOR_PERMISSIONS,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    const endOwn = (why: PreviewEnd, cause: PreviewStatus['cause'] = null) => {
      if (this.#shown === shown) this.#end(why, cause);
    };
    const nothing = {
      code: 'SOURCE_SILENT',
      message: `gave nothing within ${firstMs / 1000} s; check cable and network`,
    };
    const shown: Shown = {
      source,
      child,
      endsAtMs: performance.now() + mostMs,
      timers: {
        unused: setTimeout(() => endOwn('unused'), unusedMs),
        most: setTimeout(() => endOwn('time-over'), mostMs),
        first: setTimeout(() => endOwn('failed', nothing), firstMs),
      },
      picture: null,
      level: null,
    };
    const failed = (message: string) => endOwn('failed', { code: 'PREVIEW_FAULT', message });
    child.on('message', (raw) => {
      const report = safeParse(previewReportSchema, raw);
      if (!report.success) failed('the preview process sent something that is none; open it again');
      else if (report.data.type === 'failed')
        endOwn('failed', { code: report.data.code, message: report.data.message });
      else this.#take(shown, report.data);
    });
    child.once('error', (error) => failed(`the preview cannot be started: ${error.message}`));
    child.once('exit', () => failed('the preview process ended; open it again'));
    child.send({ source: live, wanted: source.startsWith('microphone') ? 'level' : 'pictures' } satisfies PreviewOrder);
    return shown;
  }

  #take(shown: Shown, report: Exclude<PreviewReport, { type: 'failed' }>): void {
    clearTimeout(shown.timers.first);
    if (report.type === 'picture') shown.picture = report;
    else shown.level = { rmsDbfs: report.rmsDbfs, peakDbfs: report.peakDbfs };
  }

  #end(why: PreviewEnd, cause: PreviewStatus['cause']): void {
    const shown = this.#shown;
    if (!shown) return;
    this.#shown = undefined;
    this.#last = { source: shown.source, why, cause };
    for (const timer of Object.values(shown.timers)) clearTimeout(timer);
    const { child } = shown;
    if (child.connected) child.disconnect();
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    child.once('exit', () => clearTimeout(late));
    if (child.exitCode !== null || child.signalCode !== null) clearTimeout(late);
    this.#options.changed(false);
  }
}
