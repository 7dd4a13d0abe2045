import { useMemo } from 'preact/hooks';
import type { StAnalysis } from '../../../indicators/indicator.ts';
import { type StPoint, stPoints } from '../../../indicators/st-curves.ts';
import { plotFrame } from '../layout/plot-frame.ts';
import { linearScale, minuteTicks, type Scale } from '../layout/scale.ts';
import { nearestStPoint, stPlaceAt } from '../layout/st-path.ts';
import { type Cursor, useCursorMs } from '../report/cursor.ts';
import { useTexts } from '../words/language.tsx';
import { useBox } from './use-box.ts';

/** Much wider than high, the 45° line of equal shares would no longer be read as one. */
const WIDEST = 2;

/** The S-T curve: a slot of teacher behaviour moves right, a slot of student behaviour moves up. */
export function StPlot({ st, cursor }: { st: StAnalysis; cursor: Cursor }) {
  const texts = useTexts();
  const { ref, box } = useBox<HTMLDivElement>();
  const points = useMemo(() => stPoints(st), [st]);
  const slotMinutes = st.slotMs / 60_000;
  const last = points.at(-1);
  const endSlots = Math.max(last?.t ?? 0, last?.s ?? 0, 1) * 1.05;
  const frame = box && plotFrame(box.width, box.rem, WIDEST);
  const x = frame && linearScale(0, endSlots, frame.left, frame.right);
  const y = frame && linearScale(0, endSlots, frame.bottom, frame.top);
  const ticks = minuteTicks(endSlots * slotMinutes);

  const point = (event: PointerEvent) => {
    if (!x || !y || !ref.current) return;
    const { left, top } = ref.current.getBoundingClientRect();
    const nearest = nearestStPoint(points, x.invert(event.clientX - left), y.invert(event.clientY - top));
    if (nearest) cursor.moveTo(nearest.atMs);
  };

  return (
    <div ref={ref} class="plot" onPointerDown={point}>
      {box && frame && x && y && (
        <svg width={box.width} height={frame.height} role="img" aria-label={texts.st.title}>
          <line class="diagonal" x1={x(0)} y1={y(0)} x2={x(endSlots)} y2={y(endSlots)} />
          <line class="axis" x1={frame.left} x2={frame.right} y1={frame.bottom} y2={frame.bottom} />
          <line class="axis" x1={frame.left} x2={frame.left} y1={frame.top} y2={frame.bottom} />
          {ticks.map((minute) => (
            <g key={minute}>
              <text
                class="tick"
                x={x(minute / slotMinutes)}
                y={frame.bottom + 0.9 * box.rem}
                text-anchor="middle"
                dominant-baseline="central"
              >
                {minute}
              </text>
              {minute > 0 && (
                <text
                  class="tick"
                  x={frame.left - 0.5 * box.rem}
                  y={y(minute / slotMinutes)}
                  text-anchor="end"
                  dominant-baseline="central"
                >
                  {minute}
                </text>
              )}
            </g>
          ))}
          <text class="axis-name" x={frame.right} y={frame.height - 0.4 * box.rem} text-anchor="end">
            {texts.st.t} ({texts.minutesOfLesson}) →
          </text>
          <text class="axis-name" x={0} y={0.8 * box.rem}>
            ↑ {texts.st.s} ({texts.minutesOfLesson})
          </text>
          <path class="st-curve" d={points.map(({ t, s }, index) => `${index ? 'L' : 'M'}${x(t)} ${y(s)}`).join('')} />
          {points
            .filter((place) => place.missing)
            .map(({ t, s, atMs }) => (
              <circle key={atMs} class="st-missing" cx={x(t)} cy={y(s)} r={0.3 * box.rem}>
                <title>{texts.missing}</title>
              </circle>
            ))}
          <Here points={points} x={x} y={y} r={0.4 * box.rem} cursor={cursor} />
        </svg>
      )}
    </div>
  );
}

interface HereProps {
  points: readonly StPoint[];
  x: Scale;
  y: Scale;
  r: number;
  cursor: Cursor;
}

/** The cursor's moment on the curve. */
function Here({ points, x, y, r, cursor }: HereProps) {
  const atMs = useCursorMs(cursor);
  const here = atMs === null ? undefined : stPlaceAt(points, atMs);
  return here ? <circle class="cursor-dot" cx={x(here.t)} cy={y(here.s)} r={r} /> : null;
}
