import { z } from 'zod';
import { type Activity, activities } from '../indicators/activities/activity.ts';

/** A labelled stretch; seconds. */
export interface ActivityLabel {
  startS: number;
  endS: number;
  activity: Activity;
}

/** What people also write for an activity. */
const alsoNamed: Record<string, Activity> = {
  lecturing: 'lecture',
  'teacher-talk': 'lecture',
  qa: 'question-and-answer',
  'q-a': 'question-and-answer',
  'q-and-a': 'question-and-answer',
  'question-answer': 'question-and-answer',
  questions: 'question-and-answer',
  chorus: 'choral',
  group: 'group-work',
  groupwork: 'group-work',
  discussion: 'group-work',
  individual: 'individual-work',
  'seat-work': 'individual-work',
  presentation: 'student-presentation',
};

const seconds = z.number().min(0);
const name = z.string();
/** As a row, or as the other events of a truth file are written. */
const labelSchema = z.union([
  z.tuple([seconds, seconds, name]).transform(([start, end, what]) => ({ start, end, what })),
  z
    .object({ start: seconds, end: seconds, what: name.optional(), activity: name.optional(), name: name.optional() })
    .transform(({ start, end, what, activity, name }) => ({ start, end, what: what ?? activity ?? name ?? '' })),
]);

/**
 * Labels of activities out of a truth file; what is no label of an activity that is known has none.
 * @returns undefined where the file has no labels
 */
export function activityLabels(labels: unknown): ActivityLabel[] | undefined {
  if (!Array.isArray(labels)) return undefined;
  return labels.flatMap((label): ActivityLabel[] => {
    const { data } = labelSchema.safeParse(label);
    const activity = data && activityNamed(data.what);
    return activity && data.start < data.end ? [{ startS: data.start, endS: data.end, activity }] : [];
  });
}

function activityNamed(text: string): Activity | undefined {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '');
  return activities.find((activity) => activity === plain) ?? alsoNamed[plain];
}
