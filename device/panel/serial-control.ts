import { DeviceFault } from '../device-fault.ts';
import type { HotPlug } from '../line/hot-plug.ts';
import { Line, type LineTiming } from '../line/line.ts';
import type { LineSettings } from '../line/line-settings.ts';
import { AnswerTexts } from './commands/answer-texts.ts';
import type { CommandSet, PanelOrder } from './commands/command-set.ts';
import type { PanelControl, PanelPower, PanelStatus } from './panel-control.ts';

export interface SerialPanelTiming {
  /** It answers within this. */
  replyMs: number;
  /** What was not answered is sent so often. */
  attempts: number;
}

export const usualSerialPanelTiming: SerialPanelTiming = { replyMs: 1_500, attempts: 2 };

/** Answers to an order: it was taken, or it cannot be now. */
type Taken = boolean;

/** A panel or projector on a serial line, by its maker's commands: one is sent at a time. */
export class SerialControl implements PanelControl {
  readonly #settings: LineSettings;
  readonly #set: CommandSet;
  readonly #line: Line;
  readonly #timing: SerialPanelTiming;
  readonly #texts: AnswerTexts;
  #take: (text: string) => void = () => {};
  #fail: (fault: DeviceFault) => void = () => {};
  #fault: DeviceFault | undefined;
  #heardBytes = 0;
  #switchedOnMs = Number.NEGATIVE_INFINITY;

  constructor(
    settings: LineSettings,
    set: CommandSet,
    hotPlug: HotPlug,
    timing: SerialPanelTiming,
    lineTiming: Partial<LineTiming> = {},
  ) {
    this.#settings = settings;
    this.#set = set;
    this.#timing = timing;
    this.#texts = new AnswerTexts(set.ends);
    this.#line = new Line(
      settings,
      hotPlug,
      {
        opened: () => {
          this.#texts.forget();
          this.#fault = undefined;
        },
        received: (bytes) => {
          this.#heardBytes += bytes.length;
          for (const text of this.#texts.take(bytes)) this.#take(text);
        },
        closed: (fault) => {
          this.#fault = fault;
          this.#fail(fault);
        },
      },
      lineTiming,
    );
  }

  get where(): string {
    return this.#settings.port;
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#line.run(signal);
  }

