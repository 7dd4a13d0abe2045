import type { Activity } from '../indicators/activities/activity.ts';
import { catalogueEntry } from '../indicators/catalogue.ts';
import type { ActivitySpan, Finding } from '../indicators/indicator.ts';
import { lessonTime } from './lesson-time.ts';

/** The lesson's activities for a terminal, a line each: `00:00–00:51 讲授 lecture`. */
export function activityLines(activities: readonly ActivitySpan[]): string {
  return activities
    .map(({ activity, startMs, endMs }) => `  ${lessonTime(startMs)}–${lessonTime(endMs)} ${nameOf(activity)}`)
    .join('\n');
}

function nameOf(activity: Activity): string {
  const { zh, en } = catalogueEntry(`activity.${activity}.share`);
  return `${zh} ${en}`;
}

/** The findings for a terminal, in both languages. */
export function findingLines(findings: readonly Finding[]): string {
  return findings
    .map(({ zh, en, rule, resourceTag }) =>
      [
        `  · ${zh.observation}${zh.suggestion}`,
        `    ${en.observation} ${en.suggestion}`,
        `    ${rule} · ${resourceTag}`,
      ].join('\n'),
    )
    .join('\n');
}
