import type { LessonReport } from '../indicators/indicator.ts';

/** Training material (研修资源) that the region has named for a kind of finding. */
export interface TrainingMaterial {
  /** As findings carry it. */
  tag: string;
  title: { zh: string; en: string };
  /** Where it is, for the teacher to open elsewhere: the classroom's page loads nothing. */
  url?: string | undefined;
}

/** A report as the page gets it. */
export interface ServedReport extends LessonReport {
  /** Of its findings, as far as the region has named any. */
  training?: TrainingMaterial[];
}

/** A report with the material for its findings. */
export function withTraining(report: LessonReport, all: readonly TrainingMaterial[]): ServedReport {
  const tags = new Set((report.findings ?? []).map(({ resourceTag }) => resourceTag));
  const training = all.filter(({ tag }) => tags.has(tag));
  return training.length === 0 ? report : { ...report, training };
}
