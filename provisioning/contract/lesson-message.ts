import { z } from 'zod';
import { eventIdSchema, roomEvent } from './cloud-event.ts';
import { figureUnits } from './figure-catalogue.ts';
import { moment, printable, share } from './value.ts';

/** A share that would tell about single pupils is published only as "nearly all" or "nearly none". */
export const CODED_SHARES = ['>95', '<5'] as const;

/** The text of a lesson's labels is at most so long. */
export const MOST_LABEL = 80;

export const publishedIndicatorSchema = z.strictObject({
  id: z
    .string()
    .max(80)
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
  unit: z.enum(figureUnits),
  /** null: not enough data, or suppressed. */
  value: z.union([z.number(), z.enum(CODED_SHARES), z.enum(['practice', 'lecture', 'dialogue', 'mixed'])]).nullable(),
  coverage: share,
  version: z.int().min(1).max(1_000_000),
  /** For peaks: seconds of lesson time, and the share of the class. */
  atS: z.number().min(0).optional(),
  share: z.union([share, z.enum(CODED_SHARES)]).optional(),
  /** Why a known figure is not told: too few pupils, or another one could be worked out with it. */
  suppressed: z.enum(['small-group', 'complementary']).optional(),
});
export type PublishedIndicator = z.infer<typeof publishedIndicatorSchema>;

/** The summary of a lesson: figures about the class as a whole, and nothing from which a picture, a sound or a pupil could be told. */
export const lessonSummarySchema = z.strictObject({
  lessonId: eventIdSchema,
  /** 1 for the first message of the lesson; one more each time its report was made anew. The highest is the lesson. */
  revision: z.int().min(1).max(1_000_000),
  startedAt: moment,
  durationS: z.number().min(0).max(86_400),
  className: printable(MOST_LABEL).optional(),
  subject: printable(MOST_LABEL).optional(),
  period: z.int().min(0).max(20).optional(),
  /** A pseudonym that only the school can resolve; it has a digit, so that no name written in letters passes for one. */
  teacherId: z
    .string()
    .regex(/^(?=.*\d)[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/)
    .optional(),
  /** 双师课堂: one name for all rooms of the lesson, and this room's part in it. */
  pairId: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/)
    .optional(),
  role: z.enum(['main', 'remote']).optional(),
  indicators: z.array(publishedIndicatorSchema).max(500),
  /** Model id → short hash. */
  models: z
    .record(printable(80), printable(80))
    .refine((models) => Object.keys(models).length <= 50, 'are more than 50')
    .meta({ maxProperties: 50 }),
});
export type LessonSummary = z.infer<typeof lessonSummarySchema>;

export const LESSON_TYPE = 'lectern.lesson.v1';
export const LESSON_SCHEMA = 'urn:lectern:schema:lesson:1';
export const lessonMessageSchema = roomEvent(LESSON_TYPE, LESSON_SCHEMA, lessonSummarySchema);
export type LessonMessage = z.infer<typeof lessonMessageSchema>;
