import { z } from 'zod';
import type { MomentSourceName } from './moment-sources.ts';
import type { Language } from './number-words.ts';
import type { Quantity } from './quantity.ts';
import type { Template } from './text-template.ts';

/** What findings are about; a lesson's findings are of different ones where there are enough. */
export const topics = [
  'questioning',
  'talk',
  'pace',
  'hands',
  'class',
  'movement',
  'board',
  'activities',
  'shape',
  'room',
  'marks',
] as const;
export type Topic = (typeof topics)[number];

/** Limits of a value, in its unit; both ends may be given. */
export interface Limits {
  above?: number;
  below?: number;
}

/** What must hold for a rule to speak. */
export type Condition =
  /** A figure, or a sum or difference of two, beyond a limit; in at least this share of the lesson. */
  | { kind: 'figure'; figure: Quantity; limits: Limits; coverage: number }
  /** A figure that is a name. */
  | { kind: 'mode'; figure: Quantity; is: string }
  /** A figure outside the spread of the teacher's own earlier lessons. */
  | { kind: 'own'; figure: Quantity; own: 'above' | 'below' }
  /** So many moments, at least, whose value and length fit; and such a share of all of that kind. */
  | { kind: 'moments'; moments: MomentSourceName; limits: Limits; lastingS: number; least: number; share: number }
  /** A lesson of so many minutes or more. */
  | { kind: 'lesson'; minutes: number };

/** One rule, checked: everything it names exists and its texts can be filled. */
export interface Rule {
  id: string;
  version: number;
  topic: Topic;
  /** 1 to 5: how much a teacher is likely to gain from it. */
  weight: number;
  when: readonly Condition[];
  /** What its texts tell of and the page jumps to. */
  moments?: MomentSourceName;
  resource: string;
  texts: Record<Language, { observation: Template; suggestion: Template }>;
}

/** Ids like `wait-time.short`. */
const dotted = z
  .string()
  .max(60)
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/,
    '用小写字母、数字和连字符，中间有点，如 wait-time.short / must be like wait-time.short',
  );

const text = (most: number) => z.string().min(1).max(most);
/** A sentence that can be read aloud; English takes about two and a half times the characters. */
const texts = (most: number) => z.strictObject({ observation: text(most), suggestion: text(most) });

const limit = z.number().min(-1_000_000).max(1_000_000);

/** A condition as it is written; which settings go together is checked when it is read. */
export const writtenConditionSchema = z.strictObject({
  figure: z.string().max(120).optional(),
  moments: z.string().max(60).optional(),
  lessonMinutes: z.number().min(1).max(300).optional(),
  above: limit.optional(),
  below: limit.optional(),
  between: z.tuple([limit, limit]).optional(),
  is: z.string().max(30).optional(),
  own: z.enum(['above', 'below']).optional(),
  coverage: z.number().min(0).max(1).optional(),
  lasting: z.number().min(0).max(10_000).optional(),
  least: z.int().min(1).max(1000).optional(),
  share: z.number().min(0).max(1).optional(),
});
export type WrittenCondition = z.infer<typeof writtenConditionSchema>;

const writtenRuleSchema = z.strictObject({
  id: dotted,
  version: z.int().min(1).max(1_000_000),
  topic: z.enum(topics),
  weight: z.number().min(1).max(5),
  when: z.array(writtenConditionSchema).min(1).max(8),
  moments: z.string().max(60).optional(),
  resource: dotted,
  zh: texts(120),
  en: texts(300),
});
export type WrittenRule = z.infer<typeof writtenRuleSchema>;

/** A rule file as it is written. */
export const ruleFileSchema = z.strictObject({
  version: z.literal(1),
  rules: z.array(writtenRuleSchema).min(1).max(200),
});
