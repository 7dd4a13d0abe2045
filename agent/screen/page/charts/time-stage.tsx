import { useMemo } from 'preact/hooks';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { bookmarkTouch, peakPlace, peakTouch, type TouchPlace } from '../layout/stage-marks.ts';
import type { Cursor } from '../report/cursor.ts';
import type { Tracks } from '../report/tracks.ts';
import type { Draft } from '../review/draft.ts';
import { DraftHandles, DraftHatching } from '../review/draft-range.tsx';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { peakText } from '../words/peak-text.ts';
import type { Texts } from '../words/texts.ts';
import { StageCursor } from './stage-cursor.tsx';
import { type StageScales, stageScales } from './stage-scales.ts';
import { StageTouch } from './stage-touch.tsx';
import { StageTracks } from './stage-tracks.tsx';
import { TrackNames } from './track-names.tsx';
import { useBox } from './use-box.ts';

interface TimeStageProps {
  report: LessonReport;
  tracks: Tracks;
  cursor: Cursor;
  /** A stretch that is being chosen to be left out. */
  draft?: Draft | undefined;
}

/** Everything that has a time, on one axis: who talks, where the teacher is, heads up, hands; and the cursor over all. */
export function TimeStage({ report, tracks, cursor, draft }: TimeStageProps) {
  const texts = useTexts();
  const { ref, box } = useBox<HTMLDivElement>();
  const scales = useMemo(() => box && stageScales(box, report.durationMs, tracks), [box, report, tracks]);
  // A lesson has hundreds of segments and the cursor moves with every pointer event, so they are drawn once.
  const drawn = useMemo(
    () => box && scales && <StageTracks report={report} tracks={tracks} scales={scales} rem={box.rem} texts={texts} />,
    [box, scales, report, tracks, texts],
  );
  return (
    <div class="stage-frame">
      <div ref={ref} class="time-stage">
        {box && scales && (
          <>
            <svg width={box.width} height={scales.rows.height} aria-hidden="true">
              {drawn}
              {draft && <DraftHatching draft={draft} scales={scales} />}
              <StageCursor
                tracks={tracks}
                scales={scales}
                rem={box.rem}
                durationMs={report.durationMs}
                cursor={cursor}
                unit={texts.minutesOfLesson}
              />
            </svg>
            <StageTouch report={report} tracks={tracks} scales={scales} cursor={cursor} />
            {marksOf(tracks, scales, box.rem, texts).map(({ name, atMs, place }) => (
              <button
                key={name}
                type="button"
                class="stage-mark"
                aria-label={name}
                style={{
                  left: `${place.left}px`,
                  top: `${place.top}px`,
                  width: `${place.width}px`,
                  height: `${place.height}px`,
                }}
                onClick={() => cursor.moveTo(atMs)}
              />
            ))}
            {draft && <DraftHandles draft={draft} scales={scales} durationMs={report.durationMs} />}
          </>
        )}
      </div>
      {scales && <TrackNames scales={scales} />}
    </div>
  );
}

interface StageMark {
  name: string;
  atMs: number;
  place: TouchPlace;
}

/** The peaks and the bookmarks: touching one leads to its moment. */
function marksOf({ headsUp, hands, bookmarks }: Tracks, scales: StageScales, rem: number, texts: Texts): StageMark[] {
  const { x, yHeadsUp, yHands } = scales;
  const peaks = [
    { peak: headsUp.peak, y: yHeadsUp, track: texts.tracks.headsUp },
    { peak: hands.peak, y: yHands, track: texts.tracks.hands },
  ].flatMap(({ peak, y, track }): StageMark[] => {
    if (!peak) return [];
    const text = peakText(texts, peak);
    const place = peakPlace({ x: x(peak.atMs), y: y(peak.value) }, text, scales.rows.right, rem);
    return [{ name: `${track} ${text}`, atMs: peak.atMs, place: peakTouch(place, text, rem) }];
  });
  const flags = bookmarks.map((atMs) => ({
    name: `${texts.tracks.bookmarks} ${clockText(atMs)}`,
    atMs,
    place: bookmarkTouch(atMs, scales),
  }));
  return [...peaks, ...flags];
}
