import type { TeacherHeatmap } from '../../../indicators/indicator.ts';
import { useTexts } from '../words/language.tsx';
import { useBox } from './use-box.ts';

/** Depth of the usual classroom against its width; the report does not tell this room's. */
const ROOM_ASPECT = 1.1;
const LABEL = 1.3;
/** The least that is drawn, so that a short stop is seen at all. */
const LEAST_OPACITY = 0.12;

/**
 * Where the teacher was, on the room plan from above: the board on top, so right is right for whoever faces it. The grid's
 * columns grow to the right of the front camera, which faces the class; here they run the other way.
 */
export function Heatmap({ map: { columns, rows, shares } }: { map: TeacherHeatmap }) {
  const { teacherPlace: texts } = useTexts();
  const { ref, box } = useBox<HTMLDivElement>();
  if (!box) return <div ref={ref} />;
  const width = box.width / columns;
  const height = (box.width * ROOM_ASPECT) / rows;
  const top = LABEL * box.rem;
  const most = Math.max(...shares);
  return (
    <div ref={ref} class="heatmap">
      <svg width={box.width} height={rows * height + 2 * top} role="img" aria-label={texts.map}>
        <text class="tick" x={box.width / 2} y={top / 2} text-anchor="middle" dominant-baseline="central">
          {texts.front}
        </text>
        <rect class="plan" x={0.5} y={top} width={box.width - 1} height={rows * height} />
        {shares.map((share, cell) => {
          const column = columns - 1 - (cell % columns);
          const row = Math.floor(cell / columns);
          return share > 0 ? (
            <rect
              key={cell}
              class="heat"
              x={column * width}
              y={top + row * height}
              width={width}
              height={height}
              fill-opacity={LEAST_OPACITY + (1 - LEAST_OPACITY) * (share / most)}
            />
          ) : null;
        })}
        <text
          class="tick"
          x={box.width / 2}
          y={rows * height + 1.5 * top}
          text-anchor="middle"
          dominant-baseline="central"
        >
          {texts.back}
        </text>
      </svg>
    </div>
  );
}
