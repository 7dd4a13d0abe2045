import { dispatchStates } from '../lesson-review/dispatch.ts';
import { flag, list, number, object, text } from './api-schema.ts';

/** A day; no lesson is longer. */
const MOST_MS = 24 * 3_600_000;
const MOST_STRETCHES = 10;

const state = { enum: [...dispatchStates] } as const;

/** What comes with a report: the teacher's note, what can be done, and the teacher's earlier lessons. */
export const reviewSchema = object(
  {
    note: text,
    canExclude: flag,
    state,
    earlier: list(object({ lessonId: text, startedAtMs: number, rt: number, ch: number })),
  },
  { heldUntilMs: number },
);

export const dispatchSchema = object(
  { state, message: { type: 'object', additionalProperties: true, nullable: true } },
  { heldUntilMs: number, sentAtMs: number, refusedBecause: text },
);

/** Text that a person wrote: any script, but no character that ends a text early somewhere. */
const written = (maxLength: number) => ({ type: 'string', maxLength, pattern: '^[^\\u0000]*$' }) as const;
const strict = <S extends object>(schema: S) => ({ ...schema, additionalProperties: false }) as const;
const lessonMs = { type: 'number', minimum: 0, maximum: MOST_MS } as const;

/** What may be asked. */
export const reviewBodies = {
  note: strict(object({ note: written(2000) })),
  excluded: strict(
    object({
      excluded: {
        type: 'array',
        maxItems: MOST_STRETCHES,
        items: strict(object({ startMs: lessonMs, endMs: lessonMs }, { reason: written(80) })),
      },
    }),
  ),
  withhold: strict(object({ withheld: flag })),
  nothing: strict({ type: 'object' } as const),
};
