import { type LessonSummary, MOST_LABEL } from '../provisioning/contract/lesson-message.ts';
import { asPrintable } from '../provisioning/contract/value.ts';
import type { LessonReport } from './indicators/indicator.ts';
import { publishedFigures } from './indicators/published.ts';
import { publishedLabels } from './lesson/published-labels.ts';

/**
 * What leaves the room of a lesson.
 * @param revision 1 for its first report, one more each time it is made anew
 * @param minGroup fewest students present for figures about students to leave the room
 */
export function publishedLesson(report: LessonReport, revision: number, minGroup: number): LessonSummary {
  const { className, subject, ...labels } = publishedLabels(report.lesson.labels);
  return {
    lessonId: report.lesson.id,
    revision,
    startedAt: new Date(report.lesson.startedAtMs).toISOString(),
    durationS: Math.round(report.durationMs) / 1000,
    // Somebody typed them, or they came out of a file: a tab in a name must not keep a lesson from the hub.
    ...(className !== undefined && { className: asPrintable(className, MOST_LABEL) }),
    ...(subject !== undefined && { subject: asPrintable(subject, MOST_LABEL) }),
    ...labels,
    indicators: publishedFigures(report, minGroup) as LessonSummary['indicators'],
    models: report.models,
  };
}
