import { z } from 'zod';
import { liveSourceSchema } from '../../lesson/live-source.ts';

/** agent → preview process: what to show. It shows it until it is ended. */
export const previewOrderSchema = z.strictObject({
  source: liveSourceSchema,
  wanted: z.enum(['pictures', 'level']),
});
export type PreviewOrder = z.infer<typeof previewOrderSchema>;

const dbfs = z.number().min(-120).max(0);

/** preview process → agent. Of sound there are only numbers. */
export const previewReportSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('picture'),
    jpeg: z.instanceof(Uint8Array).refine(({ length }) => length <= 2 * 1024 ** 2, 'is too large for a preview'),
    /** Of the source's own pictures, pixels. */
    width: z.int().min(1).max(8192),
    height: z.int().min(1).max(8192),
  }),
  z.strictObject({ type: z.literal('level'), rmsDbfs: dbfs, peakDbfs: dbfs }),
  z.strictObject({ type: z.literal('failed'), code: z.string().max(80), message: z.string().max(2000) }),
]);
export type PreviewReport = z.infer<typeof previewReportSchema>;
