import type { z } from 'zod';
import { safeParse } from '../../../agent/lesson/outside-data.ts';

/** As those who use a schema on what comes from outside do it. @throws ZodError */
export function readBy<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const parsed = safeParse(schema, data);
  if (parsed.success) return parsed.data;
  throw parsed.error;
}
