import { useCallback, useRef, useState } from 'preact/hooks';
import { calibratedCamera } from '../../../../lesson/camera-calibration.ts';
import type { RoomPlan } from '../../../../lesson/room-plan.ts';
import { usePreview } from '../setup/use-preview.ts';
import { Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { CameraPicture } from './camera-picture.tsx';
import { FloorPlan } from './floor-plan.tsx';
import { type Calibration, type CameraName, rounded, withCalibration } from './plan-model.ts';

const LEAST_SPOTS = 4;
const MOST_SPOTS = 12;
/** Of a picture whose size nobody has told yet. */
const USUAL_SIZE = { width: 1280, height: 720 };

interface CalibrationPartProps {
  camera: CameraName;
  plan: RoomPlan;
  change(plan: RoomPlan): void;
  /** The camera is set up. */
  isThere: boolean;
}

/** Spots of the floor, marked in a camera's picture and on the plan, and how well one camera fits them. */
export function CalibrationPart({ camera, plan, change, isThere }: CalibrationPartProps) {
  const { plan: texts, sources } = useItTexts();
  const calibration = plan.calibration?.[camera];
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hasPicture, setHasPicture] = useState(false);
  const draw = useCallback((picture: ImageBitmap) => {
    const place = canvas.current;
    if (place) {
      place.width = picture.width;
      place.height = picture.height;
      place.getContext('2d')?.drawImage(picture, 0, 0);
      setHasPicture(true);
    }
    picture.close();
  }, []);
  const preview = usePreview(camera === 'student' ? 'studentCamera' : 'teacherCamera', draw);
  const isOpen = preview.status !== null && preview.status.state !== 'closed';
  const { width, height } = preview.status ?? {};
  const size = calibration ?? (width && height ? { width, height } : USUAL_SIZE);
  if (plan.cameras[camera])
    return (
      <>
        <p class="hint">{texts.posed}</p>
        <button type="button" class="it-button" onClick={() => change(withCalibration(plan, camera, null))}>
          {texts.calibrateInstead}
        </button>
      </>
    );
  if (!isThere) return <p class="notice">{texts.noCamera}</p>;

  const points = calibration?.points ?? [];
  const set = (next: Calibration['points']) =>
    change(
      withCalibration(plan, camera, next.length > 0 ? { width: size.width, height: size.height, points: next } : null),
    );
  const add = ([x, y]: [number, number]) => {
    if (points.length >= MOST_SPOTS) return;
    // Somewhere on the plan where it does not hide another; it is dragged to its place.
    const floor: [number, number] = [rounded(1 - (points.length % 3)), rounded(2 + Math.floor(points.length / 3))];
    set([...points, { picture: [Math.round(x), Math.round(y)], floor }]);
  };
  const fit = points.length >= LEAST_SPOTS && calibration ? calibratedCamera(calibration) : null;
  const said = () => {
    if (points.length < LEAST_SPOTS) return texts.few(LEAST_SPOTS - points.length);
    if (!fit?.camera) return texts.faults[fit?.fault ?? 'misfit'];
    return texts.fits(fit.misfitPx.toFixed(0), fit.camera.position[2].toFixed(1));
  };
  return (
    <>
      <p class="it-hint">{texts.camerasHint}</p>
      <div class="preview-line">
        <button type="button" class="it-button" onClick={isOpen ? preview.close : preview.open}>
          {isOpen ? sources.preview.close : sources.preview.open}
        </button>
        <span class="hint">{hasPicture ? texts.addHint : texts.noPicture}</span>
      </div>
      <Trouble failure={preview.failure ?? (preview.status?.why === 'failed' ? preview.status.cause : null)} />
      <div class="plan-columns calibration">
        <CameraPicture
          canvas={canvas}
          size={size}
          points={points}
          camera={fit?.camera}
          plan={plan}
          name={texts.cameraNames[camera]}
          add={add}
          move={(index, [x, y]) =>
            set(points.with(index, { ...points[index]!, picture: [Math.round(x), Math.round(y)] }))
          }
          remove={(index) => set(points.toSpliced(index, 1))}
        />
        <FloorPlan plan={plan} change={change} spotsOf={camera} />
      </div>
      <p class="calibration-verdict" role="status" data-fits={fit?.camera !== undefined}>
        {said()}
      </p>
      {points.length > 0 && (
        <ol class="spots">
          {points.map(({ picture, floor }, index) => (
            <li key={index}>
              <strong>{index + 1}</strong>
              <span class="hint">
                {texts.inPicture} {picture.join(', ')} · {texts.onFloor} {floor.join(', ')}
              </span>
              <button
                type="button"
                class="button"
                aria-label={`${texts.removePoint} ${texts.point(index + 1)}`}
                onClick={() => set(points.toSpliced(index, 1))}
              >
                {texts.removePoint}
              </button>
            </li>
          ))}
        </ol>
      )}
      <button
        type="button"
        class="it-button"
        disabled={points.length >= MOST_SPOTS}
        onClick={() => add([size.width / 2, size.height * 0.7])}
      >
        {texts.addPoint}
      </button>
    </>
  );
}
