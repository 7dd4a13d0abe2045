import { randomBytes } from 'node:crypto';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { CLOUD_EVENT_CONTENT_TYPE, MOST_MESSAGE_BYTES } from '../provisioning/contract/cloud-event.ts';
import type { Command, CommandResponse } from '../provisioning/contract/command-messages.ts';
import type { DesiredData, DesiredKind, ReportedData } from '../provisioning/contract/desired-messages.ts';
import { readMessage, wireSchemas } from '../provisioning/contract/messages.ts';
import type { RoomAddress } from '../provisioning/contract/room-address.ts';
import { channels, type DownChannel, reportedChannel, topic } from '../provisioning/contract/topics.ts';

const SOURCE = '/lectern/hub/region';

/** What a room answered, or null: it has not within the time. */
type Answered<Data> = Promise<Data | null>;

export interface RegionVoiceOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  url: string;
  /** Certificates (PEM) by which the region and the broker know each other. */
  tls?: Pick<IClientOptions, 'ca' | 'cert' | 'key'>;
  username?: string;
  password?: string;
  /** How long a room may take to answer, milliseconds. */
  patienceMs: number;
}

/** The connection to the broker ended while rooms were spoken to. */
export class BrokerLostError extends Error {
  readonly code = 'HUB_BROKER_LOST';
}

/** What a room is to have is more than a message holds; rooms would refuse it without reading it. */
export class MessageTooLargeError extends Error {
  readonly code = 'ROOM_MESSAGE_SIZE';
}

/** Tells rooms what the region wishes them to have, and asks things of them. */
export class RegionVoice {
  readonly #options: RegionVoiceOptions;
  #client: MqttClient | undefined;
  /** Rejects when the connection ends, and with it everything that waits for an answer. */
  readonly #lost = Promise.withResolvers<never>();
  #isLost = false;

  constructor(options: RegionVoiceOptions) {
    this.#options = options;
  }

  /** @throws Error when the broker cannot be reached or does not let us in */
  async start(): Promise<void> {
    const { url, tls = {}, username, password } = this.#options;
    const options: IClientOptions = {
      ...{ clientId: `lectern-region-${uuidv7()}`, protocolVersion: 5 },
      ...tls,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    };
    this.#client = await mqtt.connectAsync(url, { ...options, reconnectPeriod: 0 }, false);
    this.#lost.promise.catch(() => {});
    let trouble = 'it closed the connection';
    this.#client.on('error', ({ message }) => {
      trouble = message;
    });
    this.#client.on('close', () => {
      this.#isLost = true;
      this.#lost.reject(new BrokerLostError(`the broker went away: ${trouble}`));
    });
    // Every room that answers late would else be reported as a leak.
    this.#client.setMaxListeners(0);
  }

  async stop(): Promise<void> {
    // A goodbye to a broker that is gone would be waited for.
    await this.#client?.endAsync(this.#isLost);
  }

  /**
   * Wishes a room to have something; the broker keeps the wish for a room that is away.
   * @returns what the room says of it
   * @throws Error when the broker refuses it, ZodError when the contract does, MessageTooLargeError, BrokerLostError
   */
  wish<Kind extends DesiredKind>(room: RoomAddress, kind: Kind, data: DesiredData<Kind>): Answered<ReportedData> {
    const channel = reportedChannel(kind);
    return this.#answer(
      topic(room, channel),
      (payload) => {
        const told = readMessage(channel, payload).message?.data;
        return told?.version === data.version ? told : undefined;
      },
      () => this.#publish(room, kind, data),
    );
  }

  /**
   * Asks something of a room once.
   * @throws Error when the broker refuses it, ZodError when the contract does, MessageTooLargeError, BrokerLostError
   */
  ask(room: RoomAddress, command: Command): Answered<CommandResponse['data']> {
    const id = uuidv7();
    return this.#answer(
      topic(room, 'command/response'),
      (payload) => {
        const told = readMessage('command/response', payload).message?.data;
        return told?.requestId === id ? told : undefined;
      },
      () => this.#publish(room, 'command/request', command, id),
    );
  }

  async #publish(room: RoomAddress, channel: DownChannel, data: unknown, id = uuidv7()): Promise<void> {
    const { qos, retain, ...rules } = channels[channel];
    const { type, dataschema } = wireSchemas[channel].shape;
    const message = wireSchemas[channel].parse({
      specversion: '1.0',
      id,
      source: SOURCE,
      type: type.value,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: dataschema.value,
      traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
      data,
    });
    const payload = JSON.stringify(message);
    const bytes = Buffer.byteLength(payload);
    if (bytes > MOST_MESSAGE_BYTES) {
      throw new MessageTooLargeError(
        `the message would have ${bytes} bytes, and rooms take ${MOST_MESSAGE_BYTES} at most; make it shorter`,
      );
    }
    const properties = {
      contentType: CLOUD_EVENT_CONTENT_TYPE,
      payloadFormatIndicator: true,
      ...('expiryS' in rules && { messageExpiryInterval: rules.expiryS }),
      userProperties: { schema: message.dataschema, traceparent: message.traceparent! },
    };
    await this.#client!.publishAsync(topic(room, channel), payload, { qos, retain, properties });
  }

  /** Listens before it speaks. */
  async #answer<Data>(
    name: string,
    read: (payload: Buffer) => Data | undefined,
    speak: () => Promise<void>,
  ): Answered<Data> {
    const client = this.#client!;
    const { promise, resolve } = Promise.withResolvers<Data | null>();
    const hear = (heard: string, payload: Buffer, { retain }: { retain: boolean }) => {
      // What the broker kept was said before.
      const answer = heard === name && !retain ? read(payload) : undefined;
      if (answer !== undefined) resolve(answer);
    };
    client.on('message', hear);
    let timer: NodeJS.Timeout | undefined;
    const talk = async () => {
      await client.subscribeAsync(name, { qos: 1 });
      await speak();
      timer = setTimeout(() => resolve(null), this.#options.patienceMs);
      return promise;
    };
    try {
      return await Promise.race([this.#lost.promise, talk()]);
    } finally {
      clearTimeout(timer);
      client.off('message', hear);
    }
  }
}
