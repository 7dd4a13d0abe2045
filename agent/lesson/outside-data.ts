import { z } from 'zod';

/**
 * Checks data from outside by a schema. zod compares the length of whatever has one before it looks at what it is, and throws a
 * TypeError where that cannot be compared, as in `{ "length": { "toString": 1 } }`: one message of a stranger would end whoever
 * trusts `safeParse` not to throw. Data within data without end overflows the stack, and is no message either.
 */
export function safeParse<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(data);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const issue: z.core.$ZodIssue = { code: 'custom', path: [], message: 'is not valid', input: null };
    return { success: false, error: new z.ZodError([issue]) } as z.ZodSafeParseError<z.output<Schema>>;
  }
}
