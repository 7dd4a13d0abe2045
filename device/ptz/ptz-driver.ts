import { DeviceFault } from '../device-fault.ts';
import type { Driver, DriverContext } from '../driver.ts';
import type { DeviceOrder } from '../process/device-message.ts';
import { ToldState } from '../told-state.ts';
import { Follow } from './follow.ts';
import { type AimTrouble, isSame, type Place, type PlaceLook, PtzAim } from './ptz-aim.ts';
import { PtzPower } from './ptz-power.ts';
import type { PtzSettings } from './ptz-settings.ts';
import { type PtzTiming, usualPtzTiming } from './ptz-timing.ts';
import { SerialLink } from './serial-link.ts';
import { UdpLink } from './udp-link.ts';
import * as commands from './visca-commands.ts';
import { type Ending, ViscaExchange, ViscaRefusal } from './visca-exchange.ts';
import { panTiltInquiry, powerInquiry, type ViscaInquiry, versionInquiry, zoomInquiry } from './visca-inquiries.ts';
import type { ViscaLink } from './visca-link.ts';

/** A command is refused for good when it was refused so often in a row: a camera that starts up refuses for a while too. */
const REFUSED_OFTEN = 5;
const REFUSED_PAUSE_MS = 1_000;
const troubles: Record<AimTrouble, string> = {
  unreached:
    'is it blocked, or was the preset changed? clear its way; after a change begin anew: sudo systemctl restart lectern',
  unsettled: 'it stands elsewhere each time; is it loose, or does it follow somebody by itself?',
};
/** VISCA's speeds are steps of no unit; in many cameras one is about 2 degrees a second where they are slow. */
const DEG_PER_S_A_STEP = 2;

/** A camera that can be turned, by VISCA over a serial line or the network. */
export class PtzDriver implements Driver {
  readonly #settings: PtzSettings;
  readonly #context: DriverContext;
  readonly #timing: PtzTiming;
  readonly #link: ViscaLink;
  readonly #exchange: ViscaExchange;
  readonly #aim: PtzAim;
  readonly #power: PtzPower;
  readonly #follow: Follow | undefined;
  #isFollowing = false;
  #teacher: { xM: number; yM: number } | null = null;
  #isHeld = false;
  #mustStop = false;
  #isOpen = false;
  #wake: () => void = () => {};
  #last: Place | null = null;
  /** What it did not know how to answer, and when it is asked again. */
  readonly #unknown = new Map<string, number>();
  #refusals = 0;
  #refusedUntilMs = 0;
  readonly #state: ToldState;
  #identity: string | undefined;
  #told: { isMoving: boolean; at: 'class' | 'board' | null } | undefined;

  constructor(settings: PtzSettings, context: DriverContext, timing: Partial<PtzTiming> = {}) {
    this.#settings = settings;
    this.#context = context;
    this.#timing = { ...usualPtzTiming, ...timing };
    this.#state = new ToldState((news) => context.tell(news));
    const { port, host, udpPort, address, baud, parity, stopBits, follow } = settings;
    this.#link =
      port === undefined
        ? new UdpLink(host!, udpPort, timing)
        : new SerialLink({ port, baud, parity, stopBits }, address, context.hotPlug, context.lineTiming);
    this.#exchange = new ViscaExchange(this.#link, this.#timing);
    this.#aim = new PtzAim(this.#timing.refusedRetryMs);
    this.#power = new PtzPower(this.#timing.powerMs);
    this.#follow = follow && new Follow(follow);
  }

