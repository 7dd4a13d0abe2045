import { useState } from 'preact/hooks';
import type { RoomPlan } from '../../../../lesson/room-plan.ts';
import { SaveLine } from '../setup/save-line.tsx';
import { useConfiguration } from '../setup/use-configuration.tsx';
import type { Failure } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { CalibrationPart } from './calibration-part.tsx';
import { FloorPlan } from './floor-plan.tsx';
import { PlanFields } from './plan-fields.tsx';
import { type CameraName, savable, usualPlan } from './plan-model.ts';

/** The room's plan: its size, board, podium and zones, and what its cameras see of the floor. */
export function PlanStep() {
  const { plan: texts } = useItTexts();
  const { configuration, save } = useConfiguration();
  const { roomPlan, sources } = configuration.settings;
  const [plan, setPlan] = useState<RoomPlan | null>(
    roomPlan ? { ...usualPlan, ...roomPlan, cameras: roomPlan.cameras ?? {} } : null,
  );
  const [part, setPart] = useState<CameraName | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSaved, setSaved] = useState<boolean | null>(null);
  const [left, setLeft] = useState<CameraName[]>([]);
  const change = (next: RoomPlan) => {
    setPlan(next);
    setSaved(false);
    setLeft([]);
  };
  const keep = async (next: RoomPlan | null) => {
    const saved = next && savable(next);
    const failed = await save({ roomPlan: saved });
    const lost = failed === null ? leftOut(next, saved) : [];
    setFailure(failed);
    setLeft(lost);
    setSaved(failed === null && next === null ? null : failed === null && lost.length === 0);
    if (failed === null && next === null) setPlan(null);
  };
  if (!plan)
    return (
      <button type="button" class="it-button main" onClick={() => change(usualPlan)}>
        {texts.begin}
      </button>
    );
  return (
    <form
      class="plan-step"
      onSubmit={(event) => {
        event.preventDefault();
        void keep(plan);
      }}
    >
      <fieldset class="plan-parts" aria-label={texts.title}>
        {([null, 'student', 'teacher'] as const).map((each) => (
          <button key={each} type="button" class="it-button" aria-pressed={part === each} onClick={() => setPart(each)}>
            {each === null ? texts.title : texts.cameraNames[each]}
          </button>
        ))}
      </fieldset>
      {part === null ? (
        <>
          <p class="it-hint">{texts.hint}</p>
          <div class="plan-columns">
            <FloorPlan plan={plan} change={change} spotsOf={null} />
            <PlanFields plan={plan} change={change} />
          </div>
        </>
      ) : (
        <CalibrationPart
          key={part}
          camera={part}
          plan={plan}
          change={change}
          isThere={sources?.[part === 'student' ? 'studentCamera' : 'teacherCamera'] !== undefined}
        />
      )}
      {left.length > 0 && (
        <p role="alert">{texts.leftOut(left.map((camera) => texts.cameraNames[camera]).join(' · '))}</p>
      )}
      <SaveLine isSaved={isSaved} failure={failure} />
      {roomPlan && part === null && (
        <button type="button" class="button" onClick={() => void keep(null)}>
          {texts.removePlan}
        </button>
      )}
    </form>
  );
}

/** Cameras whose spots were not saved. */
function leftOut(plan: RoomPlan | null, saved: RoomPlan | null): CameraName[] {
  return (['student', 'teacher'] as const).filter(
    (camera) => plan?.calibration?.[camera] && !saved?.calibration?.[camera],
  );
}
