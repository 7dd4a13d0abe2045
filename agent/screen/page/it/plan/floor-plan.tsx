import { calibratedCamera } from '../../../../lesson/camera-calibration.ts';
import { lookingAt } from '../../../../lesson/pinhole-camera.ts';
import type { RoomPlan } from '../../../../lesson/room-plan.ts';
import type { ZoneName } from '../words/plan-texts.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { Handle } from './handle.tsx';
import { type CameraName, type FloorPoint, inRoom, rounded, withCalibration, withZone } from './plan-model.ts';

const MARGIN_M = 0.8;
const DOT_M = 0.13;
const REACH_M = 0.5;
const STEP_M = 0.05;

interface FloorPlanProps {
  plan: RoomPlan;
  change(plan: RoomPlan): void;
  /** Whose spots are shown instead of the room's own handles; null for those. */
  spotsOf: CameraName | null;
}

/**
 * The room from above, in metres, the board on top, as whoever faces the board sees it. The plan's x grows to the right of
 * whoever faces the class, so here it grows to the left.
 */
export function FloorPlan({ plan, change, spotsOf }: FloorPlanProps) {
  const { plan: texts } = useItTexts();
  const { widthM, depthM, board, podium, frontDepthM, zones } = plan;
  const shown = ([x, y]: readonly [number, number]): [number, number] => [-x, y];
  const floor = (x: number, y: number): FloorPoint => inRoom(plan, [-x, y]);
  const where = ([x, y]: readonly [number, number]) => `${texts.across} ${rounded(x)} · ${texts.away} ${rounded(y)}`;
  const common = { radius: DOT_M, reach: REACH_M, step: STEP_M };
  const zoned = Object.entries(zones ?? {}) as [ZoneName, FloorPoint[]][];
  const isRoom = spotsOf === null;
  return (
    <svg
      class="floor-plan"
      viewBox={`${-widthM / 2 - MARGIN_M} ${-MARGIN_M} ${widthM + 2 * MARGIN_M} ${depthM + 2 * MARGIN_M}`}
      role="application"
      aria-label={texts.title}
    >
      <rect class="plan-floor" x={-widthM / 2} width={widthM} height={depthM} />
      <Grid widthM={widthM} depthM={depthM} />
      <rect class="plan-front" x={-widthM / 2} width={widthM} height={Math.min(depthM, frontDepthM)} />
      {zoned.map(([name, corners]) => (
        <polygon
          key={name}
          class="plan-zone"
          data-zone={name}
          points={corners.map((corner) => shown(corner).join(',')).join(' ')}
        />
      ))}
      <line class="plan-board" x1={-board.x0} x2={-board.x1} y1={0} y2={0} />
      <text class="plan-word" x={0} y={-MARGIN_M / 2} text-anchor="middle" dominant-baseline="central">
        {texts.board}
      </text>
      <text class="plan-word" x={0} y={depthM + MARGIN_M / 2} text-anchor="middle" dominant-baseline="central">
        {texts.back} · {widthM} × {depthM} {texts.metres}
      </text>
      <rect class="plan-podium" x={-podium.x - 0.45} y={podium.y - 0.3} width="0.9" height="0.6" rx="0.06" />
      <text class="plan-name" x={-podium.x} y={podium.y + 0.56} text-anchor="middle">
        {texts.podium}
      </text>
      <Cameras plan={plan} />
      {isRoom && (
        <>
          {(['x0', 'x1'] as const).map((end) => (
            <Handle
              key={end}
              {...common}
              at={[-board[end], 0]}
              label={`${texts.board}: ${end === 'x1' ? texts.boardLeft : texts.boardRight}`}
              valueText={`${rounded(board[end])} ${texts.metres}`}
              move={([x]) => change({ ...plan, board: { ...board, [end]: floor(x, 0)[0] } })}
            />
          ))}
          <Handle
            {...common}
            at={shown([podium.x, podium.y])}
            label={texts.podium}
            valueText={where([podium.x, podium.y])}
            move={([x, y]) => {
              const [px, py] = floor(x, y);
              change({ ...plan, podium: { x: px, y: py } });
            }}
          />
          <Handle
            {...common}
            kind="line"
            at={[widthM / 2, frontDepthM]}
            label={texts.front}
            valueText={`${rounded(frontDepthM)} ${texts.metres}`}
            move={([, y]) => change({ ...plan, frontDepthM: rounded(Math.min(10, depthM, Math.max(0.3, y))) })}
          />
          {zoned.flatMap(([name, corners]) =>
            corners.map((corner, index) => (
              <Handle
                key={`${name} ${index}`}
                {...common}
                kind="corner"
                at={shown(corner)}
                label={`${texts.zoneNames[name]}: ${texts.corner(index + 1)}`}
                valueText={where(corner)}
                move={([x, y]) => change(withZone(plan, name, corners.with(index, floor(x, y))))}
                remove={
                  corners.length > 3 ? () => change(withZone(plan, name, corners.toSpliced(index, 1))) : undefined
                }
              />
            )),
          )}
        </>
      )}
      {spotsOf &&
        plan.calibration?.[spotsOf]?.points.map(({ floor: spot }, index) => (
          <Handle
            key={index}
            {...common}
            radius={0.2}
            kind="spot"
            number={index + 1}
            at={shown(spot)}
            label={texts.point(index + 1)}
            valueText={where(spot)}
            move={([x, y]) => {
              const calibration = plan.calibration![spotsOf]!;
              const points = calibration.points.with(index, { ...calibration.points[index]!, floor: floor(x, y) });
              change(withCalibration(plan, spotsOf, { ...calibration, points }));
            }}
          />
        ))}
    </svg>
  );
}

/** Lines a metre apart, from the board's wall and from the middle. */
function Grid({ widthM, depthM }: { widthM: number; depthM: number }) {
  const half = Math.floor(widthM / 2);
  const across = Array.from({ length: 2 * half + 1 }, (_, i) => `M${i - half} 0V${depthM}`);
  const down = Array.from({ length: Math.floor(depthM) }, (_, i) => `M${-widthM / 2} ${i + 1}H${widthM / 2}`);
  return <path class="plan-grid" d={[...across, ...down].join('')} />;
}

/** Where the measured cameras hang, and where they look. */
function Cameras({ plan }: { plan: RoomPlan }) {
  const { plan: texts } = useItTexts();
  return (
    <>
      {(['student', 'teacher'] as const).map((name) => {
        const [pose, calibration] = [plan.cameras[name], plan.calibration?.[name]];
        // Spots that do not fit yet are told of beside the picture.
        const camera = pose ? lookingAt(pose) : calibration && calibratedCamera(calibration).camera;
        if (!camera) return null;
        const [x, y] = [-camera.position[0], camera.position[1]];
        const turn = (Math.atan2(camera.forward[1], -camera.forward[0]) * 180) / Math.PI;
        return (
          <g key={name} class="plan-camera" transform={`translate(${x} ${y}) rotate(${turn})`}>
            <path d="M0 0 1.1 -0.55V0.55Z" class="plan-view" />
            <rect x="-0.16" y="-0.11" width="0.24" height="0.22" rx="0.04" />
            <title>{texts.cameraNames[name]}</title>
          </g>
        );
      })}
    </>
  );
}
