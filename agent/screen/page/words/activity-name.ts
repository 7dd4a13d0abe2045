import type { Activity } from '../../../indicators/activities/activity.ts';
import { activityDefinitions } from '../../../indicators/definitions/activities.ts';
import type { Texts } from './texts.ts';

/** An activity as the catalogue names its share. */
export function activityName({ htmlLang }: Texts, activity: Activity): string {
  const definition = activityDefinitions.find(({ id }) => id === `activity.${activity}.share`);
  return (htmlLang.startsWith('zh') ? definition?.zh : definition?.en) ?? activity;
}
