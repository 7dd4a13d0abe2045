import { DeviceFault } from '../device-fault.ts';
import type { Driver, DriverContext } from '../driver.ts';
import type { DeviceOrder } from '../process/device-message.ts';
import { ToldState } from '../told-state.ts';
import { loadCommandSets } from './commands/read-command-sets.ts';
import type { PanelControl, PanelStatus } from './panel-control.ts';
import type { PanelSettings } from './panel-settings.ts';
import { PjlinkControl, type PjlinkTiming, usualPjlinkTiming } from './pjlink-control.ts';
import { SerialControl, type SerialPanelTiming, usualSerialPanelTiming } from './serial-control.ts';

export interface PanelTiming extends PjlinkTiming, SerialPanelTiming {
  /** It is asked how it is so often, while nothing is wanted of it and while something is. */
  idleEveryMs: number;
  busyEveryMs: number;
  /** Pause before an order that was taken, and had no effect, is given again. */
  againMs: number;
  /** Some say that they are off while they warm up: after an order its opposite is not believed for so long. */
  settleMs: number;
  /** What is wanted is given up after this. */
  patienceMs: number;
  /** Pause before one that does not answer is asked again; one that refuses has more time. */
  silentRetryMs: number;
  refusedRetryMs: number;
}

const usualTiming: Omit<PanelTiming, keyof PjlinkTiming | keyof SerialPanelTiming> = {
  idleEveryMs: 30_000,
  busyEveryMs: 1_000,
  againMs: 8_000,
  settleMs: 40_000,
  patienceMs: 240_000,
  silentRetryMs: 10_000,
  refusedRetryMs: 60_000,
};

/** What somebody wants of it. */
interface Wish {
  on: boolean;
  source: string | undefined;
  sinceMs: number;
  /** Only if it is found off: what somebody uses is left alone. */
  isForReport: boolean;
  /** It was switched on for this. */
  isOurs: boolean;
  /** It was on since. */
  wasOn: boolean;
  /** Looks in a row that nothing answered, and whether it was told to be on all the same. */
  silentLooks: number;
  wasToldBlindly: boolean;
}

/** One lost answer is no standby. */
const SILENT_LOOKS = 2;

const nothingKnown: PanelStatus = { power: 'unknown', lampHours: null, complaints: [], source: null };

/** A panel or projector: told to be on or off, and on which source, until it is, through warming up and cooling down. */
export class PanelDriver implements Driver {
  readonly #settings: PanelSettings;
  readonly #context: DriverContext;
  readonly #timing: PanelTiming;
  readonly #state: ToldState;
  #wish: Wish | null = null;
  /** When it was last given an order, and which. */
  #ordered = { what: '', atMs: Number.NEGATIVE_INFINITY };
  /** When it was last told to be on, and to be off. */
  readonly #switched = { on: Number.NEGATIVE_INFINITY, off: Number.NEGATIVE_INFINITY };
  #told = '';
  #isNamed = false;
  /** Settings do not mend themselves. */
  #settingFault: DeviceFault | null = null;
  #wake: () => void = () => {};

  constructor(settings: PanelSettings, context: DriverContext, timing: Partial<PanelTiming> = {}) {
    this.#settings = settings;
    this.#context = context;
    const usual = settings.port === undefined ? usualPjlinkTiming : usualSerialPanelTiming;
    this.#timing = { ...usualPjlinkTiming, ...usualSerialPanelTiming, ...usual, ...usualTiming, ...timing };
    this.#state = new ToldState((news) => context.tell(news));
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    const control = this.#openControl();
    if (control instanceof DeviceFault) {
      // Settings do not mend themselves: it is told, and waited for the end.
      this.#state.faulty(control);
      while (!signal.aborted) await this.#pause(this.#timing.refusedRetryMs);
      return;
    }
    const { source } = this.#settings;
    this.#settingFault = source === undefined ? null : control.faultOfSource(source);
    if (this.#settingFault) this.#state.faulty(this.#settingFault);
    this.#state.connecting();
    const running = control.run(signal);
    while (!signal.aborted) await this.#pause(await this.#step(control, signal));
    await running;
  }

  take(order: DeviceOrder): void {
    if (order.do === 'rest') this.#wish = null;
    if (order.do !== 'power' && order.do !== 'show') return;
    const isForReport = order.do === 'show';
    this.#wish = {
      on: isForReport || order.on,
      source: isForReport && !this.#settingFault ? this.#settings.source : undefined,
      sinceMs: performance.now(),
      isForReport,
      ...{ isOurs: false, wasOn: false, silentLooks: 0, wasToldBlindly: false },
    };
    this.#ordered = { what: '', atMs: Number.NEGATIVE_INFINITY };
    this.#wake();
  }

