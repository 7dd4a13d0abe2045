import type { LessonReport } from '../../../indicators/indicator.ts';
import { sampleAt } from '../layout/curve.ts';
import { spanAt } from '../layout/spans.ts';
import { activityName } from '../words/activity-name.ts';
import { percent } from '../words/format.ts';
import { causeText } from '../words/gap-text.ts';
import type { Texts } from '../words/texts.ts';
import type { CausedGap } from './gap-causes.ts';
import type { Tracks } from './tracks.ts';

/** What a track tells of a moment. */
export interface TrackMoment {
  name: string;
  text: string;
  /** There is no data, and `text` says why. */
  missing: boolean;
}

/** What there was at a moment of the lesson, track by track. */
export function momentOf(report: LessonReport, tracks: Tracks, atMs: number, texts: Texts): TrackMoment[] {
  const { talkMissing, teacherMissing, headsUp, hands } = tracks;
  const told = (name: string, text: string | undefined, gaps: readonly CausedGap[]): TrackMoment => {
    const gap = spanAt(gaps, atMs);
    if (text !== undefined && !gap) return { name, text, missing: false };
    return { name, text: gap ? causeText(texts, gap) : texts.missing, missing: true };
  };
  const talk = spanAt(report.talk, atMs)?.talk;
  const zone = spanAt(report.teacherZones, atMs)?.zone;
  const activity = spanAt(report.activities ?? [], atMs)?.activity;
  const students = sampleAt(report.students, atMs);
  const headUp = students?.headUpShare ?? undefined;
  return [
    ...(report.activities
      ? [told(texts.tracks.activities, activity && activityName(texts, activity), tracks.activitiesMissing)]
      : []),
    told(texts.tracks.talk, talk && texts.talk[talk], talkMissing),
    told(texts.tracks.teacher, zone && texts.zones[zone], teacherMissing),
    told(texts.tracks.headsUp, headUp === undefined ? undefined : percent(headUp), headsUp.missing),
    told(texts.tracks.hands, students && texts.people(students.hands), hands.missing),
  ];
}
