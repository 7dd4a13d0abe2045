/** - `ENROL_CODE`: the claim code is mistyped · `ENROL_CODE_REFUSED`: the region does not take it, or not any more
 *  - `ENROL_WRONG_AUTHORITY`: whoever answers is not vouched for by the authority that the code (or the room's own certificate) names
 *  - `ENROL_SERVER`: the server cannot be used: another protocol, another name, an answer that makes no sense
 *  - `ENROL_UNREACHABLE`: nothing answers, or too late · `ENROL_WAITS`: somebody of the region has to approve first, or it is busy
 *  - `ENROL_WRONG_CERTIFICATE`: what was issued is not for this room and key · `ENROL_REVOKED`: the region has taken the room's
 *    certificate back · `ENROL_EXPIRED`: it has run out for so long that it renews itself no more
 *  - `ENROL_ROOM`: the room is not known, or not the one that is meant · `ENROL_FOLDER`: the identity's folder cannot be used
 *  - `ENROL_BUSY`: another process is at it · `ENROL_KEY`: the key cannot be opened · `ENROL_NOTHING`: there is nothing to do it with
 *  - `ENROL_FILE`: a file with the claim codes of rooms is not as it should be
 */
export type EnrolmentErrorCode =
  | 'ENROL_CODE'
  | 'ENROL_CODE_REFUSED'
  | 'ENROL_WRONG_AUTHORITY'
  | 'ENROL_SERVER'
  | 'ENROL_UNREACHABLE'
  | 'ENROL_WAITS'
  | 'ENROL_WRONG_CERTIFICATE'
  | 'ENROL_REVOKED'
  | 'ENROL_EXPIRED'
  | 'ENROL_ROOM'
  | 'ENROL_FOLDER'
  | 'ENROL_BUSY'
  | 'ENROL_KEY'
  | 'ENROL_NOTHING'
  | 'ENROL_FILE';

/** Why a room has not got, or not renewed, its certificate; the message says what, where and what to do. */
export class EnrolmentError extends Error {
  readonly code: EnrolmentErrorCode;
  /** Milliseconds after which the other side wishes to be asked again. */
  readonly retryAfterMs: number | undefined;
  constructor(code: EnrolmentErrorCode, message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Nobody need do anything: it is tried again. */
  get isPassing(): boolean {
    return this.code === 'ENROL_UNREACHABLE' || this.code === 'ENROL_WAITS' || this.code === 'ENROL_BUSY';
  }
}
