/** Why somebody is not let in. */
export class AccessError extends Error {
  readonly code: 'ACCESS_WRONG' | 'ACCESS_WAIT' | 'ACCESS_WEAK' | 'ACCESS_FULL' | 'ACCESS_SET_UP' | 'ACCESS_UNKNOWN';
  /** For ACCESS_WAIT: how long, milliseconds. */
  readonly waitMs: number | undefined;

  constructor(code: AccessError['code'], message: string, waitMs?: number) {
    super(message);
    this.name = 'AccessError';
    this.code = code;
    this.waitMs = waitMs;
  }
}

export const wrong = () => new AccessError('ACCESS_WRONG', 'number and PIN do not belong together; type them again');
export const wrongPassword = () => new AccessError('ACCESS_WRONG', 'this is not it; type it again');
export const mustWait = (waitMs: number) =>
  new AccessError('ACCESS_WAIT', `too many wrong tries; try again in ${Math.ceil(waitMs / 1000)} s`, waitMs);
