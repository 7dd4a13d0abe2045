import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type IPublishPacket, type MqttClient, type Packet } from 'mqtt';
import { CLOUD_EVENT_CONTENT_TYPE, MOST_MESSAGE_BYTES } from '../../provisioning/contract/cloud-event.ts';
import type { Arrival } from './read-arrival.ts';

const KEEPALIVE_S = 30;
const CONNECT_MS = 10_000;
/** Workers that lost one broker do not all come back in the same moment. */
const RECONNECT_MS = { least: 1_000, most: 5_000 };
/** A worker that is killed comes back within this and finds what it had not confirmed, seconds. */
const SESSION_EXPIRY_S = 600;
/** A message and what MQTT puts around it; what a broker lets through beyond is not even sent to us. */
const MOST_PACKET_BYTES = MOST_MESSAGE_BYTES + 70_000;
const GOODBYE_MS = 2_000;

/** Files (PEM) by which the hub and the broker know each other; read anew for each connection. */
export interface TlsFiles {
  ca?: string;
  cert?: string;
  key?: string;
}

export interface BrokerConnectionOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  url: string;
  clientId: string;
  tls?: TlsFiles;
  /** MQTT user, for brokers that ask for one besides the certificate. */
  username?: string;
  password?: string;
  subscriptions: readonly string[];
  /** So many messages of QoS 1 at most come before the first is confirmed: the broker keeps the rest. */
  receiveMaximum: number;
  /** @param confirm tells the broker that it may forget the message (PUBACK); later than the connection it does nothing */
  onMessage(arrival: Arrival & { qos: number; isRetained: boolean }, confirm: () => void): void;
  /** Null while connected, else what is wrong. */
  onConnection(problem: string | null): void;
  reconnectMs?: { least: number; most: number };
}

/** MQTT.js's way of sending a packet; it has no public one to confirm a message later than the next one is read. */
type Sending = { _sendPacket(packet: Packet, callback?: (error?: Error) => void, ...rest: unknown[]): void };

/**
 * A connection to the region's broker, MQTT 5, that mends itself for ever and confirms each message when it is told to:
 * MQTT.js itself confirms a message before it reads the next, which would make every batch one message long.
 */
export class BrokerConnection {
  readonly #options: BrokerConnectionOptions;
  #client: MqttClient | undefined;
  /** Counts connections: a packet id means something only in the one it came in. */
  #connection = 0;

  constructor(options: BrokerConnectionOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#client?.connected === true;
  }

  start(): void {
    const { url, clientId, tls, username, password, receiveMaximum, onConnection } = this.#options;
    const { least, most } = this.#options.reconnectMs ?? RECONNECT_MS;
    const client = mqtt.connect(url, {
      protocolVersion: 5,
      clientId,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      clean: false,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_MS,
      reconnectPeriod: least + Math.random() * (most - least),
      reconnectOnConnackError: true,
      resubscribe: false,
      manualConnect: true,
      properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum, maximumPacketSize: MOST_PACKET_BYTES },
    });
    this.#client = client;
    const sending = client as unknown as Sending;
    const send = sending._sendPacket.bind(client);
    sending._sendPacket = (packet, callback, ...rest) => {
      if (packet.cmd === 'puback') callback?.();
      else send(packet, callback, ...rest);
    };
    let trouble = 'no connection to the broker';
    const renew = () => {
      try {
        Object.assign(client.options, tlsOf(tls));
      } catch (error) {
        trouble = (error as Error).message;
      }
    };
    client.on('reconnect', renew);
    client.on('message', (topic, payload, packet) => this.#hear(topic, payload, packet, send));
    client.on('connect', () => {
      this.#connection++;
      this.#subscribe(client).then(
        () => onConnection(null),
        (error: Error) => {
          // Without its subscriptions a worker is of no use: it is tried again on a new connection.
          trouble = error.message;
          client.stream.destroy();
        },
      );
    });
    client.on('error', (error) => {
      trouble = error.message || (error as NodeJS.ErrnoException).code || trouble;
    });
    client.on('close', () => {
      this.#connection++;
      onConnection(trouble);
      trouble = 'the broker closed the connection';
    });
    renew();
    client.connect();
  }

  async subscribe(filters: readonly string[]): Promise<void> {
    if (this.#client?.connected) await this.#client.subscribeAsync([...filters], { qos: 1 });
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    if (this.#client?.connected) await Promise.race([this.#client.unsubscribeAsync([...filters]), delay(GOODBYE_MS)]);
  }

  /** QoS 1. While there is no connection it waits for the next one; so much and no more as has been heard before. */
  publish(topic: string, payload: string): void {
    const properties = { contentType: CLOUD_EVENT_CONTENT_TYPE, payloadFormatIndicator: true };
    this.#client?.publish(topic, payload, { qos: 1, properties }, () => {});
  }

  /** @param isOver the broker need keep nothing for this worker: others hear it from now on */
  async stop(isOver: boolean): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    // One that was still connecting would begin again for ever.
    client.options.reconnectPeriod = 0;
    const goodbye = isOver ? { properties: { sessionExpiryInterval: 0 } } : {};
    await Promise.race([client.endAsync(!client.connected, goodbye), delay(GOODBYE_MS, undefined, { ref: false })]);
    client.stream?.destroy();
  }

  async #subscribe(client: MqttClient): Promise<void> {
    const granted = await client.subscribeAsync([...this.#options.subscriptions], { qos: 1 });
    const refused = granted.filter(({ qos }) => qos >= 128).map(({ topic }) => topic);
    if (refused.length > 0) throw new Error(`the broker refuses the subscription ${refused[0]}`);
  }

  #hear(topic: string, payload: Buffer, packet: IPublishPacket, send: Sending['_sendPacket']): void {
    const connection = this.#connection;
    const { messageId, qos, retain } = packet;
    const confirm = () => {
      if (qos !== 1 || messageId === undefined || connection !== this.#connection || !this.#client?.connected) return;
      send({ cmd: 'puback', messageId, reasonCode: 0 } as Packet);
    };
    this.#options.onMessage({ topic, payload, qos, isRetained: retain }, confirm);
  }
}

function tlsOf({ ca, cert, key }: TlsFiles = {}) {
  return {
    ...(ca !== undefined && { ca: readFileSync(ca) }),
    ...(cert !== undefined && { cert: readFileSync(cert) }),
    ...(key !== undefined && { key: readFileSync(key) }),
  };
}
