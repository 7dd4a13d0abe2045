import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { talkClasses, teacherZones } from '../lesson/observation.ts';
import { safeParse } from '../lesson/outside-data.ts';
import { LabelsError } from './labels-error.ts';

/** Nobody labels longer than a day. */
const seconds = z.number().min(0).max(86_400);
const headCount = z.int().min(0).max(200);
const MOST_ENTRIES = 20_000;

const span = { startS: seconds, endS: seconds };
/** In order, apart from one another, none empty. */
const inOrder = (spans: readonly { startS: number; endS: number }[]): boolean =>
  spans.every(({ startS, endS }, i) => endS > startS && startS >= (spans[i - 1]?.endS ?? 0));
const spansOf = <T extends z.ZodType<{ startS: number; endS: number }>>(one: T) =>
  z.array(one).max(MOST_ENTRIES).refine(inOrder, 'must be in order and apart from one another').default([]);

/** What a person has marked of a stretch of a lesson. Times are seconds of the labels' own clock; what was never marked is not judged. */
export const labelsSchema = z.strictObject({
  format: z.literal('lectern-labels'),
  version: z.literal(1),
  /** How the lesson was seen: in the room, as it was, or from a recording, whose own time the labels are in. */
  seen: z.enum(['live', 'recording']),
  /** Wall time of second 0. */
  startedAt: z.iso.datetime({ offset: true }),
  durationS: seconds,
  /** When the mark on the classroom screen was pressed, by which both clocks are laid over one another. */
  markS: seconds.nullable().default(null),
  talk: spansOf(z.strictObject({ ...span, talk: z.enum(talkClasses) })),
  zones: spansOf(z.strictObject({ ...span, zone: z.enum(teacherZones) })),
  /** At least one hand is up. */
  hands: spansOf(z.strictObject(span)),
  /** Counted in a moment. */
  present: z
    .array(z.strictObject({ atS: seconds, count: headCount }))
    .max(MOST_ENTRIES)
    .default([]),
  headsUp: z
    .array(z.strictObject({ atS: seconds, count: headCount }))
    .max(MOST_ENTRIES)
    .default([]),
});
export type Labels = z.infer<typeof labelsSchema>;

/** What can be compared: labelled by a person, or told by the box; seconds on one clock. */
export type Marks = Pick<Labels, 'talk' | 'zones' | 'hands' | 'present' | 'headsUp'>;

/** @throws LabelsError (`LABELS_UNREADABLE`) when the file holds no labels */
export function readLabels(file: string): Labels {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LabelsError('LABELS_UNREADABLE', `${file}: cannot be read (${(error as Error).message}); save it anew`);
  }
  const parsed = safeParse(labelsSchema, json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the file';
  throw new LabelsError(
    'LABELS_UNREADABLE',
    `${file}: holds no labels of lectern validate: ${where}: ${issue?.message}; make them with the page of lectern validate page`,
  );
}
