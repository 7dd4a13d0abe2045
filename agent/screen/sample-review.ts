import type { ReviewControls } from './review-controls.ts';

/** Lessons of which nothing was said, and nothing can be, for the tests of the screen. */
export const sampleReview: ReviewControls = {
  note: () => '',
  setNote: () => {},
  canExclude: () => false,
  exclude: () => {},
  dispatch: () => ({ state: 'sent', message: null }),
  withhold: () => {},
  sendNow: () => {},
  earlier: () => [],
};
