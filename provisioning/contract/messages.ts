import { z } from 'zod';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import { ackMessageSchema } from './ack-message.ts';
import { auditMessageSchema } from './audit-message.ts';
import { delivered, eventIdSchema, MOST_MESSAGE_BYTES } from './cloud-event.ts';
import { commandRequestSchema, commandResponseSchema } from './command-messages.ts';
import { desiredMessageSchemas, reportedMessageSchema } from './desired-messages.ts';
import { environmentMessageSchema } from './environment-message.ts';
import { healthMessageSchema } from './health-message.ts';
import { lessonMessageSchema } from './lesson-message.ts';
import { stateMessageSchema } from './state-message.ts';
import type { Channel, UpChannel } from './topics.ts';

/** What rooms tell, as it is made and kept. */
export const roomEventSchemas = {
  lesson: lessonMessageSchema,
  state: stateMessageSchema,
  health: healthMessageSchema,
  environment: environmentMessageSchema,
  audit: auditMessageSchema,
  'config/reported': reportedMessageSchema,
  'models/reported': reportedMessageSchema,
  'timetable/reported': reportedMessageSchema,
  'rules/reported': reportedMessageSchema,
  'resources/reported': reportedMessageSchema,
  'command/response': commandResponseSchema,
} satisfies Record<UpChannel, z.ZodType>;

export type RoomEvent<C extends UpChannel> = z.infer<(typeof roomEventSchemas)[C]>;

const reported = delivered(reportedMessageSchema);

/** What goes over the wire on each channel. */
export const wireSchemas = {
  lesson: delivered(lessonMessageSchema),
  state: delivered(stateMessageSchema),
  health: delivered(healthMessageSchema),
  environment: delivered(environmentMessageSchema),
  audit: delivered(auditMessageSchema),
  'config/reported': reported,
  'models/reported': reported,
  'timetable/reported': reported,
  'rules/reported': reported,
  'resources/reported': reported,
  'command/response': delivered(commandResponseSchema),
  ack: ackMessageSchema,
  ...desiredMessageSchemas,
  'command/request': commandRequestSchema,
} satisfies Record<Channel, z.ZodType>;

export type WireMessage<C extends Channel> = z.infer<(typeof wireSchemas)[C]>;

export type ReadMessage<C extends Channel> =
  | { message: WireMessage<C>; problem?: undefined }
  /** What is wrong with it, in one line, and its id where it has one: without, there is nobody to answer. */
  | { message?: undefined; problem: string; eventId?: string };

const withId = z.object({ id: eventIdSchema });
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Wherever something is wrong, a few words tell enough. */
const MOST_PROBLEMS = 3;

/** Reads what came in on a channel. It never throws: whatever came is either a message of the contract or a problem. */
export function readMessage<C extends Channel>(channel: C, bytes: Uint8Array): ReadMessage<C> {
  if (bytes.length > MOST_MESSAGE_BYTES) {
    return { problem: `${bytes.length} bytes; the most is ${MOST_MESSAGE_BYTES}` };
  }
  let json: unknown;
  try {
    json = parsed(strictUtf8.decode(bytes));
  } catch {
    return { problem: 'not JSON in UTF-8, or with a name that no message has' };
  }
  const checked = safeParse(wireSchemas[channel], json);
  if (checked.success) return { message: checked.data as WireMessage<C> };
  const eventId = safeParse(withId, json).data?.id;
  return { ...(eventId !== undefined && { eventId }), problem: problemOf(checked.error) };
}

/** @throws SyntaxError, also for `__proto__`, which a parsed object would take for something else than a name */
function parsed(text: string): unknown {
  // Asking every name takes several times as long, so that is done only where there may be such a one.
  if (!/__proto__|\\u00/i.test(text)) return JSON.parse(text);
  return JSON.parse(text, (name, value: unknown) => {
    if (name === '__proto__') throw new SyntaxError('__proto__ is no name');
    return value;
  });
}

function problemOf({ issues }: z.ZodError): string {
  const told = issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => `${path.join('.') || 'message'}: ${message}`);
  const more = issues.length > MOST_PROBLEMS ? [`and ${issues.length - MOST_PROBLEMS} more`] : [];
  return [...told, ...more]
    .join('; ')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ')
    .slice(0, 500)
    .toWellFormed();
}
