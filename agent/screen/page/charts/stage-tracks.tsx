import type { LessonReport } from '../../../indicators/indicator.ts';
import { countTicks } from '../layout/scale.ts';
import type { Row } from '../layout/stage-rows.ts';
import type { Tracks } from '../report/tracks.ts';
import { activityName } from '../words/activity-name.ts';
import { minuteNumber, percent } from '../words/format.ts';
import type { Texts } from '../words/texts.ts';
import { Curve } from './curve.tsx';
import { Flags } from './flags.tsx';
import { activityPaint, talkPaint, zonePaint } from './patterns.tsx';
import { Ribbon, type RibbonProps } from './ribbon.tsx';
import type { StageScales } from './stage-scales.ts';

interface StageTracksProps {
  report: LessonReport;
  tracks: Tracks;
  scales: StageScales;
  rem: number;
  texts: Texts;
}

const HEADS_UP_TICKS = [0, 0.5, 1];

/** The tracks and the bookmarks with their names: everything on the stage that stands still. */
export function StageTracks({ report, tracks, scales, rem, texts }: StageTracksProps) {
  const { rows, x, yHeadsUp, yHands } = scales;
  const { activities, headsUp, hands, handsTop, bookmarks } = tracks;
  const at = (atMs: number) => texts.minuteNumber(minuteNumber(atMs));
  return (
    <>
      {activities.length > 0 && (
        <NamedRibbon
          name={texts.tracks.activities}
          track="activities"
          row={rows.activities}
          x={x}
          rem={rem}
          segments={activities.map((span) => ({
            ...span,
            kind: 'activity',
            paint: activityPaint,
            name: activityName(texts, span.activity),
          }))}
          missing={tracks.activitiesMissing}
        />
      )}
      <NamedRibbon
        name={texts.tracks.talk}
        track="talk"
        row={rows.talk}
        x={x}
        rem={rem}
        segments={report.talk.map((segment) => ({
          ...segment,
          kind: segment.talk,
          paint: talkPaint[segment.talk],
          name: texts.talk[segment.talk],
        }))}
        missing={tracks.talkMissing}
      />
      <NamedRibbon
        name={texts.tracks.teacher}
        track="zone"
        row={rows.zone}
        x={x}
        rem={rem}
        segments={report.teacherZones.map((span) => ({
          ...span,
          kind: span.zone,
          paint: zonePaint[span.zone],
          name: texts.zones[span.zone],
        }))}
        missing={tracks.teacherMissing}
      />
      <Name row={rows.headsUp} text={texts.tracks.headsUp} />
      <Curve
        track="heads-up"
        row={rows.headsUp}
        x={x}
        y={yHeadsUp}
        rem={rem}
        lines={headsUp.lines}
        missing={headsUp.missing}
        ticks={HEADS_UP_TICKS.map((value) => ({ value, text: percent(value) }))}
        peak={headsUp.peak && { ...headsUp.peak, text: `${percent(headsUp.peak.value)} · ${at(headsUp.peak.atMs)}` }}
      />
      <Name row={rows.hands} text={texts.tracks.hands} />
      <Curve
        track="hands"
        row={rows.hands}
        x={x}
        y={yHands}
        rem={rem}
        lines={hands.lines}
        missing={hands.missing}
        ticks={countTicks(handsTop).map((value) => ({ value, text: String(value) }))}
        peak={hands.peak && { ...hands.peak, text: `${texts.people(hands.peak.value)} · ${at(hands.peak.atMs)}` }}
      />
      {bookmarks.length > 0 && (
        <>
          <Name row={rows.bookmarks} text={texts.tracks.bookmarks} />
          <Flags row={rows.bookmarks} x={x} rem={rem} atMs={bookmarks} />
        </>
      )}
    </>
  );
}

function NamedRibbon({ name, ...ribbon }: RibbonProps & { name: string }) {
  return (
    <>
      <Name row={ribbon.row} text={name} />
      <Ribbon {...ribbon} />
    </>
  );
}

function Name({ row, text }: { row: Row; text: string }) {
  return (
    <text class="track-name" x={0} y={row.y + row.height / 2} dominant-baseline="central">
      {text}
    </text>
  );
}
