/** What a recording's picture shows; its sound is heard in any case. */
export const recordingViews = ['students', 'teacher', 'sound'] as const;
export type RecordingView = (typeof recordingViews)[number];

/** What becomes of a recording: it is taken in, waits until no lesson goes on, is measured, and is gone. */
export const recordingStates = ['receiving', 'waiting', 'measuring', 'done', 'failed'] as const;
export type RecordingState = (typeof recordingStates)[number];

/** A recording that a teacher brought, for as long as the agent runs. */
export interface Recording {
  id: string;
  /** As its teacher calls it. */
  title: string;
  view: RecordingView;
  state: RecordingState;
  /** How much of what it does now is done, 0..1. */
  done: number;
  /** The lesson it has become. */
  lessonId?: string;
  /** Why it failed: what, where, what to do. */
  problem?: { code: string; message: string };
}
