import { z } from 'zod';
import type { SelfTest } from './bundle-manifest.ts';

/** A model to be tried, and the file it is compared with. */
export interface Trial {
  id: string;
  path: string;
  sha256: string;
  selfTest: SelfTest;
  /** The file that is in use now; those after it stand in for one that is damaged. */
  beside: string[];
}

const ms = z.number().min(0);

/** What the process that tries models says: one word for each, and one when all were tried. */
export const trialReportSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('tried'),
    id: z.string().max(80),
    /** Middle time of a run, and of one of the model in use. */
    ms,
    besideMs: ms,
    /** What its outputs have that they should not; null when they are right. */
    wrong: z.string().max(500).nullable(),
  }),
  z.strictObject({ type: z.literal('failed'), id: z.string().max(80), message: z.string().max(2000) }),
  z.strictObject({ type: z.literal('done') }),
]);
export type TrialReport = z.infer<typeof trialReportSchema>;
