import { z } from 'zod';

/** What is sent, with its control characters written as in "PWR ON\r"; ISO 8859-1. */
const sentSchema = z.string().min(1).max(60);
/** An answer as it stands between two ends, without white space around it; capitals and small letters are the same. */
const answerSchema = z.string().min(1).max(60);
const answersSchema = z.array(answerSchema).min(1).max(20);

export const sourceNameSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,20}$/, 'must be of small letters, digits and "-", such as hdmi1');

const orderSchema = z.strictObject({
  send: sentSchema,
  /** What it answers when it has taken the order. */
  done: answersSchema,
});
export type PanelOrder = z.infer<typeof orderSchema>;

/** The commands that a maker's panels or projectors understand on their serial line. */
export const commandSetSchema = z.strictObject({
  /** Maker and models, as people call them. */
  name: z.string().min(1).max(80),
  /** The manual that it was taken from. */
  source: z.string().min(1).max(300),
  /** An answer ends with one of these characters. */
  ends: z.array(z.string().length(1, 'must be one character')).min(1).max(4),
  /** It answers nothing for so long after it was switched on, seconds. */
  silentWarmUpS: z.number().min(0).max(300).default(0),
  /** Answers that mean: not now. */
  busy: z.array(answerSchema).max(10).default([]),
  /** Answers that mean: no such command. */
  wrong: z.array(answerSchema).max(10).default([]),
  on: orderSchema,
  off: orderSchema,
  /** By the names that the setting `source` uses. */
  sources: z.record(sourceNameSchema, orderSchema.extend({ is: answersSchema.optional() })),
  asks: z.strictObject({
    power: z.strictObject({
      send: sentSchema,
      on: answersSchema,
      off: answersSchema,
      warming: answersSchema.optional(),
      cooling: answersSchema.optional(),
    }),
    source: z.strictObject({ send: sentSchema }).optional(),
    /** The number between these is the hours of the lamp. */
    lampHours: z
      .strictObject({ send: sentSchema, before: z.string().max(40), after: z.string().max(40).default('') })
      .optional(),
    complaints: z
      .strictObject({
        send: sentSchema,
        none: answersSchema,
        /** What each answer means, such as `lamp`, `temperature`, `filter`. */
        are: z.record(z.string().regex(/^[a-z-]{1,40}$/), answersSchema),
      })
      .optional(),
  }),
});
export type CommandSet = z.infer<typeof commandSetSchema>;

export const commandSetFileSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }),
  sets: z.record(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, 'must be of small letters, digits, "." and "-", such as epson-escvp21'),
    commandSetSchema,
  ),
});
