import type { LessonLabels } from '../lesson/lesson.ts';
import type { RoomState } from '../lesson/room-state.ts';

/** What can be seen and done of the room from its screen. Refusals are errors with a `code` and a message for people. */
export interface RoomControls {
  state(): RoomState;
  startLesson(labels: LessonLabels): void;
  endLesson(): void;
  /** @returns lesson time of the bookmark, milliseconds */
  bookmark(): number;
  /** The privacy switch. */
  setSensing(on: boolean): void;
  /** Shows on the screen for a minute which room this is. */
  identify(): void;
}
