import { useMemo } from 'preact/hooks';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { flagAt } from '../layout/flag-at.ts';
import { timePlate } from '../layout/time-plate.ts';
import type { Cursor } from '../report/cursor.ts';
import { tracksOf } from '../report/tracks.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { CursorLine } from './cursor-line.tsx';
import { stageScales } from './stage-scales.ts';
import { StageTracks } from './stage-tracks.tsx';
import { TimeAxis } from './time-axis.tsx';
import { useBox } from './use-box.ts';

/** How far an arrow key moves the cursor. */
const KEY_STEP_MS = 10_000;

/** Everything that has a time, on one axis: who talks, where the teacher is, heads up, hands; and the cursor over all. */
export function TimeStage({ report, cursor }: { report: LessonReport; cursor: Cursor }) {
  const texts = useTexts();
  const { ref, box } = useBox<HTMLDivElement>();
  const tracks = useMemo(() => tracksOf(report), [report]);
  const scales = useMemo(() => box && stageScales(box, report.durationMs, tracks), [box, report, tracks]);
  // A lesson has hundreds of segments and the cursor moves with every pointer event, so they are drawn once.
  const drawn = useMemo(
    () => box && scales && <StageTracks report={report} tracks={tracks} scales={scales} rem={box.rem} texts={texts} />,
    [box, scales, report, tracks, texts],
  );

  const plate =
    box && scales && cursor.atMs !== null ? timePlate(cursor.atMs, scales.x, scales.rows, box.rem) : undefined;

  const point = (event: PointerEvent) => {
    if (!scales || !ref.current) return;
    const { left, top } = ref.current.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    cursor.moveTo(flagAt(x, y, tracks.bookmarks, scales) ?? scales.x.invert(x));
  };
  const step = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    const atMs = (cursor.atMs ?? 0) + direction * KEY_STEP_MS;
    cursor.moveTo(Math.min(Math.max(atMs, 0), report.durationMs));
  };

  return (
    <div
      ref={ref}
      class="time-stage"
      role="slider"
      tabIndex={0}
      aria-label={texts.lessonTime}
      aria-valuemin={0}
      aria-valuemax={Math.round(report.durationMs / 1000)}
      aria-valuenow={Math.round((cursor.atMs ?? 0) / 1000)}
      aria-valuetext={clockText(cursor.atMs ?? 0)}
      onPointerDown={point}
      onPointerMove={point}
      onKeyDown={step}
    >
      {box && scales && (
        <svg width={box.width} height={scales.rows.height} aria-hidden="true">
          {drawn}
          <TimeAxis
            x={scales.x}
            y={scales.rows.axisY}
            rem={box.rem}
            durationMs={report.durationMs}
            unit={texts.minutesOfLesson}
            plate={plate}
          />
          {cursor.atMs !== null && plate && (
            <CursorLine tracks={tracks} scales={scales} rem={box.rem} atMs={cursor.atMs} plate={plate} />
          )}
        </svg>
      )}
    </div>
  );
}
