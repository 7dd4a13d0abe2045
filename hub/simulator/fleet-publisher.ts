import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { ackMessageSchema } from '../../provisioning/contract/ack-message.ts';
import { CLOUD_EVENT_CONTENT_TYPE } from '../../provisioning/contract/cloud-event.ts';
import { everyRoom } from '../../provisioning/contract/topics.ts';
import type { SimulatedMessage } from './simulated-room.ts';

const CONNECT_MS = 10_000;

export interface FleetPublisherOptions {
  url: string;
  /** Each carries many rooms: 10,000 connections from one machine would measure that machine. */
  connections: number;
  tls?: { ca?: Buffer; cert?: Buffer; key?: Buffer };
  /** For brokers that ask for them. */
  username?: string;
  password?: string;
  /** Messages of QoS 1 without the broker's word on them, for each connection. */
  inFlight?: number;
}

export interface FleetCounts {
  published: number;
  /** What the hub owes its word on, and what of that it has taken and refused. */
  owed: number;
  accepted: number;
  refused: number;
}

/** Brings simulated rooms' messages to a broker, and listens for the hub's word on them. */
export class FleetPublisher {
  readonly counts: FleetCounts = { published: 0, owed: 0, accepted: 0, refused: 0 };
  readonly #options: FleetPublisherOptions;
  readonly #waiting = new Set<string>();
  #clients: MqttClient[] = [];
  #listener: MqttClient | undefined;
  #inFlight = 0;
  #wake = () => {};
  #next = 0;

  constructor(options: FleetPublisherOptions) {
    this.#options = options;
  }

  /** @throws Error when the broker cannot be reached */
  async start(): Promise<void> {
    const { url, connections, tls, username, password } = this.#options;
    const options: IClientOptions = {
      ...{ protocolVersion: 5, connectTimeout: CONNECT_MS },
      ...tls,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    };
    this.#listener = await mqtt.connectAsync(url, options, false);
    this.#listener.on('message', (_, payload) => this.#hear(payload));
    await this.#listener.subscribeAsync(everyRoom('ack'), { qos: 1 });
    this.#clients = await Promise.all(
      Array.from({ length: connections }, () => mqtt.connectAsync(url, options, false)),
    );
  }

  /** Ids of messages that the hub owes its word on. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Resolves when the message is on its way and the next one may come. */
  async publish({ topic, payload, qos, retain, eventId, isAcknowledged }: SimulatedMessage): Promise<void> {
    const { connections, inFlight = 200 } = this.#options;
    while (this.#inFlight >= connections * inFlight) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (isAcknowledged) {
      this.#waiting.add(eventId);
      this.counts.owed++;
    }
    this.#inFlight++;
    this.counts.published++;
    // A room's messages go over one connection, as it would have one of its own: their order is kept.
    const client = this.#clients[hash(topic.split('/', 5).join('/')) % this.#clients.length]!;
    client.publish(topic, payload, { qos, retain, properties: { contentType: CLOUD_EVENT_CONTENT_TYPE } }, () => {
      this.#inFlight--;
      this.#wake();
    });
    // Now and then the acknowledgements must have their turn.
    if (++this.#next % 100 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    await Promise.all([this.#listener, ...this.#clients].map((client) => client?.endAsync()));
  }

  #hear(payload: Buffer): void {
    const { data } = ackMessageSchema.safeParse(JSON.parse(payload.toString())).data ?? {};
    for (const { eventId, status } of data?.events ?? []) {
      if (this.#waiting.delete(eventId)) this.counts[status]++;
    }
  }
}

function hash(text: string): number {
  let value = 0;
  for (let at = 0; at < text.length; at++) value = (Math.imul(value, 31) + text.charCodeAt(at)) | 0;
  return value >>> 0;
}
