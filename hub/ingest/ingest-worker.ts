import { setTimeout as delay } from 'node:timers/promises';
import { everyRoom, upChannels } from '../../provisioning/contract/topics.ts';
import type { Database } from '../database/database.ts';
import { acknowledgements } from './acknowledgements.ts';
import { backOffMs } from './back-off.ts';
import { BatchWriter } from './batch-writer.ts';
import { BrokerConnection, type BrokerConnectionOptions } from './broker-connection.ts';
import { type IngestCounts, noCounts } from './ingest-counts.ts';
import { type Entry, entryOf } from './rows.ts';

/** Workers of one group share what comes: each message goes to one of them. */
const GROUP = 'ingest';
const BATCH_MESSAGES = 1000;
/** A lonely message waits so long for others. */
const BATCH_MS = 20;
/** Twice a batch: while one is written the next one comes. */
const RECEIVE_MAXIMUM = 2 * BATCH_MESSAGES;
/** Live words of the minute that may wait; the broker does not hold them back by itself (QoS 0). */
const MOST_LIVE = 20_000;
/** And so many bytes of them; read and made into rows they take some times as much. */
const MOST_LIVE_BYTES = 64 * 1024 * 1024;
/** Of failures in a row one in so many is told. */
const TELL_EVERY = 10;
const RETRY_MS = { first: 200, most: 30_000 };
const HOUR_MS = 3_600_000;
/** After so much more in quarantine it is trimmed at once: a room can send more nonsense in an hour than a disk holds. */
const UNTRIMMED = { rows: 2_000, bytes: 64 * 1024 * 1024 };
/** So long after the last retained message all of them have come. */
const SWEPT_MS = 5_000;

export interface IngestWorkerOptions {
  broker: Pick<BrokerConnectionOptions, 'url' | 'tls' | 'username' | 'password' | 'reconnectMs'>;
  database: Database;
  /** Its MQTT client id; the same after each start, so that it finds its session again. */
  clientId: string;
  /** `/lectern/hub/…` */
  source: string;
  /**
   * Under which workers share what comes. A broker that looks at rights only when it delivers, as Mosquitto does, lets any room
   * that knows the name join it and lose others' messages until they are sent again: let it be one that nobody can guess.
   */
  group?: string | undefined;
  /** Milliseconds since 1970. */
  nowMs(): number;
  log(line: string): void;
  /** It also hears the retained states of all rooms once, which shared subscriptions do not bring. */
  sweepsRetained?: boolean;
  batchMessages?: number;
  /** Bytes of live words of the minute that may wait for the database. */
  mostLiveBytes?: number;
  retryMs?: { first: number; most: number };
}

/**
 * One stateless ingest: hears its share of what rooms send, brings it into the database in batches, and only when a batch is
 * committed tells the rooms and confirms to the broker. Whatever happens before, the message comes again.
 */
export class IngestWorker {
  readonly counts: IngestCounts = noCounts();
  readonly #options: IngestWorkerOptions;
  readonly #writer: BatchWriter;
  readonly #connection: BrokerConnection;
  readonly #stopping = new AbortController();
  readonly #shared: string[];
  #waiting: (Entry & { confirm(): void; isLive: boolean })[] = [];
  readonly #live = { messages: 0, bytes: 0 };
  readonly #untrimmed = { rows: 0, bytes: 0 };
  #wake = () => {};
  #done: Promise<void> | undefined;
  #upkeep: NodeJS.Timeout | undefined;
  #problem: string | null = null;
  #isClosing = false;
  #lastRetainedMs = 0;

