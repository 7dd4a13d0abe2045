/**
 * - `LABELS_UNREADABLE`: the file holds no labels
 * - `LABELS_NO_LESSON`: there is no lesson of that time, or none of that id
 * - `LABELS_NO_BOOKMARK`: the lesson has no mark by which both clocks could be laid over one another
 */
export type LabelsErrorCode = `LABELS_${'UNREADABLE' | 'NO_LESSON' | 'NO_BOOKMARK'}`;

export class LabelsError extends Error {
  readonly code: LabelsErrorCode;
  constructor(code: LabelsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
