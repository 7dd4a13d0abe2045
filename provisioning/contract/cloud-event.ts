import { z } from 'zod';

/** MIME type of a CloudEvent in structured mode (CloudEvents 1.0, JSON event format). */
export const CLOUD_EVENT_CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** A CloudEvents 1.0 envelope around `data`. */
export function cloudEvent<Type extends string, Data extends z.ZodType>(type: Type, data: Data) {
  return z.object({
    specversion: z.literal('1.0'),
    /** UUIDv7, made once and kept over every repetition: what the hub drops repetitions by. */
    id: z.uuid(),
    /** `/lectern/<region>/<school>/<room>`, or the hub's own name. */
    source: z.string().min(1).max(200),
    type: z.literal(type),
    time: z.iso.datetime(),
    subject: z.string().max(200).optional(),
    datacontenttype: z.literal('application/json'),
    dataschema: z.string().max(200),
    data,
  });
}
