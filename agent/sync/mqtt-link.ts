import { setTimeout as delay } from 'node:timers/promises';
import { openSocket } from './broker-socket.ts';
import { type Broker, brokerAt, brokerName, type HubAddress } from './hub-address.ts';
import { linkFilesStamp, readLinkFiles } from './link-files.ts';
import { isLasting, LinkProblem } from './link-problem.ts';
import { MqttSession, type MqttVersion, type Publication } from './mqtt-session.ts';

export type { MqttVersion, Publication } from './mqtt-session.ts';

/** CONNACK codes that mean "speak an older MQTT": 1 in MQTT 3.1.1, 132 in MQTT 5. */
const UNSUPPORTED_VERSION = new Set([1, 132]);
/** A broker that keeps hanging up on MQTT 5 without a word is taken for an older one after this many tries. */
const SILENT_REFUSALS = 2;
const MOST_WARNED = 100;

/** Milliseconds from one try to the next, doubled each time. */
export interface BackOff {
  first: number;
  most: number;
}

/** Milliseconds. */
export interface LinkTiming {
  reconnect: BackOff;
  /** From the first packet of a try to MQTT's answer. */
  connect: number;
  /** A connection that held for so long was a good one. */
  stable: number;
  /** So often the files are looked at. */
  watch: number;
  /** About so long another broker than the first is kept to, before the first is tried again. */
  failBack: number;
}

export const usualLinkTiming: LinkTiming = {
  reconnect: { first: 1_000, most: 60_000 },
  connect: 20_000,
  stable: 10_000,
  watch: 15_000,
  failBack: 15 * 60_000,
};

export interface MqttLinkOptions {
  hub: HubAddress;
  clientId: string;
  /** Topics to hear. */
  subscriptions: readonly string[];
  onMessage(topic: string, payload: Buffer): void;
  /** Called on every change: the version spoken, or null while there is no connection. */
  onConnection(version: MqttVersion | null): void;
  /** Told once of each thing that is not as it should be, until the connection has been good again. */
  onWarning?(message: string): void;
  /** What somebody should mend before there can be a whole connection; null when there is nothing any more. */
  onProblem?(problem: LinkProblem | null): void;
  /** What the broker tells others when it loses this connection; asked before each. */
  will?(): Publication | undefined;
  timing?: Partial<LinkTiming>;
}

/**
 * A connection to the region's broker that mends itself for ever: MQTT 5 by default, 3.1.1 when the broker is older; the next
 * broker when one fails, and the first again later; with certificates as they are on the disk when it is made, and made anew
 * when they change. It is only the wire; nothing is kept in it.
 */
