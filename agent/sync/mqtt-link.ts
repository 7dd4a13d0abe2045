import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

export type MqttVersion = 5 | 4;

/** CONNACK codes that mean "speak an older MQTT": 1 in MQTT 3.1.1, 132 in MQTT 5. */
const UNSUPPORTED_VERSION = new Set([1, 132]);
/** A broker that keeps hanging up on MQTT 5 without a word is taken for an older one after this many tries. */
const SILENT_REFUSALS = 2;
const KEEPALIVE_S = 30;
const RECONNECT_MS = { first: 1_000, most: 60_000 };
/** The broker keeps what is meant for us while we are away, seconds. */
const SESSION_EXPIRY_S = 7 * 86_400;

export interface MqttLinkOptions {
  url: string;
  clientId: string;
  /** Topics to hear. */
  subscriptions: readonly string[];
  onMessage(topic: string, payload: Buffer): void;
  /** Called on every change: the version spoken, or null while there is no connection. */
  onConnection(version: MqttVersion | null): void;
}

/**
 * A connection to the region's broker that mends itself for ever: MQTT 5 by default, 3.1.1 when the broker is older. It is
 * only the wire; nothing is kept in it.
 */
export class MqttLink {
  readonly #options: MqttLinkOptions;
  #client: MqttClient | undefined;
  #version: MqttVersion = 5;
  #silentRefusals = 0;
  #failures = 0;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#open();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client) await client.endAsync(!client.connected);
  }

  get connected(): boolean {
    return this.#client?.connected === true;
  }

  /**
   * Publishes with QoS 1; resolves when the broker has taken it, which is not yet the hub's acknowledgement.
   * @throws Error while there is no connection: the caller keeps the message
   */
  async publish(topic: string, payload: string, contentType: string): Promise<void> {
    if (!this.#client?.connected) throw new Error('no connection to the broker');
    const properties = this.#version === 5 ? { properties: { contentType, payloadFormatIndicator: true } } : {};
    await this.#client.publishAsync(topic, payload, { qos: 1, ...properties });
  }

  #open(): void {
    const { url, clientId, subscriptions } = this.#options;
    const options: IClientOptions = {
      clientId,
      protocolVersion: this.#version,
      clean: false,
      keepalive: KEEPALIVE_S,
      reconnectPeriod: RECONNECT_MS.first,
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
      client.options.reconnectPeriod = RECONNECT_MS.first;
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
      this.#options.onConnection(null);
      this.#failures++;
      client.options.reconnectPeriod = Math.min(RECONNECT_MS.most, RECONNECT_MS.first * 2 ** this.#failures);
      if (!answered && this.#version === 5 && ++this.#silentRefusals >= SILENT_REFUSALS) this.#fallBack(client);
    });
  }

  #fallBack(client: MqttClient): void {
    if (this.#client !== client) return;
    this.#version = 4;
    client.end(true);
    this.#open();
  }
}
