/** There is no lesson to do that with. */
export class NoLessonError extends Error {
  readonly code = 'ROOM_NO_LESSON';
  constructor(wanted: string) {
    super(`cannot ${wanted}: no lesson is going on; start one first`);
  }
}

/** The room ends with its agent, or makes way for one with other settings. */
export class RoomEndedError extends Error {
  readonly code = 'ROOM_ENDED';
  constructor(wanted: string) {
    super(`cannot ${wanted}: the agent of this room is ending or begins anew; try again in a minute`);
  }
}