export class MqttLink {
  readonly #options: MqttLinkOptions;
  readonly #timing: LinkTiming;
  readonly #brokers: readonly Broker[];
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #session: MqttSession | undefined;
  #at = 0;
  /** When the present connection began; undefined while there is none. */
  #openedMs: number | undefined;
  readonly #versions: { version: MqttVersion; silent: number }[];
  #failures = 0;
  #stamp = '';
  /** Ends the wait before the next try. */
  #hurry = new AbortController();
  #isRenewing = false;
  readonly #warned = new Set<string>();
  #problem: string | undefined;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
    this.#timing = { ...usualLinkTiming, ...options.timing };
    this.#brokers = options.hub.brokers.map(brokerAt);
    this.#versions = this.#brokers.map(() => ({ version: 5, silent: 0 }));
  }

  start(): void {
    this.#running = this.#run();
    const watch = setInterval(() => void this.#lookAtFiles(), this.#timing.watch);
    this.#stopping.signal.addEventListener('abort', () => clearInterval(watch), { once: true });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#session?.end();
    await this.#running;
  }

  get connected(): boolean {
    return this.#session?.connected === true && !this.#isRenewing;
  }

  /**
   * Publishes, with QoS 1 unless told otherwise; resolves when the broker has taken it, which is not yet the hub's
   * acknowledgement.
   * @throws LinkProblem (HUB_TOPIC_REFUSED) when the broker does not take it
   * @throws Error while there is no connection, or when it breaks meanwhile: the caller keeps the message
   */
  async publish(publication: Publication): Promise<void> {
    if (!this.#session || !this.connected) throw new Error('no connection to the broker');
    try {
      await this.#session.publish(publication);
    } catch (error) {
      if (error instanceof LinkProblem && error.code === 'HUB_TOPIC_REFUSED') this.#tell(error);
      throw error;
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#openedMs = undefined;
      const problem = await this.#connection();
      if (signal.aborted) return;
      this.#say(null);
      if (this.#isRenewing) {
        this.#isRenewing = false;
        continue;
      }
      // A try that waited for a silent broker was no connection, however long it took.
      const lastedMs = this.#openedMs === undefined ? 0 : performance.now() - this.#openedMs;
      const isAtOnce = this.#judge(problem, lastedMs);
      if (!isAtOnce) await this.#wait();
    }
  }

  /** One connection, from the first packet to its end. @returns why it is over, or could not be made */
  async #connection(): Promise<LinkProblem> {
    const { hub, clientId, subscriptions, onMessage, will } = this.#options;
    const broker = this.#brokers[this.#at]!;
    const { version } = this.#versions[this.#at]!;
    try {
      this.#stamp = linkFilesStamp(hub);
      const material = readLinkFiles(broker.isTls ? hub : {}, Date.now());
      if (material.warning) this.#warn(material.warning);
      const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#timing.connect)]);
      const socket = await openSocket(broker, hub, material, signal);
      const options = {
        ...{ broker, version, clientId, onMessage, will: will?.(), connectMs: this.#timing.connect },
        warning: (message: string) => this.#warn(message),
      };
      const session = await MqttSession.open(socket, options, this.#stopping.signal);
      if (this.#stopping.signal.aborted) {
        await session.end();
        return await session.ended;
      }
      this.#session = session;
      this.#openedMs = performance.now();
      const failBack = this.#at > 0 && setTimeout(() => void this.#lookAtFirst(), this.#timing.failBack * around());
      this.#say(version);
      this.#subscribe(session, subscriptions);
      const problem = await session.ended;
      if (failBack) clearTimeout(failBack);
      return problem;
    } catch (error) {
      if (error instanceof LinkProblem) return error;
      return new LinkProblem('HUB_UNREACHABLE', `${brokerName(broker)}: ${(error as Error).message}`, { cause: error });
    } finally {
      this.#session = undefined;
    }
  }

  #subscribe(session: MqttSession, topics: readonly string[]): void {
    session.subscribe(topics).then(
      (refused) => {
        if (refused.length === 0) return this.#clear();
        const what = `the hub does not let this room hear ${refused.join('; ')}`;
        this.#tell(new LinkProblem('HUB_TOPIC_REFUSED', what));
      },
      // The connection broke, which is seen elsewhere.
      () => {},
    );
  }

  /** Learns from a connection that is over. @returns whether the next is to be tried at once */
  #judge(problem: LinkProblem, lastedMs: number): boolean {
    this.#tell(problem);
    const known = this.#versions[this.#at]!;
    if (known.version === 5 && UNSUPPORTED_VERSION.has(problem.reason ?? 0)) {
      known.version = 4;
      return true;
    }
    if (problem.isSilent && lastedMs < this.#timing.stable) {
      known.silent++;
      if (known.version === 5 && known.silent >= SILENT_REFUSALS) {
        Object.assign(known, { version: 4, silent: 0 });
        return true;
      }
      // It was not the version, then.
      if (known.version === 4 && known.silent >= SILENT_REFUSALS) Object.assign(known, { version: 5, silent: 0 });
    } else known.silent = 0;
    if (lastedMs >= this.#timing.stable) {
      // A balancer that hung up twice may have been taken for an old broker; one that is old says so again.
      known.version = 5;
      this.#failures = 0;
      this.#warned.clear();
    } else {
      this.#failures++;
      this.#at = (this.#at + 1) % this.#brokers.length;
    }
    return false;
  }

  /** Full jitter, so that the rooms of a region do not all come back at the same moment. */
  async #wait(): Promise<void> {
    const { first, most } = this.#timing.reconnect;
    const rounds = Math.ceil(this.#failures / this.#brokers.length);
    this.#hurry = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, this.#hurry.signal]);
    await delay(Math.random() * Math.min(most, first * 2 ** rounds), undefined, { signal }).catch(() => {});
  }

  /** Certificates that were put in the place of others are used at once; files that do not fit together are waited for. */
  async #lookAtFiles(): Promise<void> {
    const { hub } = this.#options;
    try {
      const stamp = linkFilesStamp(hub);
      if (stamp === this.#stamp) return;
      readLinkFiles(hub, Date.now());
      this.#stamp = stamp;
      this.#hurry.abort();
      await this.#renew();
    } catch (error) {
      this.#tell(asLinkProblem(error));
    }
  }

  /** While another broker serves, the first is kept from only as long as it does not let us in: that it takes connections says little. */
  async #lookAtFirst(): Promise<void> {
    const { hub, clientId } = this.#options;
    const session = this.#session;
    const [first] = this.#brokers;
    try {
      const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#timing.connect)]);
      const socket = await openSocket(first!, hub, readLinkFiles(first!.isTls ? hub : {}, Date.now()), signal);
      const trial = {
        ...{ broker: first!, version: this.#versions[0]!.version, clientId: `${clientId}-trial`, will: undefined },
        ...{ connectMs: this.#timing.connect, isPassing: true, onMessage: () => {}, warning: () => {} },
      };
      await (await MqttSession.open(socket, trial, signal)).end();
      if (!session || session !== this.#session) return;
      this.#at = 0;
      await this.#renew();
    } catch {
      if (session && session === this.#session)
        setTimeout(() => void this.#lookAtFirst(), this.#timing.failBack * around()).unref();
    }
  }

  async #renew(): Promise<void> {
    if (!this.#session) return;
    this.#isRenewing = true;
    await this.#session.end(true);
  }

  /** Whoever listens must not end the connection, nor the process. */
  #say(version: MqttVersion | null): void {
    try {
      this.#options.onConnection(version);
    } catch (error) {
      this.#warn(`the connection could not be told of: ${(error as Error).message}`);
    }
  }

  #tell(problem: LinkProblem): void {
    this.#warn(problem.message);
    const passes =
      problem.code === 'HUB_UNREACHABLE' || (problem.code === 'HUB_REFUSED' && !isLasting(problem.reason ?? 0));
    if (passes || this.#problem === problem.message) return;
    this.#problem = problem.message;
    this.#options.onProblem?.(problem);
  }

  #clear(): void {
    if (this.#problem === undefined) return;
    this.#problem = undefined;
    this.#options.onProblem?.(null);
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    if (this.#warned.size >= MOST_WARNED) this.#warned.clear();
    this.#warned.add(message);
    this.#options.onWarning?.(message);
  }
}

/** From .5 to 1.5: what many rooms do, they do not do together. */
const around = () => 0.5 + Math.random();

const asLinkProblem = (error: unknown): LinkProblem =>
  error instanceof LinkProblem ? error : new LinkProblem('HUB_FILES', (error as Error).message, { cause: error });
