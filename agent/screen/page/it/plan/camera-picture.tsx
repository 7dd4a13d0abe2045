import type { RefObject } from 'preact';
import type { PinholeCamera } from '../../../../lesson/pinhole-camera.ts';
import type { RoomPlan } from '../../../../lesson/room-plan.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { Handle } from './handle.tsx';
import { type Calibration, floorGrid } from './plan-model.ts';

interface CameraPictureProps {
  canvas: RefObject<HTMLCanvasElement | null>;
  size: { width: number; height: number };
  points: Calibration['points'];
  /** The camera that fits the spots, once there is one. */
  camera: PinholeCamera | undefined;
  plan: RoomPlan;
  name: string;
  add(at: [x: number, y: number]): void;
  move(index: number, to: [x: number, y: number]): void;
  remove(index: number): void;
}

/** A camera's picture with the spots that were marked in it; once they fit, the floor's grid lies on it. */
export function CameraPicture({ canvas, size, points, camera, plan, name, add, move, remove }: CameraPictureProps) {
  const { plan: texts } = useItTexts();
  const { width, height } = size;
  const inside = ([x, y]: [number, number]): [number, number] => [
    Math.min(width, Math.max(0, x)),
    Math.min(height, Math.max(0, y)),
  ];
  return (
    <div class="camera-picture">
      <canvas ref={canvas} width={width} height={height} />
      <svg viewBox={`0 0 ${width} ${height}`} role="application" aria-label={name}>
        <rect
          class="picture-floor"
          width={width}
          height={height}
          onPointerDown={({ currentTarget, clientX, clientY }) => {
            const toPicture = currentTarget.getScreenCTM()!.inverse();
            const at = new DOMPoint(clientX, clientY).matrixTransform(toPicture);
            add(inside([at.x, at.y]));
          }}
        />
        {camera &&
          floorGrid(camera, plan).map((line, index) => (
            <polyline key={index} class="picture-grid" points={line.map((point) => point.join(',')).join(' ')} />
          ))}
        {points.map(({ picture }, index) => (
          <Handle
            key={index}
            at={picture}
            radius={width / 60}
            reach={width / 24}
            step={Math.max(1, Math.round(width / 640))}
            kind="spot"
            number={index + 1}
            label={texts.point(index + 1)}
            valueText={`${texts.inPicture} ${picture.join(', ')}`}
            move={(to) => move(index, inside(to))}
            remove={() => remove(index)}
          />
        ))}
      </svg>
    </div>
  );
}
