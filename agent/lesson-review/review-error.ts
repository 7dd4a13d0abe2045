export type ReviewErrorCode =
  | 'REVIEW_NO_OBSERVATIONS'
  | 'REVIEW_STRETCH_INVALID'
  | 'REVIEW_TIME_OVER'
  | 'REVIEW_NOTHING_WAITS';

/** What a teacher asked for cannot be done with this lesson: the message says why and what can be done instead. */
export class ReviewError extends Error {
  readonly code: ReviewErrorCode;
  constructor(code: ReviewErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