  constructor(options: IngestWorkerOptions) {
    this.#options = options;
    this.#writer = new BatchWriter(options.database);
    const group = options.group ?? GROUP;
    this.#shared = upChannels.map((channel) => `$share/${group}/${everyRoom(channel)}`);
    this.#connection = new BrokerConnection({
      ...options.broker,
      clientId: options.clientId,
      subscriptions: this.#shared,
      receiveMaximum: RECEIVE_MAXIMUM,
      onMessage: ({ qos, isRetained, ...arrival }, confirm) => {
        if (isRetained) this.#lastRetainedMs = performance.now();
        this.#hear(arrival, qos, confirm);
      },
      onConnection: (problem) => this.#connectionIs(problem),
    });
  }

  start(): void {
    this.#done = this.#work();
    this.#keepUp();
    this.#upkeep = setInterval(() => this.#keepUp(), HOUR_MS).unref();
    this.#connection.start();
  }

  /** Finishes what it has heard, tells the rooms, and leaves; with the database away it leaves it to come again. */
  async stop(patienceMs = 10_000): Promise<void> {
    if (this.#isClosing) return;
    clearInterval(this.#upkeep);
    await this.#connection.unsubscribe(this.#shared).catch(() => {});
    this.#isClosing = true;
    this.#wake();
    const timer = setTimeout(() => this.#stopping.abort(), patienceMs);
    await this.#done;
    clearTimeout(timer);
    await this.#connection.stop(true);
  }

  #hear(arrival: Entry['arrival'], qos: number, confirm: () => void): void {
    if (this.#isClosing) return;
    this.counts.received++;
    const isLive = qos === 0;
    const { mostLiveBytes = MOST_LIVE_BYTES } = this.#options;
    const { messages, bytes } = this.#live;
    if (isLive && (messages >= MOST_LIVE || bytes + bytesOf(arrival) > mostLiveBytes)) {
      this.counts.droppedLive++;
      return;
    }
    const entry = entryOf(arrival);
    if (isLive) {
      this.#live.messages++;
      this.#live.bytes += bytesOf(entry.arrival);
    }
    this.#waiting.push({ ...entry, confirm, isLive });
    this.counts.waiting++;
    this.#wake();
  }

  async #work(): Promise<void> {
    const { batchMessages = BATCH_MESSAGES } = this.#options;
    while (true) {
      if (this.#waiting.length === 0) {
        if (this.#isClosing) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        if (!this.#isClosing && this.#waiting.length < batchMessages) await delay(BATCH_MS);
        continue;
      }
      const batch = this.#waiting.slice(0, batchMessages);
      this.#waiting = this.#waiting.slice(batchMessages);
      if (!(await this.#written(batch))) return;
      const { source, nowMs } = this.#options;
      for (const { topic, payload, events } of acknowledgements(batch, source, nowMs())) {
        this.#connection.publish(topic, payload);
        this.counts.acknowledged += events;
      }
      for (const { arrival, confirm, refusal, isLive } of batch) {
        confirm();
        if (isLive) {
          this.#live.messages--;
          this.#live.bytes -= bytesOf(arrival);
        }
        if (refusal) this.counts.refused++;
        else this.counts.accepted++;
      }
      this.counts.batches++;
      this.counts.waiting -= batch.length;
      await this.#trim(batch);
    }
  }

  /** @returns false when it was stopped before the database took it */
  async #written(batch: readonly Entry[]): Promise<boolean> {
    const { first, most } = this.#options.retryMs ?? RETRY_MS;
    const { signal } = this.#stopping;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.#writer.write(batch);
        return true;
      } catch (error) {
        this.counts.retries++;
        // Something may be wrong that no waiting mends, such as a right that is missing: it is told now and then.
        if (failures % TELL_EVERY === 1)
          this.#options.log(`the database does not take it, it is tried again: ${wordsOf(error)}`);
        await delay(backOffMs(failures, first, most), undefined, { signal }).catch(() => {});
      }
    }
    return false;
  }

  /** Partitions ahead, and a bounded quarantine; whichever worker comes first does it. */
  #keepUp(): void {
    this.#options.database
      .query('SELECT lectern.keep_partitions(), lectern.trim_quarantine()')
      .catch((error) => this.#options.log(`partitions could not be made ahead: ${wordsOf(error)}`));
  }

  /** Keeps the quarantine bounded while it grows; the next batch waits for it. */
  async #trim(batch: readonly Entry[]): Promise<void> {
    const refused = batch.filter(({ refusal }) => refusal);
    this.#untrimmed.rows += refused.length;
    for (const { arrival } of refused) this.#untrimmed.bytes += bytesOf(arrival);
    if (this.#untrimmed.rows < UNTRIMMED.rows && this.#untrimmed.bytes < UNTRIMMED.bytes) return;
    Object.assign(this.#untrimmed, { rows: 0, bytes: 0 });
    await this.#options.database
      .query('SELECT lectern.trim_quarantine()')
      .catch((error) => this.#options.log(`the quarantine could not be trimmed: ${wordsOf(error)}`));
  }

  #connectionIs(problem: string | null): void {
    this.counts.connected = problem === null ? 1 : 0;
    if (problem !== this.#problem || problem === null) this.#options.log(problem ?? 'connected to the broker');
    this.#problem = problem;
    if (problem === null && this.#options.sweepsRetained) this.#sweep().catch(() => {});
  }

  async #sweep(): Promise<void> {
    const { signal } = this.#stopping;
    const retained = upChannels
      .filter((channel) => channel === 'state' || channel.endsWith('/reported'))
      .map(everyRoom);
    await this.#connection.subscribe(retained);
    this.#lastRetainedMs = performance.now();
    while (performance.now() - this.#lastRetainedMs < SWEPT_MS) {
      await delay(SWEPT_MS / 5, undefined, { signal, ref: false });
    }
    await this.#connection.unsubscribe(retained);
  }
}

const bytesOf = ({ topic, payload }: Entry['arrival']): number => topic.length + payload.length;

/** The URL of the database, which may hold a password, is in none of these. */
const wordsOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter((part) => part !== undefined && part !== '').join(' ') || 'unknown';
};
