import type { LessonReport } from '../../../indicators/indicator.ts';
import { sampleAt } from '../layout/curve.ts';
import { spanAt } from '../layout/spans.ts';
import { activityName } from '../words/activity-name.ts';
import { clockText, percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';

/** What there was at the cursor's moment; as high as its hint, so that nothing moves when it fills. */
export function Readout({ report, atMs }: { report: LessonReport; atMs: number | null }) {
  const texts = useTexts();
  if (atMs === null) return <p class="readout hint">{texts.readoutHint}</p>;
  const talk = spanAt(report.talk, atMs)?.talk;
  const zone = spanAt(report.teacherZones, atMs)?.zone;
  const students = sampleAt(report.students, atMs);
  const headUp = students?.headUpShare ?? null;
  const activity = spanAt(report.activities ?? [], atMs)?.activity;
  const values = [
    ...(report.activities ? [{ name: texts.tracks.activities, text: activity && activityName(texts, activity) }] : []),
    { name: texts.tracks.talk, text: talk && texts.talk[talk] },
    { name: texts.tracks.teacher, text: zone && texts.zones[zone] },
    { name: texts.tracks.headsUp, text: headUp === null ? undefined : percent(headUp) },
    { name: texts.tracks.hands, text: students && texts.people(students.hands) },
  ];
  return (
    <p class="readout">
      <strong class="readout-time">{clockText(atMs)}</strong>
      {values.map(({ name, text }) => (
        <span key={name}>
          {name} <strong>{text ?? texts.missing}</strong>
        </span>
      ))}
    </p>
  );
}