  async run(signal: AbortSignal): Promise<void> {
    const exchange = this.#exchange;
    const running = this.#link.run(signal, {
      opened: () => {
        this.#isOpen = true;
        this.#wake();
      },
      received: (packet, tag) => {
        if (exchange.received(packet, tag)?.says === 'network-change') this.#numberAgain();
      },
      heard: exchange.heard,
      unordered: exchange.unordered,
      closed: (fault) => {
        this.#isOpen = false;
        this.#state.faulty(fault);
        exchange.forget(fault);
        this.#wake();
      },
    });
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      if (this.#isOpen) await this.#serve(signal);
      else await this.#pause(this.#timing.idleMs);
    }
    exchange.forget(new DeviceFault('DEVICE_LOST', `${this.#link.where}: it is not used any more`));
    await running;
  }

  take(order: DeviceOrder): void {
    switch (order.do) {
      case 'preset':
        if (this.#settings.presets[order.preset] === undefined) return;
        this.#isFollowing = false;
        this.#power.want(order.wakes === false ? null : true);
        this.#aim.want(order.preset);
        break;
      case 'follow':
        if (!this.#follow) return;
        this.#teacher = order.teacher;
        // Said each second: what it refuses is not asked more often for that.
        if (this.#isFollowing) return;
        this.#follow.pause();
        this.#aim.want(null);
        this.#isFollowing = true;
        this.#power.want(true);
        break;
      case 'hold':
        if (order.isHeld === this.#isHeld) return;
        this.#isHeld = order.isHeld;
        this.#mustStop = order.isHeld;
        if (this.#aim.isUnderWay) this.#aim.begin();
        this.#follow?.pause();
        break;
      case 'power':
        this.#power.want(order.on);
        if (!order.on) this.#rest();
        break;
      case 'rest':
        this.#power.want(null);
        this.#rest();
        break;
      default:
        return;
    }
    this.#refusedUntilMs = 0;
    this.#refusals = 0;
    this.#wake();
  }

  #rest(): void {
    this.#aim.want(null);
    this.#isFollowing = false;
  }

  /** Talks with the camera until it does not answer or the way to it is lost. */
  async #serve(signal: AbortSignal): Promise<void> {
    try {
      await this.#begin();
      while (this.#isOpen && !signal.aborted) {
        const isBusy = await this.#step();
        if (this.#aim.trouble) this.#missed(this.#aim.trouble);
        else if (this.#refusals < REFUSED_OFTEN) this.#state.ok();
        await this.#pause(isBusy ? this.#timing.busyMs : this.#timing.idleMs);
      }
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error;
      if (signal.aborted) return;
      this.#state.faulty(error);
      if (error.code === 'DEVICE_SILENT') this.#link.silent(error);
      await this.#pause(this.#isOpen ? this.#timing.silentRetryMs : 0);
    }
  }

  /** The camera is numbered, has forgotten what it was asked before, and says what it is. */
  async #begin(): Promise<void> {
    const { address, isChain } = this.#link;
    this.#state.connecting();
    this.#last = null;
    if (isChain) await this.#exchange.tell(commands.addressSet());
    await this.#exchange.tell(commands.interfaceClear(address));
    // It may have been switched off and on meanwhile: where it was sent is sent again.
    if (this.#aim.isUnderWay) this.#aim.begin();
    const version = await this.#askIfKnown(versionInquiry);
    if (!version) return;
    const [vendor, model, rom] = [version.vendor, version.model, version.rom].map(hex) as [string, string, string];
    const text = `VISCA ${vendor}:${model}, ROM ${rom}`;
    if (text !== this.#identity) this.#context.tell({ says: 'identity', text });
    this.#identity = text;
  }

  /** @returns whether it should be looked at again soon */
  async #step(): Promise<boolean> {
    const nowMs = performance.now();
    const power = await this.#askIfKnown(powerInquiry);
    const isSwitched = power && this.#power.next(power, nowMs, this.#isHeld);
    if (isSwitched !== undefined) {
      this.#tellPlace(isSwitched !== 'off', null);
      const isDue = isSwitched !== 'wait' && nowMs >= this.#refusedUntilMs;
      const packet = commands.power(this.#link.address, isSwitched === 'on');
      if (isDue && (await this.#try(packet, `to be switched ${isSwitched}; look at the camera itself`)))
        this.#power.given(isSwitched, nowMs);
      if (this.#aim.isUnderWay) this.#aim.begin();
      return true;
    }
    if (power === 'off') {
      // Whoever switches it on again has not seen it arrive.
      if (this.#aim.isUnderWay) this.#aim.begin();
      this.#tellPlace(false, null);
      return false;
    }
    const isFirst = this.#last === null;
    const look = await this.#look();
    if (this.#isHeld) {
      if (this.#mustStop) await this.#try(commands.panTiltStop(this.#link.address));
      this.#mustStop = false;
    } else if (this.#isFollowing && nowMs >= this.#refusedUntilMs) await this.#followTeacher(look);
    const preset = this.#aim.wanted;
    if (preset !== null && !this.#isHeld && nowMs >= this.#refusedUntilMs && this.#aim.mustRecall(look)) {
      const packet = commands.recallPreset(this.#link.address, this.#settings.presets[preset]!);
      const what = `preset ${this.#settings.presets[preset]} (${preset}); store it with its remote control`;
      if (await this.#try(packet, what)) {
        if (this.#aim.wanted === preset) this.#aim.sent(performance.now());
        this.#last = null;
      }
    }
    const isMoving = !look.isStill || (this.#aim.isUnderWay && !this.#isHeld && !this.#aim.trouble);
    // One look does not tell whether it stands.
    if (!isFirst || this.#aim.isUnderWay || !look.place)
      this.#tellPlace(isMoving, isMoving ? null : this.#aim.at(look));
    return isMoving || this.#isFollowing;
  }

  /** Where it is, and whether it is there for two looks already. */
  async #look(): Promise<PlaceLook> {
    const panTilt = await this.#askIfKnown(panTiltInquiry);
    const zoom = (await this.#askIfKnown(zoomInquiry)) ?? this.#last?.zoom ?? 0;
    const place = panTilt ? { ...panTilt, zoom } : null;
    // Of one that does not say where it is only so much is known; one that cannot say it now may be on its way.
    const isStill = place
      ? this.#last !== null && isSame(place, this.#last)
      : this.#exchange.running === 0 && (this.#unknown.get(panTiltInquiry.name) ?? 0) > 0;
    this.#last = place;
    return { atMs: performance.now(), place, isStill };
  }

  async #followTeacher({ atMs, place }: PlaceLook): Promise<void> {
    const { follow } = this.#settings;
    if (!follow || !place || this.#aim.isUnderWay) return;
    const { unitsPerDeg, speedDegPerS } = follow;
    const move = this.#follow!.next({ atMs, teacher: this.#teacher, panDeg: place.pan / unitsPerDeg });
    if (move?.do === 'home' && this.#settings.presets.board !== undefined) this.#aim.want('board');
    if (move?.do !== 'pan') return;
    this.#aim.want(null);
    const to = { ...place, pan: move.panDeg * unitsPerDeg };
    const packet = commands.panTiltTo(this.#link.address, to, speedDegPerS / DEG_PER_S_A_STEP);
    await this.#try(packet, 'to be turned to a place; it cannot follow; switch follow off');
  }

  /** @returns whether it was taken */
  async #try(packet: Uint8Array, what?: string): Promise<boolean> {
    let ending: Promise<Ending>;
    try {
      ({ ending } = await this.#exchange.command(packet));
    } catch (error) {
      if (!(error instanceof ViscaRefusal)) throw error;
      this.#refused(what);
      return false;
    }
    this.#refusals = 0;
    void ending.then(() => this.#wake());
    return true;
  }

  #refused(what: string | undefined): void {
    const isOften = ++this.#refusals >= REFUSED_OFTEN;
    this.#refusedUntilMs =
      performance.now() + (isOften ? this.#timing.refusedRetryMs : this.#timing.busyMs + REFUSED_PAUSE_MS);
    if (!isOften || what === undefined) return;
    const { where } = this.#link;
    this.#state.faulty(new DeviceFault('DEVICE_REFUSED', `${where}: the camera refuses ${what}`));
  }

  #missed(trouble: AimTrouble): void {
    const message = `${this.#link.where}: the camera does not reach its preset ${this.#aim.wanted}; ${troubles[trouble]}`;
    this.#state.faulty(new DeviceFault('DEVICE_REFUSED', message));
  }

  /** @returns undefined when it does not know such a question, or has no answer now */
  async #askIfKnown<T>(inquiry: ViscaInquiry<T>): Promise<T | undefined> {
    const nowMs = performance.now();
    if (nowMs < (this.#unknown.get(inquiry.name) ?? 0)) return undefined;
    try {
      const answer = await this.#exchange.ask(inquiry);
      this.#unknown.delete(inquiry.name);
      return answer;
    } catch (error) {
      if (!(error instanceof ViscaRefusal)) throw error;
      // As while it starts up.
      if (error.why === 'not executable') return undefined;
      // A damaged question is refused too: what was known before is asked again at once.
      if (this.#unknown.has(inquiry.name)) this.#unknown.set(inquiry.name, nowMs + this.#timing.refusedRetryMs);
      else this.#unknown.set(inquiry.name, 0);
      return undefined;
    }
  }

  /** A camera came to the line: they must be numbered before they hear. */
  #numberAgain(): void {
    if (this.#aim.isUnderWay) this.#aim.begin();
    void this.#exchange.tell(commands.addressSet()).catch(() => {});
  }

  #tellPlace(isMoving: boolean, at: 'class' | 'board' | null): void {
    if (this.#told?.isMoving === isMoving && this.#told.at === at) return;
    this.#told = { isMoving, at };
    this.#context.tell({ says: 'ptz', isMoving, at });
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

const hex = (word: number) => word.toString(16).padStart(4, '0');
