export type MediaErrorCode =
  | 'MEDIA_NOT_FOUND'
  | 'MEDIA_UNREADABLE'
  | 'MEDIA_LACKS_STREAM'
  | 'MEDIA_EMPTY'
  | 'MEDIA_TRUNCATED'
  | 'MEDIA_TOOL_MISSING';

/** A source that cannot be read: the message says what, where and what to do. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  constructor(code: MediaErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
