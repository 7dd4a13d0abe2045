export type SetupErrorCode =
  | 'SETUP_CONFIG_CHANGED'
  | 'SETUP_CONFIG_INVALID'
  | 'SETUP_CONFIG_INCOMPLETE'
  | 'SETUP_UNWRITABLE'
  | 'SETUP_LESSON_GOES_ON'
  | 'SETUP_SENSING_OFF'
  | 'SETUP_NO_LAMP'
  | 'SETUP_BUSY'
  | 'SETUP_SOURCE_UNKNOWN'
  | 'SETUP_SOURCE_FAILED'
  | 'SETUP_PREVIEW_CLOSED'
  | 'SETUP_NOT_SET_UP'
  | 'SETUP_NOT_CONFIRMED'
  | 'SETUP_TIMETABLE_INVALID'
  | 'SETUP_SEARCH_FAILED';

/** School IT wanted something of the set-up that cannot be done: the message says what, where and what to do. */
export class SetupError extends Error {
  readonly code: SetupErrorCode;
  constructor(code: SetupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
