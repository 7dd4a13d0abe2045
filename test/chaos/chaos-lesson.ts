import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { LessonReport } from '../../agent/indicators/indicator.ts';
import { publishedLesson } from '../../agent/published-lesson.ts';
import { longReport } from '../../agent/screen/sample-report.ts';
import type { LessonSummary } from '../../provisioning/contract/lesson-message.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';

export const MIN_GROUP = 10;
const HOUR_MS = 3_600_000;
const FIRST_MS = Date.UTC(2026, 8, 1);

const base = longReport();

/** A lesson of which everything follows from its room and number, so that it can be told whether it arrived as it was. */
export function chaosLesson(room: RoomAddress, number: number): LessonReport {
  const digest = createHash('sha256').update(`${room.room} ${number}`).digest();
  const startedAtMs = FIRST_MS + number * HOUR_MS;
  return {
    ...base,
    lesson: {
      id: uuidv7({ msecs: startedAtMs, random: digest.subarray(0, 16), seq: digest.readUInt32BE(16) & 0x7fffffff }),
      room,
      labels: { className: `${number} 班`, subject: '数学', teacherId: `T${number % 7}` },
      startedAtMs,
    },
    durationMs: 2_000_000 + digest.readUInt16BE(20),
    indicators: base.indicators.map((indicator, i) =>
      typeof indicator.value === 'number' && indicator.id.startsWith('talk.')
        ? { ...indicator, value: digest[i % 20]! / 256 }
        : indicator,
    ),
  };
}

/** What the hub should have of it. */
export const expectedAtHub = (room: RoomAddress, number: number): LessonSummary =>
  publishedLesson(chaosLesson(room, number), 1, MIN_GROUP);

export const chaosRoom = (index: number): RoomAddress => ({
  region: '310104',
  school: '2131000000',
  room: `r${index + 1}`,
});
