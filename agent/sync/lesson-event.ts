import {
  LESSON_SCHEMA,
  LESSON_TYPE,
  type LessonMessage,
  type LessonSummary,
  lessonMessageSchema,
} from '../../provisioning/contract/lesson-message.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { sourceOf } from '../../provisioning/contract/topics.ts';

/**
 * The message that tells the hub of a lesson: a CloudEvent in structured mode.
 * @param id UUIDv7; kept over every repetition
 * @param timeMs wall time of the event
 * @throws ZodError when the summary is not what the contract allows to leave the room
 */
export function lessonEvent(room: RoomAddress, summary: LessonSummary, id: string, timeMs: number): LessonMessage {
  return lessonMessageSchema.parse({
    specversion: '1.0',
    id,
    source: sourceOf(room),
    type: LESSON_TYPE,
    time: new Date(timeMs).toISOString(),
    subject: summary.lessonId,
    datacontenttype: 'application/json',
    dataschema: LESSON_SCHEMA,
    data: summary,
  } satisfies LessonMessage);
}
