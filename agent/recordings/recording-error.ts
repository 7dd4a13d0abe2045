export type RecordingErrorCode =
  | 'RECORDING_BUSY'
  | 'RECORDING_TOO_LARGE'
  | 'RECORDING_NO_ROOM'
  | 'RECORDING_BROKEN_OFF'
  | 'RECORDING_UNKNOWN';

/** Why a recording is not taken. */
export class RecordingError extends Error {
  readonly code: RecordingErrorCode;
  constructor(code: RecordingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordingError';
    this.code = code;
  }
}
