import { timePlate } from '../layout/time-plate.ts';
import { type Cursor, useCursorMs } from '../report/cursor.ts';
import type { Tracks } from '../report/tracks.ts';
import { CursorLine } from './cursor-line.tsx';
import type { StageScales } from './stage-scales.ts';
import { TimeAxis } from './time-axis.tsx';

interface StageCursorProps {
  tracks: Tracks;
  scales: StageScales;
  rem: number;
  durationMs: number;
  cursor: Cursor;
  /** The word for minutes. */
  unit: string;
}

/** The time axis, and the cursor over all tracks: all of the stage that changes when the cursor moves. */
export function StageCursor({ tracks, scales, rem, durationMs, cursor, unit }: StageCursorProps) {
  const atMs = useCursorMs(cursor);
  const { x, rows } = scales;
  const plate = atMs === null ? undefined : timePlate(atMs, x, rows, rem);
  return (
    <>
      <TimeAxis x={x} y={rows.axisY} rem={rem} durationMs={durationMs} unit={unit} plate={plate} />
      {atMs !== null && plate && <CursorLine tracks={tracks} scales={scales} rem={rem} atMs={atMs} plate={plate} />}
    </>
  );
}
