import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { MOST_MESSAGE_BYTES } from '../../provisioning/contract/cloud-event.ts';
import { type Broker, brokerName } from './hub-address.ts';
import { LinkProblem, networkProblem, reasonWords } from './link-problem.ts';

export type MqttVersion = 5 | 4;

const KEEPALIVE_S = 30;
/** The broker keeps what is meant for us while we are away, seconds. */
const SESSION_EXPIRY_S = 7 * 86_400;
/** So many messages may come in before the first of them is taken. */
const RECEIVE_MAXIMUM = 32;
/** Topic and properties of the largest message. */
const ROUND_A_MESSAGE_BYTES = 4 * 1024;
/** How long a broker may take to say goodbye; one that hangs must not hold up the agent's end. */
/** MQTT 5, 3.14.2.1. */
const DISCONNECT_WITH_WILL = 0x04;
const GOODBYE_MS = 1_000;
const MOST_IN_FLIGHT = 65_535;
/** A broker that honours what it was told sends no packet a quarter as long. */
const MOST_UNREAD_BYTES = 4 * MOST_MESSAGE_BYTES;

export interface Publication {
  topic: string;
  payload: string;
  contentType: string;
  /** 1: the broker answers for it, which is not yet the hub's acknowledgement. */
  qos?: 0 | 1;
  /** The broker keeps it for whoever asks later. */
  retain?: boolean;
  /** After so long nobody need get it any more; MQTT 5. */
  expiryS?: number;
  /** MQTT 5. */
  userProperties?: Record<string, string>;
}

export interface SessionOptions {
  broker: Broker;
  version: MqttVersion;
  clientId: string;
  /** What the broker tells when it loses us. */
  will: Publication | undefined;
  connectMs: number;
  /** It is to leave nothing behind at the broker. */
  isPassing?: boolean;
  onMessage(topic: string, payload: Buffer): void;
  warning(message: string): void;
}

/** One MQTT connection over a way that is open already, from CONNECT to its end. It is not used again. */
export class MqttSession {
  readonly #client: MqttClient;
  readonly #options: SessionOptions;
  readonly #broken = Promise.withResolvers<never>();
  readonly #ended = Promise.withResolvers<LinkProblem>();
  /** How each publish that the broker has not answered yet is given up: MQTT.js itself would leave it without an answer for ever. */
  readonly #unanswered = new Set<(error: Error) => void>();
  #isClosed = false;
  #mostInFlight = MOST_IN_FLIGHT;
  #mostBytes = Number.POSITIVE_INFINITY;
  #canRetain = true;
  readonly #waiting: { start(): void; reject(error: Error): void }[] = [];
  /** The last the broker or the network said. */
  #lastWord: LinkProblem | undefined;

  private constructor(client: MqttClient, options: SessionOptions) {
    this.#client = client;
    this.#options = options;
    this.#broken.promise.catch(() => {});
    client.on('message', (topic, payload) => this.#hear(topic, payload));
    client.on('error', (error) => this.#failed(error));
    client.on('disconnect', ({ reasonCode = 0 }) => {
      const words = `${this.#where} ended the connection: ${reasonWords(reasonCode)}`;
      this.#lastWord = new LinkProblem('HUB_REFUSED', words, { reason: reasonCode });
    });
    client.on('close', () => this.#close());
  }

  /** @param signal ends the try. @throws LinkProblem when the broker does not let us in */
  static async open(socket: Socket, options: SessionOptions, signal: AbortSignal): Promise<MqttSession> {
    const session = new MqttSession(clientOver(socket, options), options);
    const client = session.#client;
    session.#bound(socket);
    const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()));
    const abort = () => socket.destroy();
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const problem = await Promise.race([connected, session.#ended.promise]);
    signal.removeEventListener('abort', abort);
    if (problem) {
      client.end(true);
      socket.destroy();
      throw problem;
    }
    const { receiveMaximum, maximumPacketSize, retainAvailable } = client.serverProperties ?? {};
    session.#mostInFlight = receiveMaximum ?? MOST_IN_FLIGHT;
    session.#mostBytes = maximumPacketSize ?? Number.POSITIVE_INFINITY;
    session.#canRetain = retainAvailable !== false;
    return session;
  }

  /** MQTT.js gathers a packet until it is whole, up to 256 MiB, whatever the broker was told of the largest one. */
  #bound(socket: Socket): void {
    let unreadBytes = 0;
    this.#client.on('packetreceive', () => {
      unreadBytes = 0;
    });
    socket.on('data', (chunk) => {
      unreadBytes += chunk.length;
      if (unreadBytes <= MOST_UNREAD_BYTES) return;
      this.#lastWord = new LinkProblem('HUB_REFUSED', `${this.#where} sends a packet that is larger than any message`);
      socket.destroy();
    });
  }

