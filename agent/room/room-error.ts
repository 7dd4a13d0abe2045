/** There is no lesson to do that with. */
export class NoLessonError extends Error {
  readonly code = 'ROOM_NO_LESSON';
  constructor(wanted: string) {
    super(`cannot ${wanted}: no lesson is going on; start one first`);
  }
}
