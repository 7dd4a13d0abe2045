import { environmentQuantityNames } from '../lesson/environment.ts';
import { labelsSchema, list, number, numberOrNull, object, text } from './api-schema.ts';

/** The room as the page gets it; without the teacher's pseudonym, for pupils can see the screen. */
export const roomStateSchema = object(
  {
    sensing: { enum: ['on', 'off'] },
    activity: { enum: ['idle', 'watching', 'recording', 'held', 'closing'] },
    sources: list(
      object(
        {
          name: text,
          address: text,
          state: text,
          sinceMs: number,
          received: number,
          dropped: number,
          restarts: number,
        },
        { cause: object({ code: text, message: text }) },
      ),
    ),
    problems: list(object({ code: text, message: text })),
  },
  {
    why: text,
    sensed: { type: 'boolean' },
    preview: { type: 'boolean' },
    identified: text,
    devices: list(
      object(
        { name: text, kind: text, state: text },
        {
          cause: object({ code: text, message: text }),
          identity: text,
          panel: object({ power: text, lampHours: numberOrNull, complaints: list(text) }),
        },
      ),
    ),
    air: object({}, Object.fromEntries(environmentQuantityNames.map((name) => [name, number]))),
    lesson: object({
      id: text,
      origin: text,
      labels: labelsSchema,
      startedAtMs: number,
      elapsedMs: number,
      plannedMs: numberOrNull,
    }),
    next: object({ startMs: number, endMs: number, labels: labelsSchema }),
  },
);

const label = { type: 'string', minLength: 1, maxLength: 80 } as const;
const closed = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

/** What commands take. */
export const commandSchemas = {
  nothing: closed({}),
  labels: closed({ className: label, subject: label, period: { type: 'integer', minimum: 0, maximum: 20 } }),
  sensing: closed({ on: { type: 'boolean' } }, ['on']),
};
