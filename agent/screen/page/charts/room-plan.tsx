import type { LessonReport, TeacherHeatmap } from '../../../indicators/indicator.ts';
import { drawnRoom } from '../layout/room-shape.ts';
import { spanAt } from '../layout/spans.ts';
import { type Cursor, useCursorMs } from '../report/cursor.ts';
import { useTexts } from '../words/language.tsx';
import { useBox } from './use-box.ts';

const LABEL = 1.3;
/** The least that is drawn, so that a short stop is seen at all. */
const LEAST_OPACITY = 0.12;

/** Where the teacher was, on the room plan from above: the time at each place, the zones, and the walks among the desks. */
export function RoomPlan({ report, cursor }: { report: LessonReport; cursor: Cursor }) {
  const { teacherPlace: texts, report: words } = useTexts();
  const { ref, box } = useBox<HTMLDivElement>();
  if (!box) return <div ref={ref} class="room-plan" />;
  const { roomShape, teacherHeatmap: map, patrols = [] } = report;
  const room = drawnRoom(roomShape, box.width);
  const top = LABEL * box.rem;
  const drawn = patrols.filter(({ path }) => path.length > 1);
  const label = drawn.length > 0 ? `${texts.map} · ${words.patrolsOf(drawn.length)}` : texts.map;
  return (
    <div ref={ref} class="room-plan">
      <svg width={box.width} height={room.height + 2 * top} role="img" aria-label={label}>
        <Caption text={texts.front} x={box.width / 2} y={top / 2} />
        <g transform={`translate(0 ${top})`}>
          {map && <Heat map={map} width={box.width} height={room.height} />}
          <rect class="plan" x={0.5} y={0.5} width={box.width - 1} height={room.height - 1} />
          {room.parts?.zones.map(({ zone, d }) => (
            <path key={zone} class="plan-zone" data-zone={zone} d={d} />
          ))}
          {room.parts && (
            <line
              class="plan-board"
              x1={room.parts.board[0][0]}
              x2={room.parts.board[1][0]}
              y1={0.15 * box.rem}
              y2={0.15 * box.rem}
            />
          )}
          {drawn.map((patrol) => (
            <g key={patrol.startMs} onPointerDown={() => cursor.moveTo(patrol.startMs)}>
              <path class="patrol-touch" d={room.pathOf(patrol)} />
              <path class="patrol" d={room.pathOf(patrol)} />
            </g>
          ))}
          <PatrolHere patrols={drawn} cursor={cursor} pathOf={room.pathOf} />
        </g>
        <Caption text={texts.back} x={box.width / 2} y={room.height + 1.5 * top} />
      </svg>
    </div>
  );
}

/** The walk of the cursor's moment. */
function PatrolHere({
  patrols,
  cursor,
  pathOf,
}: {
  patrols: NonNullable<LessonReport['patrols']>;
  cursor: Cursor;
  pathOf: ReturnType<typeof drawnRoom>['pathOf'];
}) {
  const atMs = useCursorMs(cursor);
  const here = atMs === null ? undefined : spanAt(patrols, atMs);
  return here ? <path class="patrol patrol-here" d={pathOf(here)} /> : null;
}

function Heat({
  map: { columns, rows, shares },
  width,
  height,
}: {
  map: TeacherHeatmap;
  width: number;
  height: number;
}) {
  const most = Math.max(...shares);
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  return (
    <>
      {shares.map((share, cell) =>
        share > 0 ? (
          <rect
            key={cell}
            class="heat"
            x={(columns - 1 - (cell % columns)) * cellWidth}
            y={Math.floor(cell / columns) * cellHeight}
            width={cellWidth}
            height={cellHeight}
            fill-opacity={LEAST_OPACITY + (1 - LEAST_OPACITY) * (share / most)}
          />
        ) : null,
      )}
    </>
  );
}

function Caption({ text, x, y }: { text: string; x: number; y: number }) {
  return (
    <text class="tick" x={x} y={y} text-anchor="middle" dominant-baseline="central">
      {text}
    </text>
  );
}
