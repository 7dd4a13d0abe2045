import { excludedPaint } from '../charts/patterns.tsx';
import type { StageScales } from '../charts/stage-scales.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { type Draft, movedEdge, STEP_MS } from './draft.ts';

const KEYS: Record<string, number> = {
  ArrowLeft: -STEP_MS,
  ArrowDown: -STEP_MS,
  ArrowRight: STEP_MS,
  ArrowUp: STEP_MS,
  PageDown: -60_000,
  PageUp: 60_000,
};

/** How the lesson would look without the stretch. */
export function DraftHatching({ draft, scales }: { draft: Draft; scales: StageScales }) {
  const { x, rows } = scales;
  const [left, right] = [x(draft.startMs), x(draft.endMs)];
  return (
    <g class="draft">
      <rect x={left} y={0} width={right - left} height={rows.axisY} fill={excludedPaint} />
      <line x1={left} x2={left} y1={0} y2={rows.axisY} />
      <line x1={right} x2={right} y1={0} y2={rows.axisY} />
    </g>
  );
}

/** The two edges of the stretch, to be dragged or moved by keys. */
export function DraftHandles({ draft, scales, durationMs }: { draft: Draft; scales: StageScales; durationMs: number }) {
  return (
    <>
      <Handle edge="startMs" draft={draft} scales={scales} durationMs={durationMs} />
      <Handle edge="endMs" draft={draft} scales={scales} durationMs={durationMs} />
    </>
  );
}

interface HandleProps {
  edge: 'startMs' | 'endMs';
  draft: Draft;
  scales: StageScales;
  durationMs: number;
}

function Handle({ edge, draft, scales, durationMs }: HandleProps) {
  const { exclude } = useTexts().review;
  const atMs = draft[edge];
  const move = (toMs: number) => draft.change(movedEdge(draft, edge, toMs, durationMs));
  const drag = (event: PointerEvent) => {
    const { left } = (event.currentTarget as HTMLElement).parentElement!.getBoundingClientRect();
    move(scales.x.invert(event.clientX - left));
  };
  const key = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(atMs + by);
  };
  return (
    <div
      class={`handle handle-${edge === 'startMs' ? 'from' : 'to'}`}
      role="slider"
      tabIndex={0}
      aria-label={edge === 'startMs' ? exclude.from : exclude.to}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={clockText(atMs)}
      style={{ left: `${scales.x(atMs)}px`, height: `${scales.rows.axisY}px` }}
      onPointerDown={(event) => (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)}
      onPointerMove={(event) => event.buttons === 1 && drag(event)}
      onKeyDown={key}
    />
  );
}
