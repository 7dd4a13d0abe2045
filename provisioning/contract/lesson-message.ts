import { z } from 'zod';
import { cloudEvent } from './cloud-event.ts';
import { figureUnits } from './figure-catalogue.ts';

/** A share that would tell about single pupils is published only as "nearly all" or "nearly none". */
export const CODED_SHARES = ['>95', '<5'] as const;

const share = z.number().min(0).max(1);

export const publishedIndicatorSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
  unit: z.enum(figureUnits),
  /** null: not enough data, or suppressed. */
  value: z.union([z.number(), z.enum(CODED_SHARES), z.enum(['practice', 'lecture', 'dialogue', 'mixed'])]).nullable(),
  coverage: share,
  version: z.int().min(1),
  /** For peaks: seconds of lesson time, and the share of the class. */
  atS: z.number().min(0).optional(),
  share: z.union([share, z.enum(CODED_SHARES)]).optional(),
  /** Why a known figure is not told: too few pupils, or another one could be worked out with it. */
  suppressed: z.enum(['small-group', 'complementary']).optional(),
});
export type PublishedIndicator = z.infer<typeof publishedIndicatorSchema>;

/** The summary of a lesson: figures about the class as a whole, and nothing from which a picture, a sound or a pupil could be told. */
export const lessonSummarySchema = z.strictObject({
  lessonId: z.uuid(),
  startedAt: z.iso.datetime(),
  durationS: z.number().min(0).max(86_400),
  className: z.string().max(80).optional(),
  subject: z.string().max(80).optional(),
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
  models: z.record(z.string().max(80), z.string().max(80)),
});
export type LessonSummary = z.infer<typeof lessonSummarySchema>;

export const LESSON_TYPE = 'lectern.lesson.v1';
export const LESSON_SCHEMA = 'urn:lectern:schema:lesson:1';
export const lessonMessageSchema = cloudEvent(LESSON_TYPE, lessonSummarySchema);
export type LessonMessage = z.infer<typeof lessonMessageSchema>;

export const ACK_TYPE = 'lectern.ack.v1';
export const ACK_SCHEMA = 'urn:lectern:schema:ack:1';
/** The hub's word on one message: kept for good, or refused and why. */
export const ackMessageSchema = cloudEvent(
  ACK_TYPE,
  z.strictObject({
    eventId: z.uuid(),
    status: z.enum(['accepted', 'refused']),
    reason: z.string().max(500).optional(),
  }),
);
export type AckMessage = z.infer<typeof ackMessageSchema>;
