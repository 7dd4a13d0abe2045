import { useMemo } from 'preact/hooks';
import type { Span } from '../../../lesson/timeline.ts';
import { plotFrame } from '../layout/plot-frame.ts';
import { linearScale } from '../layout/scale.ts';
import { nextWait, waitBins } from '../layout/wait-bins.ts';
import { type Cursor, useCursorMs } from '../report/cursor.ts';
import { useTexts } from '../words/language.tsx';
import { useBox } from './use-box.ts';

const WIDEST = 3;
/** Where a wait begins to give time to think (Rowe 1974). */
const LONG_WAIT_S = 3;
const GAP_PX = 2;

/** How long the silences were from the teacher stopping to a student starting; touching a bar leads to its waits. */
export function WaitsPlot({ waits, cursor }: { waits: readonly Span[]; cursor: Cursor }) {
  const { waits: texts, times } = useTexts();
  const atMs = useCursorMs(cursor);
  const { ref, box } = useBox<HTMLDivElement>();
  const bins = useMemo(() => waitBins(waits), [waits]);
  const frame = box && plotFrame(box.width, box.rem, WIDEST);
  if (!box || !frame) return <div ref={ref} class="plot" />;
  const most = Math.max(4, ...bins.map((bin) => bin.waits.length));
  const x = linearScale(0, bins.length, frame.left, frame.right);
  const y = linearScale(0, most, frame.bottom, frame.top);
  const last = bins.length - 1;

  const lead = (inBin: readonly Span[]) => {
    const wait = nextWait(inBin, cursor.atMs);
    if (wait) cursor.moveTo(wait.startMs);
  };
  const leadNearest = (atX: number) => {
    const away = ({ fromS }: (typeof bins)[number]) => Math.abs(x(fromS + 0.5) - atX);
    const [nearest] = bins.filter((bin) => bin.waits.length > 0).sort((a, b) => away(a) - away(b));
    if (nearest) lead(nearest.waits);
  };
  const here = (bin: readonly Span[]) =>
    atMs !== null && bin.some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);

  return (
    <div ref={ref} class="plot">
      <svg width={box.width} height={frame.height} role="img" aria-label={texts.title}>
        {bins.map(({ fromS, waits: inBin }) => (
          <rect
            key={fromS}
            class={here(inBin) ? 'wait-bar wait-here' : 'wait-bar'}
            data-waits={inBin.length}
            x={x(fromS) + GAP_PX}
            y={y(inBin.length)}
            width={x(fromS + 1) - x(fromS) - 2 * GAP_PX}
            height={frame.bottom - y(inBin.length)}
          />
        ))}
        <line class="border" x1={x(LONG_WAIT_S)} x2={x(LONG_WAIT_S)} y1={frame.top} y2={frame.bottom} />
        <text class="region" x={x(LONG_WAIT_S) + 0.4 * box.rem} y={frame.top + 0.5 * box.rem}>
          {texts.mark}
        </text>
        <line class="axis" x1={frame.left} x2={frame.right} y1={frame.bottom} y2={frame.bottom} />
        {[0, 5].map((second) => (
          <text
            key={second}
            class="tick"
            x={x(second)}
            y={frame.bottom + 0.9 * box.rem}
            text-anchor="middle"
            dominant-baseline="central"
          >
            {second}
          </text>
        ))}
        <text
          class="tick"
          x={x(last + 0.5)}
          y={frame.bottom + 0.9 * box.rem}
          text-anchor="middle"
          dominant-baseline="central"
        >
          {texts.longer}
        </text>
        {[most / 2, most].map((count) => (
          <text
            key={count}
            class="tick"
            x={frame.left - 0.5 * box.rem}
            y={y(count)}
            text-anchor="end"
            dominant-baseline="central"
          >
            {Number.isInteger(count) ? count : ''}
          </text>
        ))}
        <text class="axis-name" x={frame.right} y={frame.height - 0.4 * box.rem} text-anchor="end">
          {texts.axis} →
        </text>
      </svg>
      {/* Bars may be narrower than a finger: beside one, the nearest is meant. */}
      <div
        class="waits-touch"
        style={{
          left: `${frame.left}px`,
          top: `${frame.top}px`,
          width: `${frame.right - frame.left}px`,
          height: `${frame.bottom - frame.top}px`,
        }}
        onPointerDown={({ offsetX }) => leadNearest(frame.left + offsetX)}
      />
      {bins.map(
        ({ fromS, waits: inBin }) =>
          inBin.length > 0 && (
            <button
              key={fromS}
              type="button"
              class="stage-mark"
              aria-label={`${fromS === last ? texts.longer : texts.between(fromS, fromS + 1)} ${times(inBin.length)}`}
              style={{
                left: `${x(fromS)}px`,
                top: `${frame.top}px`,
                width: `${x(fromS + 1) - x(fromS)}px`,
                height: `${frame.bottom - frame.top}px`,
              }}
              onClick={() => lead(inBin)}
            />
          ),
      )}
    </div>
  );
}
