import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

export type MqttVersion = 5 | 4;

/** CONNACK codes that mean "speak an older MQTT": 1 in MQTT 3.1.1, 132 in MQTT 5. */
const UNSUPPORTED_VERSION = new Set([1, 132]);
/** A broker that keeps hanging up on MQTT 5 without a word is taken for an older one after this many tries. */
const SILENT_REFUSALS = 2;
const KEEPALIVE_S = 30;
const RECONNECT_MS: BackOff = { first: 1_000, most: 60_000 };
/** How long a broker may take to say goodbye; one that hangs must not hold up the agent's end. */
const GOODBYE_MS = 1_000;
/** The broker keeps what is meant for us while we are away, seconds. */
const SESSION_EXPIRY_S = 7 * 86_400;

/** Milliseconds from one try to the next, doubled each time. */
export interface BackOff {
  first: number;
  most: number;
}

export interface MqttLinkOptions {
  url: string;
  clientId: string;
  /** Topics to hear. */
  subscriptions: readonly string[];
  onMessage(topic: string, payload: Buffer): void;
  /** Called on every change: the version spoken, or null while there is no connection. */
  onConnection(version: MqttVersion | null): void;
  reconnectMs?: BackOff;
}

/**
 * A connection to the region's broker that mends itself for ever: MQTT 5 by default, 3.1.1 when the broker is older. It is
 * only the wire; nothing is kept in it.
 */
export class MqttLink {
  readonly #options: MqttLinkOptions;
  readonly #reconnectMs: BackOff;
  #client: MqttClient | undefined;
  /** Rejects when the present connection breaks: MQTT.js itself would leave a publish without an answer for ever. */
  #broken = Promise.withResolvers<never>();
  #version: MqttVersion = 5;
  #silentRefusals = 0;
  #failures = 0;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
    this.#reconnectMs = options.reconnectMs ?? RECONNECT_MS;
  }

  start(): void {
    this.#broken.promise.catch(() => {});
    this.#open();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    this.#break();
    await Promise.race([client.endAsync(!client.connected), delay(GOODBYE_MS, undefined, { ref: false })]);
    client.stream.destroy();
  }

  get connected(): boolean {
    return this.#client?.connected === true;
  }

  /**
   * Publishes with QoS 1; resolves when the broker has taken it, which is not yet the hub's acknowledgement.
   * @param retain the broker keeps it for whoever asks later
   * @throws Error while there is no connection, or when it breaks meanwhile: the caller keeps the message
   */
  async publish(topic: string, payload: string, contentType: string, retain = false): Promise<void> {
    if (!this.#client?.connected) throw new Error('no connection to the broker');
    const properties = this.#version === 5 ? { properties: { contentType, payloadFormatIndicator: true } } : {};
    await Promise.race([
      this.#client.publishAsync(topic, payload, { qos: 1, retain, ...properties }),
      this.#broken.promise,
    ]);
  }

  #open(): void {
    const { url, clientId, subscriptions } = this.#options;
    const options: IClientOptions = {
      clientId,
      protocolVersion: this.#version,
      clean: false,
      keepalive: KEEPALIVE_S,
      reconnectPeriod: this.#reconnectMs.first,
      // Publishes wait in SQLite, not here.
      queueQoSZero: false,
      ...(this.#version === 5 ? { properties: { sessionExpiryInterval: SESSION_EXPIRY_S } } : {}),
    };
    const client = mqtt.connect(url, options);
    this.#client = client;
    let answered = false;
    client.on('connect', () => {
      answered = true;
      this.#failures = 0;
      this.#silentRefusals = 0;
      client.options.reconnectPeriod = this.#reconnectMs.first;
      this.#broken = Promise.withResolvers<never>();
      // Nobody may be publishing when it breaks.
      this.#broken.promise.catch(() => {});
      client.subscribe([...subscriptions], { qos: 1 });
      this.#options.onConnection(this.#version);
    });
    client.on('message', (topic, payload) => this.#options.onMessage(topic, payload));
    client.on('error', (error) => {
      answered = true;
      if (this.#version === 5 && 'code' in error && UNSUPPORTED_VERSION.has(Number(error.code))) this.#fallBack(client);
    });
    client.on('close', () => {
      if (this.#client !== client) return;
      this.#break();
      this.#options.onConnection(null);
      this.#failures++;
      const { first, most } = this.#reconnectMs;
      // Equal jitter, so that the rooms of a region do not all come back at the same moment.
      client.options.reconnectPeriod = Math.min(most, first * 2 ** this.#failures) * (0.5 + 0.5 * Math.random());
      const silent = !answered;
      // Each try is judged by itself: a broker that was down at first may turn out to be an old one.
      answered = false;
      if (silent && this.#version === 5 && ++this.#silentRefusals >= SILENT_REFUSALS) this.#fallBack(client);
    });
  }

  #fallBack(client: MqttClient): void {
    if (this.#client !== client) return;
    this.#version = 4;
    this.#break();
    client.end(true);
    this.#open();
  }

  #break(): void {
    this.#broken.reject(new Error('the connection to the broker broke'));
  }
}