  /** @returns the pause until the next step */
  async #step(control: PanelControl, signal: AbortSignal): Promise<number> {
    const { idleEveryMs, busyEveryMs, silentRetryMs, refusedRetryMs } = this.#timing;
    try {
      await this.#wakeBlindly(control);
      await this.#name(control);
      const status = await control.status();
      this.#tell(status);
      await this.#fulfil(control, status);
      if (this.#settingFault) this.#state.faulty(this.#settingFault);
      else this.#state.ok();
      const isChanging = status.power === 'warming' || status.power === 'cooling';
      if (!this.#wish && !isChanging) control.rest();
      return this.#wish || isChanging ? busyEveryMs : idleEveryMs;
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error;
      if (signal.aborted) return 0;
      this.#tell(nothingKnown);
      this.#state.faulty(this.#settingFault ?? error);
      if (error.code === 'DEVICE_SILENT' && this.#wish) this.#wish.silentLooks++;
      control.rest();
      this.#giveUpInTime(performance.now());
      if (error.code === 'DEVICE_REFUSED') return refusedRetryMs;
      return this.#wish ? Math.min(silentRetryMs, busyEveryMs) : silentRetryMs;
    }
  }

  async #name(control: PanelControl): Promise<void> {
    if (this.#isNamed) return;
    const text = await control.identity();
    this.#isNamed = true;
    if (text !== null) this.#context.tell({ says: 'identity', text: text.slice(0, 120) });
  }

  async #fulfil(control: PanelControl, status: PanelStatus): Promise<void> {
    const wish = this.#wish;
    if (!wish) return;
    const nowMs = performance.now();
    const { power } = status;
    wish.silentLooks = 0;
    if (wish.isForReport && this.#isPeoples(wish, power)) {
      if (this.#wish === wish) this.#wish = null;
      return;
    }
    if (power === 'on' && wish.on) {
      const isAt = wish.source === undefined ? true : control.isAt(status, wish.source);
      const wasSent = this.#ordered.what === `source ${wish.source}`;
      if (isAt === true || (isAt === null && wasSent)) return this.#done(wish);
      await this.#give(`source ${wish.source}`, nowMs, () => control.setSource(wish.source!));
    } else if (power === 'off' && !wish.on) return this.#done(wish);
    else if ((power === 'off' && wish.on) || (power === 'on' && !wish.on))
      await this.#give(`power ${wish.on}`, nowMs, () => {
        this.#switched[wish.on ? 'on' : 'off'] = nowMs;
        wish.isOurs = true;
        return control.setPower(wish.on);
      });
    this.#giveUpInTime(nowMs);
  }

  /** Somebody switched it on before it was, or off after it was. */
  #isPeoples(wish: Wish, power: PanelStatus['power']): boolean {
    const isOn = power === 'on' || power === 'warming';
    wish.wasOn ||= power === 'on';
    return isOn ? !wish.isOurs : wish.wasOn && power !== 'unknown';
  }

  /** Some answer nothing in standby, and are switched on all the same. */
  async #wakeBlindly(control: PanelControl): Promise<void> {
    const wish = this.#wish;
    if (!wish?.on || wish.wasToldBlindly || wish.silentLooks < SILENT_LOOKS) return;
    wish.wasToldBlindly = wish.isOurs = true;
    this.#switched.on = performance.now();
    await control.setPower(true).catch((error: unknown) => {
      if (!(error instanceof DeviceFault)) throw error;
    });
  }

  #done(wish: Wish): void {
    const isSettled = performance.now() - this.#switched[wish.on ? 'off' : 'on'] >= this.#timing.settleMs;
    // A newer one may have come meanwhile.
    if (isSettled && this.#wish === wish) this.#wish = null;
  }

  /** Not again at once: what it took may need its time, and an order while it changes confuses many. */
  async #give(what: string, nowMs: number, order: () => Promise<boolean>): Promise<void> {
    if (this.#ordered.what === what && nowMs - this.#ordered.atMs < this.#timing.againMs) return;
    const wasTaken = await order();
    if (wasTaken) this.#ordered = { what, atMs: nowMs };
  }

  #giveUpInTime(nowMs: number): void {
    const wish = this.#wish;
    if (!wish || nowMs - wish.sinceMs < this.#timing.patienceMs) return;
    this.#wish = null;
    const { host, port } = this.#settings;
    const what = wish.on ? `on${wish.source === undefined ? '' : `, on source ${wish.source}`}` : 'off';
    const message = `${host ?? port}: was told to be ${what} and is not; it is left as it is; look at the panel itself`;
    this.#context.tell({ says: 'warning', message });
  }

  #tell({ power, lampHours, complaints }: PanelStatus): void {
    const told = JSON.stringify([power, lampHours, complaints]);
    if (told === this.#told) return;
    this.#told = told;
    this.#context.tell({ says: 'panel', power, lampHours, complaints: complaints.slice(0, 10) });
  }

  #openControl(): PanelControl | DeviceFault {
    const { host, tcpPort, port, baud, parity, stopBits, model, commands } = this.#settings;
    const { hotPlug, lineTiming, password } = this.#context;
    if (port === undefined) return new PjlinkControl(host!, tcpPort, password, this.#timing);
    try {
      const sets = loadCommandSets(commands);
      const set = sets.get(model!);
      if (!set) {
        const known = [...sets.keys()].join(', ');
        return new DeviceFault(
          'DEVICE_REFUSED',
          `${port}: there are no commands for "${model}"; set model to one of ${known}`,
        );
      }
      return new SerialControl({ port, baud, parity, stopBits }, set, hotPlug, this.#timing, lineTiming);
    } catch (error) {
      return new DeviceFault('DEVICE_REFUSED', (error as Error).message.slice(0, 600));
    }
  }

  /** Until something is to be done. */
  async #pause(pauseMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, pauseMs);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }
}
