import type { LessonReport } from '../../../indicators/indicator.ts';
import { type Cursor, useCursorMs } from '../report/cursor.ts';
import { momentOf } from '../report/moment-text.ts';
import type { Tracks } from '../report/tracks.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { StageScales } from './stage-scales.ts';

/** How far keys move the cursor. */
const STEPS_MS: Record<string, number> = {
  ArrowLeft: -10_000,
  ArrowDown: -10_000,
  ArrowRight: 10_000,
  ArrowUp: 10_000,
  PageDown: -60_000,
  PageUp: 60_000,
};

interface StageTouchProps {
  report: LessonReport;
  tracks: Tracks;
  scales: StageScales;
  cursor: Cursor;
}

/** Lies over the tracks and moves the cursor, by finger, mouse and keys; tells what there is at its moment. */
export function StageTouch({ report, tracks, scales, cursor }: StageTouchProps) {
  const texts = useTexts();
  const atMs = useCursorMs(cursor) ?? 0;
  const told = momentOf(report, tracks, atMs, texts).map(({ name, text }) => `${name} ${text}`);

  const point = (event: PointerEvent) => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    cursor.moveTo(scales.x.invert(event.clientX - left));
  };
  const press = (event: PointerEvent) => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    point(event);
  };
  const step = (event: KeyboardEvent) => {
    const ends: Record<string, number> = { Home: 0, End: report.durationMs };
    const by = STEPS_MS[event.key];
    const to = by === undefined ? ends[event.key] : atMs + by;
    if (to === undefined) return;
    event.preventDefault();
    cursor.moveTo(to);
  };
  return (
    <div
      class="stage-touch"
      role="slider"
      tabIndex={0}
      aria-label={texts.lessonTime}
      aria-valuemin={0}
      aria-valuemax={Math.round(report.durationMs / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={[clockText(atMs), ...told].join(' · ')}
      onPointerDown={press}
      onPointerMove={(event) => event.buttons === 1 && point(event)}
      onKeyDown={step}
    />
  );
}
