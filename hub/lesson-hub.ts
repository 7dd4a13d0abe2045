import mqtt, { type MqttClient } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { ACK_SCHEMA, ACK_TYPE, type AckMessage } from '../provisioning/contract/ack-message.ts';
import { CLOUD_EVENT_CONTENT_TYPE } from '../provisioning/contract/cloud-event.ts';
import { type LessonMessage, lessonMessageSchema } from '../provisioning/contract/lesson-message.ts';
import { everyRoom, placeOfTopic, sourceOf, topic } from '../provisioning/contract/topics.ts';
import { type UnknownFigure, unknownFigures } from './unknown-figures.ts';

export interface LessonHubOptions {
  url: string;
  protocolVersion: 4 | 5;
  /** Called once for each event, however often it is repeated. */
  onLesson?(message: LessonMessage): void;
  /** Called behind it for a lesson with figures of which this hub has no definition; they are kept like the others. */
  onUnknownFigures?(message: LessonMessage, figures: readonly UnknownFigure[]): void;
}

/**
 * The smallest receiving end: hears every room's lessons, validates them against the contract, keeps each once (in
 * memory), tells of figures it has no definition of, and acknowledges by id. For the demo and for tests.
 */
export class LessonHub {
  readonly #options: LessonHubOptions;
  readonly #kept = new Map<string, LessonMessage>();
  #client: MqttClient | undefined;

  constructor(options: LessonHubOptions) {
    this.#options = options;
  }

  /** The lessons kept so far, by event id. */
  get lessons(): ReadonlyMap<string, LessonMessage> {
    return this.#kept;
  }

  async start(): Promise<void> {
    const { url, protocolVersion } = this.#options;
    const client = await mqtt.connectAsync(url, { clientId: 'lectern-demo-hub', protocolVersion });
    this.#client = client;
    client.on('message', (name, payload) => {
      // An acknowledgement that cannot be sent is not lost: the room repeats its message until it has one.
      this.#receive(name, payload.toString('utf8')).catch(() => {});
    });
    await client.subscribeAsync(everyRoom('lesson'), { qos: 1 });
  }

  async stop(): Promise<void> {
    await this.#client?.endAsync();
  }

  async #receive(name: string, text: string): Promise<void> {
    const room = placeOfTopic(name)?.room;
    if (!room) return;
    const { eventId, lesson, problem } = read(text, sourceOf(room));
    if (!eventId) return;
    if (lesson && !this.#kept.has(eventId)) {
      this.#kept.set(eventId, lesson);
      this.#options.onLesson?.(lesson);
      const unknown = unknownFigures(lesson.data.indicators);
      if (unknown.length > 0) this.#options.onUnknownFigures?.(lesson, unknown);
    }
    const ack: AckMessage = {
      specversion: '1.0',
      id: uuidv7(),
      source: '/lectern/hub/demo',
      type: ACK_TYPE,
      time: new Date().toISOString(),
      subject: eventId,
      datacontenttype: 'application/json',
      dataschema: ACK_SCHEMA,
      data: {
        events: [
          lesson
            ? { eventId, status: 'accepted' }
            : { eventId, status: 'refused', reason: problem.replaceAll('\n', ' ').slice(0, 500) },
        ],
      },
    };
    const properties =
      this.#options.protocolVersion === 5 ? { properties: { contentType: CLOUD_EVENT_CONTENT_TYPE } } : {};
    await this.#client?.publishAsync(topic(room, 'ack'), JSON.stringify(ack), { qos: 1, ...properties });
  }
}

/** The lesson in a message, or what is wrong with it; without an id there is nobody to tell. */
function read(text: string, source: string): { eventId?: string; lesson?: LessonMessage; problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  const parsed = lessonMessageSchema.safeParse(json);
  if (parsed.success) {
    const { id, source: stated } = parsed.data;
    if (stated === source) return { eventId: id, lesson: parsed.data, problem: '' };
    return { eventId: id, problem: `source ${stated} is not the room of the topic, ${source}` };
  }
  const eventId = z.object({ id: z.uuid() }).safeParse(json).data?.id;
  return { ...(eventId ? { eventId } : {}), problem: z.prettifyError(parsed.error) };
}