  /** Why the connection is over, when it is. */
  get ended(): Promise<LinkProblem> {
    return this.#ended.promise;
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  /** @returns the topics that the broker does not let us hear, with why */
  async subscribe(topics: readonly string[]): Promise<string[]> {
    const { promise, resolve } = Promise.withResolvers<string[]>();
    this.#client.subscribe([...topics], { qos: 1 }, (error, _, packet) => {
      const granted = (packet as { granted?: number[] } | undefined)?.granted ?? [];
      const refused = topics.flatMap((topic, i) =>
        (granted[i] ?? 0) >= 128 ? [`${topic}: ${reasonWords(granted[i]!)}`] : [],
      );
      resolve(error && refused.length === 0 ? [error.message] : refused);
    });
    return await Promise.race([promise, this.#broken.promise]);
  }

  /**
   * Publishes; with QoS 1 it resolves when the broker has taken it. Waits while the broker has as many as it wants.
   * @throws LinkProblem when the connection breaks meanwhile, or (HUB_TOPIC_REFUSED) the broker does not take it: then the
   *   caller keeps the message
   */
  async publish({ topic, payload, contentType, qos = 1, retain = false, ...more }: Publication): Promise<void> {
    const bytes = Buffer.byteLength(payload) + Buffer.byteLength(topic);
    if (bytes > this.#mostBytes)
      throw new LinkProblem('HUB_TOPIC_REFUSED', `${this.#where} takes no message of ${bytes} bytes on ${topic}`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const properties = this.#options.version === 5 ? { properties: propertiesOf(contentType, more) } : {};
    const options = { qos, retain: retain && this.#canRetain, ...properties };
    const start = () =>
      this.#client.publish(topic, payload, options, (error) => {
        if (!this.#unanswered.delete(reject)) return;
        if (error) reject(this.#refusal(error, topic));
        else resolve();
        this.#startNext();
      });
    if (this.#isClosed) throw broken();
    if (this.#unanswered.size >= this.#mostInFlight) this.#waiting.push({ start, reject });
    else {
      this.#unanswered.add(reject);
      start();
    }
    await promise;
  }

  #startNext(): void {
    const next = this.#waiting.shift();
    if (!next) return;
    this.#unanswered.add(next.reject);
    next.start();
  }

  #refusal(error: Error, topic: string): Error {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'number' || code < 128) return error;
    return new LinkProblem('HUB_TOPIC_REFUSED', `${this.#where} does not take ${topic}: ${reasonWords(code)}`);
  }

  /** Says goodbye, so that the broker tells nobody that we are lost, after what is on its way has arrived. */
  /** @param withWill the broker tells the will, as if it had lost the room: nobody knows whether there will be a next connection */
  async end(withWill = false): Promise<void> {
    const { stream } = this.#client;
    // MQTT 3.1.1 has no word for it but to hang up.
    if (withWill && this.#options.version !== 5) stream.destroy();
    const options = withWill ? { reasonCode: DISCONNECT_WITH_WILL } : {};
    const goodbye = this.#client.endAsync(!this.#client.connected, options).catch(() => {});
    await Promise.race([goodbye, delay(GOODBYE_MS, undefined, { ref: false })]);
    stream.destroy();
    this.#close();
  }

  get #where(): string {
    return brokerName(this.#options.broker);
  }

  #hear(topic: string, payload: Buffer): void {
    const { onMessage, warning } = this.#options;
    try {
      if (payload.length <= MOST_MESSAGE_BYTES) onMessage(topic, payload);
      else warning(`${this.#where} sent ${payload.length} bytes on ${topic}; that is too large and was not read`);
    } catch (error) {
      warning(`what came on ${topic} could not be taken: ${(error as Error).message}`);
    }
  }

  #failed(error: Error): void {
    const code = 'code' in error ? error.code : undefined;
    this.#lastWord ??=
      typeof code === 'number'
        ? new LinkProblem('HUB_REFUSED', `${this.#where}: ${reasonWords(code)}`, { cause: error, reason: code })
        : networkProblem(error, this.#where);
    // After a malformed packet MQTT.js would wait for the rest of it.
    this.#client.stream.destroy();
  }

  #close(): void {
    this.#isClosed = true;
    this.#broken.reject(broken());
    for (const reject of this.#unanswered) reject(broken());
    for (const { reject } of this.#waiting.splice(0)) reject(broken());
    this.#unanswered.clear();
    this.#ended.resolve(
      this.#lastWord ?? new LinkProblem('HUB_UNREACHABLE', `${this.#where} hung up`, { isSilent: true }),
    );
  }
}

const broken = () => new Error('the connection to the broker broke');

function clientOver(socket: Socket, about: SessionOptions): MqttClient {
  const { broker, version, clientId, will, connectMs, isPassing = false } = about;
  const options: IClientOptions = {
    ...{ clientId, protocolVersion: version, clean: isPassing, keepalive: KEEPALIVE_S, connectTimeout: connectMs },
    // Another connection is another session; publishes wait in SQLite, not here.
    ...{ reconnectPeriod: 0, resubscribe: false, queueQoSZero: false },
    ...(will && { will: willOf(will, version) }),
    ...(version === 5 && {
      properties: {
        sessionExpiryInterval: isPassing ? 0 : SESSION_EXPIRY_S,
        receiveMaximum: RECEIVE_MAXIMUM,
        maximumPacketSize: MOST_MESSAGE_BYTES + ROUND_A_MESSAGE_BYTES,
      },
    }),
  };
  if (broker.path === null) return new mqtt.MqttClient(() => socket, options);
  const { host, port, path } = broker;
  // TLS is spoken already, below what the WebSocket sees.
  const wsOptions = { createConnection: () => socket, perMessageDeflate: false, maxPayload: 4 * MOST_MESSAGE_BYTES };
  return mqtt.connect({ ...options, protocol: 'ws', hostname: host, host, port, path, wsOptions });
}

function willOf({ topic, payload, contentType, retain = false, qos = 1 }: Publication, version: MqttVersion) {
  const properties = version === 5 ? { properties: { contentType, payloadFormatIndicator: true } } : {};
  return { topic, payload: Buffer.from(payload), qos, retain, ...properties };
}

function propertiesOf(contentType: string, { expiryS, userProperties }: Partial<Publication>) {
  return {
    contentType,
    payloadFormatIndicator: true,
    ...(expiryS !== undefined && { messageExpiryInterval: expiryS }),
    ...(userProperties && { userProperties }),
  };
}