  identity(): Promise<string | null> {
    return Promise.resolve(this.#set.name);
  }

  async status(): Promise<PanelStatus> {
    const { power, source, lampHours, complaints } = this.#set.asks;
    let now: PanelPower;
    try {
      now = await this.#ask(power.send, (text) => powerOf(power, text), 'unknown');
    } catch (error) {
      if (error instanceof DeviceFault && error.code === 'DEVICE_SILENT' && this.#warmsUp)
        return { power: 'warming', lampHours: null, complaints: [], source: null };
      throw error;
    }
    const isOn = now === 'on';
    return {
      power: now,
      source: source && isOn ? await this.#askIfKnown(source.send, (text) => this.#sourceIn(text)) : null,
      lampHours: lampHours && isOn ? await this.#askIfKnown(lampHours.send, (text) => hoursIn(lampHours, text)) : null,
      complaints: complaints
        ? ((await this.#askIfKnown(complaints.send, (text) => complaintsIn(complaints, text))) ?? [])
        : [],
    };
  }

  async setPower(on: boolean): Promise<boolean> {
    if (on) this.#switchedOnMs = performance.now();
    try {
      return await this.#order(on ? this.#set.on : this.#set.off);
    } catch (error) {
      // It may have taken it: whether it did, its power tells.
      if (error instanceof DeviceFault && error.code === 'DEVICE_SILENT' && on && this.#warmsUp) return true;
      throw error;
    }
  }

  async setSource(source: string): Promise<boolean> {
    const order = this.#set.sources[source];
    if (!order) throw this.faultOfSource(source);
    return this.#order(order);
  }

  faultOfSource(source: string): DeviceFault | null {
    if (this.#set.sources[source]) return null;
    const names = Object.keys(this.#set.sources).join(', ');
    return this.#faultOf(
      'DEVICE_REFUSED',
      `there is no source "${source}" in its commands; set source to one of ${names}`,
    );
  }

  isAt({ source }: PanelStatus, wanted: string): boolean | null {
    return source === null ? null : source === wanted;
  }

  rest(): void {}

  /** It was switched on not long ago, and its like says nothing then. */
  get #warmsUp(): boolean {
    return performance.now() - this.#switchedOnMs < this.#set.silentWarmUpS * 1000;
  }

  async #order({ send, done }: PanelOrder): Promise<Taken> {
    return this.#ask<Taken>(send, (text) => (isOneOf(done, text) ? true : undefined), false);
  }

  /** Once: what it does not say, or says of what is not in its commands, is not known. */
  async #askIfKnown<T>(send: string, read: (text: string) => T | undefined): Promise<T | null> {
    const got = await this.#once(send, (text) => {
      const answer = read(text);
      if (answer !== undefined) return { answer };
      return [...this.#set.busy, ...this.#set.wrong].some((word) => isOneOf([word], text)) ? 'none' : undefined;
    });
    return got === null || got === 'none' ? null : got.answer;
  }

  /**
   * @param read undefined when a text is no answer to this
   * @param whenBusy what it means when it says that it cannot now
   */
  async #ask<T>(send: string, read: (text: string) => T | undefined, whenBusy: T): Promise<T> {
    this.#heardBytes = 0;
    for (let attempt = 0; attempt < this.#timing.attempts; attempt++) {
      if (this.#fault) throw this.#fault;
      const got = await this.#once(send, (text) => {
        const answer = read(text);
        if (answer !== undefined) return { answer };
        if (isOneOf(this.#set.busy, text)) return { answer: whenBusy };
        return isOneOf(this.#set.wrong, text) ? 'wrong' : undefined;
      });
      if (got !== null && got !== 'wrong') return got.answer;
      if (got === 'wrong' && attempt === this.#timing.attempts - 1)
        throw this.#faultOf('DEVICE_REFUSED', `it does not know ${JSON.stringify(send)}; is the setting model right?`);
    }
    if (this.#heardBytes > 0)
      throw this.#faultOf('DEVICE_GARBLED', 'what it says is no answer; check baud rate, cable and the setting model');
    const silent = this.#faultOf(
      'DEVICE_SILENT',
      'it does not answer; check power, cable and baud rate, and RS-232 in its menu',
    );
    this.#line.reopen(silent);
    throw silent;
  }

  /** @returns `null` when nothing came that could be an answer */
  #once<R>(send: string, read: (text: string) => R | undefined): Promise<R | null> {
    return new Promise((resolve, reject) => {
      const over = (end: () => void) => {
        clearTimeout(patience);
        this.#take = () => {};
        this.#fail = () => {};
        end();
      };
      const patience = setTimeout(() => over(() => resolve(null)), this.#timing.replyMs);
      this.#take = (text) => {
        const got = read(text);
        if (got !== undefined) over(() => resolve(got));
      };
      this.#fail = (fault) => over(() => reject(fault));
      this.#line.write(Buffer.from(send, 'latin1')).catch((fault: DeviceFault) => this.#fail(fault));
    });
  }

  #sourceIn(text: string): string | null | undefined {
    const found = Object.entries(this.#set.sources).find(([, { is, done }]) => isOneOf(is ?? done, text));
    return found?.[0];
  }

  #faultOf(code: DeviceFault['code'], what: string): DeviceFault {
    return new DeviceFault(code, `${this.where}: ${what}`);
  }
}

const isOneOf = (answers: readonly string[], text: string) =>
  answers.some((answer) => answer.trim().toUpperCase() === text.toUpperCase());

function powerOf(power: CommandSet['asks']['power'], text: string): PanelPower | undefined {
  const states = ['on', 'off', 'warming', 'cooling'] as const;
  return states.find((state) => isOneOf(power[state] ?? [], text));
}

function hoursIn({ before, after }: { before: string; after: string }, text: string): number | undefined {
  const [all, start, end] = [text, before, after].map((part) => part.toUpperCase()) as [string, string, string];
  if (!all.startsWith(start) || !all.endsWith(end)) return undefined;
  const number = all.slice(start.length, all.length - end.length).trim();
  return /^\d{1,6}$/.test(number) ? Number(number) : undefined;
}

type Complaints = NonNullable<CommandSet['asks']['complaints']>;

function complaintsIn({ none, are }: Complaints, text: string): string[] | undefined {
  if (isOneOf(none, text)) return [];
  const found = Object.keys(are).filter((name) => isOneOf(are[name]!, text));
  return found.length > 0 ? found : undefined;
}
