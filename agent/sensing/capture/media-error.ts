export const mediaErrorCodes = [
  'MEDIA_NOT_FOUND',
  'MEDIA_UNREADABLE',
  'MEDIA_LACKS_STREAM',
  'MEDIA_EMPTY',
  'MEDIA_TRUNCATED',
  'MEDIA_TOOL_MISSING',
  // A live source's: it may come back.
  'MEDIA_LOST',
  'SOURCE_REFUSED',
  'SOURCE_UNKNOWN',
  'SOURCE_UNREACHABLE',
  'SOURCE_MISSING',
  'SOURCE_BUSY',
  'SOURCE_FORBIDDEN',
  'SOURCE_SILENT',
  'SOURCE_STALLED',
  'SOURCE_GARBLED',
  'SOURCE_ENDED',
  'SOURCE_LOST',
] as const;
export type MediaErrorCode = (typeof mediaErrorCodes)[number];

/** A source that cannot be read: the message says what, where and what to do. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  /** What ffmpeg said before, oldest first, at most 100 lines without secrets. */
  readonly log: readonly string[];
  constructor(code: MediaErrorCode, message: string, log: readonly string[] = []) {
    super(message);
    this.code = code;
    this.log = log;
  }
}
