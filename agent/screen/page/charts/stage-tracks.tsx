import type { LessonReport } from '../../../indicators/indicator.ts';
import { countTicks } from '../layout/scale.ts';
import type { Row } from '../layout/stage-rows.ts';
import type { CausedGap } from '../report/gap-causes.ts';
import type { Tracks } from '../report/tracks.ts';
import { activityName } from '../words/activity-name.ts';
import { percent } from '../words/format.ts';
import { gapLines } from '../words/gap-text.ts';
import { peakText } from '../words/peak-text.ts';
import type { Texts } from '../words/texts.ts';
import { Curve } from './curve.tsx';
import { Flags } from './flags.tsx';
import { Missing } from './missing.tsx';
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
  const lines = (gap: CausedGap) => gapLines(texts, gap);
  const ribbon = (name: string, gaps: readonly CausedGap[], props: Omit<RibbonProps, 'x' | 'rem'>) => (
    <g class={`ribbon ${props.track}`}>
      <Name row={props.row} text={name} />
      <Ribbon {...props} x={x} rem={rem} />
      <Missing gaps={gaps} row={props.row} x={x} rem={rem} lines={lines} />
    </g>
  );
  return (
    <>
      {activities.length > 0 &&
        ribbon(texts.tracks.activities, tracks.activitiesMissing, {
          track: 'activities',
          row: rows.activities,
          segments: activities.map((span) => ({
            ...span,
            kind: 'activity',
            paint: activityPaint,
            name: activityName(texts, span.activity),
          })),
        })}
      {ribbon(texts.tracks.talk, tracks.talkMissing, {
        track: 'talk',
        row: rows.talk,
        segments: report.talk.map((segment) => ({
          ...segment,
          kind: segment.talk,
          paint: talkPaint[segment.talk],
          name: texts.talk[segment.talk],
        })),
      })}
      {ribbon(texts.tracks.teacher, tracks.teacherMissing, {
        track: 'zone',
        row: rows.zone,
        segments: report.teacherZones.map((span) => ({
          ...span,
          kind: span.zone,
          paint: zonePaint[span.zone],
          name: texts.zones[span.zone],
        })),
      })}
      <Name row={rows.headsUp} text={texts.tracks.headsUp} />
      <Curve
        track="heads-up"
        x={x}
        y={yHeadsUp}
        rem={rem}
        lines={headsUp.lines}
        ticks={HEADS_UP_TICKS.map((value) => ({ value, text: percent(value) }))}
        peak={headsUp.peak && { ...headsUp.peak, text: peakText(texts, headsUp.peak) }}
      >
        <Missing gaps={headsUp.missing} row={rows.headsUp} x={x} rem={rem} lines={lines} />
      </Curve>
      <Name row={rows.hands} text={texts.tracks.hands} />
      <Curve
        track="hands"
        x={x}
        y={yHands}
        rem={rem}
        lines={hands.lines}
        ticks={countTicks(handsTop).map((value) => ({ value, text: String(value) }))}
        peak={hands.peak && { ...hands.peak, text: peakText(texts, hands.peak) }}
      >
        <Missing gaps={hands.missing} row={rows.hands} x={x} rem={rem} lines={lines} />
      </Curve>
      {bookmarks.length > 0 && (
        <>
          <Name row={rows.bookmarks} text={texts.tracks.bookmarks} />
          <Flags row={rows.bookmarks} x={x} rem={rem} atMs={bookmarks} />
        </>
      )}
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
