import { z } from 'zod';
import { moment, printable } from './value.ts';

/** MIME type of a CloudEvent in structured mode (CloudEvents 1.0, JSON event format). */
export const CLOUD_EVENT_CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** The largest message either way, bytes; what is larger is not even parsed. */
export const MOST_MESSAGE_BYTES = 256 * 1024;

const SMALL = /^[^A-Z]*$/;

/** UUIDv7 (RFC 9562): it begins with the time it was made. In small letters, so that equal ids are equal texts. */
export const eventIdSchema = z.uuid({ version: 'v7' }).regex(SMALL, 'is not in small letters');

const roomSource = z.string().regex(/^\/lectern\/\d{6}\/\d{10}\/[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/);
const hubSource = z.string().regex(/^\/lectern\/hub(\/[A-Za-z0-9_.-]{1,60}){0,2}$/);

function envelope<Type extends string, Schema extends string, Data extends z.ZodType>(
  source: z.ZodString,
  type: Type,
  dataschema: Schema,
  data: Data,
) {
  return z.object({
    specversion: z.literal('1.0'),
    /** Made once and kept over every repetition: what repetitions are dropped by. */
    id: eventIdSchema,
    /** `/lectern/<region>/<school>/<room>`, or the hub's own name, `/lectern/hub/…`. */
    source,
    type: z.literal(type),
    /** By the sender's wall clock, which may be wrong. */
    time: moment,
    subject: printable(200).optional(),
    datacontenttype: z.literal('application/json'),
    dataschema: z.literal(dataschema),
    /** W3C Trace Context (CloudEvents' distributed tracing extension). */
    traceparent: z
      .string()
      .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
      .optional(),
    data,
  });
}

/**
 * What a room tells: a CloudEvents 1.0 envelope around `data`, as it is made and kept. What is only known when it is sent
 * (`deliverySchema`) comes to it then.
 */
export function roomEvent<Type extends string, Schema extends string, Data extends z.ZodType>(
  type: Type,
  dataschema: Schema,
  data: Data,
) {
  return envelope(roomSource, type, dataschema, data);
}

/** What the hub tells a room. */
export function hubEvent<Type extends string, Schema extends string, Data extends z.ZodType>(
  type: Type,
  dataschema: Schema,
  data: Data,
) {
  return envelope(hubSource, type, dataschema, data);
}

/** Extension attributes of everything that a room sends. */
export const deliverySchema = z.object({
  /** The room's database in which `sequence` counts: a room that lost it begins a new stream. */
  stream: z.uuid().regex(SMALL, 'is not in small letters'),
  /**
   * 1 for the first message of the stream, one more for each, of whatever channel: the hub sees what is missing. 16 digits,
   * so that it sorts as text (CloudEvents' sequence extension).
   */
  sequence: z.string().regex(/^\d{16}$/),
  /** It could have been sent before the present connection began. */
  backfill: z.boolean(),
});

export interface Delivery {
  stream: string;
  /** From 1. */
  sequence: number;
  backfill: boolean;
}

/** The text that goes over the wire of an event that is kept as JSON text. */
export function onWire(payload: string, { stream, sequence, backfill }: Delivery): string {
  const attributes = { stream, sequence: String(sequence).padStart(16, '0'), backfill };
  return `${JSON.stringify(attributes).slice(0, -1)},${payload.slice(1)}`;
}

/** A room's event as the hub receives it. */
export function delivered<Shape extends z.ZodRawShape>(event: z.ZodObject<Shape>) {
  return event.extend(deliverySchema.shape);
}
