/** What is done in a stretch of a lesson; a subset of the COPUS codes (Smith et al. 2013). */
export const activities = [
  'lecture',
  'question-and-answer',
  'choral',
  'group-work',
  'individual-work',
  'student-presentation',
  'other',
] as const;
export type Activity = (typeof activities)[number];
