/** Where an earlier lesson of the same teacher and subject lies in the Rt-Ch plot, shares 0..1. */
export interface EarlierPlace {
  lessonId: string;
  /** Wall time. */
  startedAtMs: number;
  rt: number;
  ch: number;
}
