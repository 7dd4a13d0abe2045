import type { EarlierPlace } from '../../../lesson-review/earlier-place.ts';
import { plotFrame } from '../layout/plot-frame.ts';
import { borders, chTicks, type Place, regionsAround, rtTicks, triangle } from '../layout/rt-ch.ts';
import { linearScale } from '../layout/scale.ts';
import { dateText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { useBox } from './use-box.ts';

/** Width of the triangle's base against its height. */
const WIDEST = 2.4;

interface RtChPlotProps {
  rt: number;
  ch: number;
  /** The teacher's own lessons before. */
  earlier: readonly EarlierPlace[];
}

/** The Rt-Ch plot: the lesson as one point in a triangle of four regions. None of them is better than another. */
export function RtChPlot({ rt, ch, earlier }: RtChPlotProps) {
  const texts = useTexts();
  const { ref, box } = useBox<HTMLDivElement>();
  const frame = box && plotFrame(box.width, box.rem, WIDEST);
  if (!box || !frame) return <div ref={ref} class="plot" />;
  const { rem } = box;
  const x = linearScale(0, 1, frame.left, frame.right);
  const y = linearScale(0, 1, frame.bottom, frame.top);
  const path = (places: readonly Place[]) => `M${places.map(([r, c]) => `${x(r)} ${y(c)}`).join('L')}`;
  return (
    <div ref={ref} class="plot">
      <svg width={box.width} height={frame.height} role="img" aria-label={texts.rtCh.title}>
        <path class="triangle" d={`${path(triangle)}Z`} />
        {borders.map((border) => (
          <path key={path(border)} class="border" d={path(border)} />
        ))}
        {regionsAround(rt, ch).map(({ mode, at }) => (
          <text key={mode} class="region" x={x(at[0])} y={y(at[1])} text-anchor="middle" dominant-baseline="central">
            {texts.modes[mode]}
          </text>
        ))}
        {rtTicks.map((value) => (
          <text
            key={value}
            class="tick"
            x={x(value)}
            y={frame.bottom + 0.9 * rem}
            text-anchor="middle"
            dominant-baseline="central"
          >
            {value}
          </text>
        ))}
        {chTicks.slice(1).map((value) => (
          <text
            key={value}
            class="tick"
            x={frame.left - 0.5 * rem}
            y={y(value)}
            text-anchor="end"
            dominant-baseline="central"
          >
            {value}
          </text>
        ))}
        <line class="axis" x1={frame.left} x2={frame.right} y1={frame.bottom} y2={frame.bottom} />
        <line class="axis" x1={frame.left} x2={frame.left} y1={frame.top} y2={frame.bottom} />
        <text class="axis-name" x={frame.right} y={frame.height - 0.4 * rem} text-anchor="end">
          {texts.rtCh.rt} →
        </text>
        <text class="axis-name" x={0} y={0.8 * rem}>
          ↑ {texts.rtCh.ch}
        </text>
        {earlier.map((place) => (
          <circle key={place.lessonId} class="earlier-point" cx={x(place.rt)} cy={y(place.ch)} r={0.35 * rem}>
            <title>{dateText(place.startedAtMs)}</title>
          </circle>
        ))}
        <circle class="lesson-point" cx={x(rt)} cy={y(ch)} r={0.45 * rem} />
      </svg>
    </div>
  );
}
