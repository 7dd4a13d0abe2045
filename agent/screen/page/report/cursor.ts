/** The one moment of the lesson that every drawing points at. */
export interface Cursor {
  /** Lesson time, null until somebody touches something. */
  atMs: number | null;
  moveTo(atMs: number): void;
}
