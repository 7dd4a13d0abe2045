import type { RoomPlan } from '../../../../lesson/room-plan.ts';
import { NumberField } from '../field.tsx';
import type { ZoneName } from '../words/plan-texts.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { type FloorPoint, inRoom, rounded, usualZone, withZone } from './plan-model.ts';

interface PlanFieldsProps {
  plan: RoomPlan;
  change(plan: RoomPlan): void;
}

const zoneNames: readonly ZoneName[] = ['podium', 'board', 'aisle'];

/** The plan in numbers, for whoever has a tape measure in one hand. */
export function PlanFields({ plan, change }: PlanFieldsProps) {
  const { plan: texts } = useItTexts();
  const { widthM, depthM, board, podium, frontDepthM } = plan;
  const metre = { unit: texts.metres, step: 0.05 };
  return (
    <div class="plan-fields">
      <fieldset>
        <legend>{texts.size}</legend>
        <NumberField
          {...metre}
          label={texts.width}
          value={widthM}
          min={2}
          max={40}
          change={(value) => change({ ...plan, widthM: value })}
        />
        <NumberField
          {...metre}
          label={texts.depth}
          value={depthM}
          min={2}
          max={60}
          change={(value) => change({ ...plan, depthM: value })}
        />
        <NumberField
          {...metre}
          label={texts.front}
          value={frontDepthM}
          min={0.3}
          max={10}
          change={(value) => change({ ...plan, frontDepthM: value })}
        />
        <p class="it-hint">{texts.frontHint}</p>
      </fieldset>
      <fieldset>
        <legend>{texts.board}</legend>
        <NumberField
          {...metre}
          label={texts.boardLeft}
          value={board.x1}
          change={(x1) => change({ ...plan, board: { ...board, x1 } })}
        />
        <NumberField
          {...metre}
          label={texts.boardRight}
          value={board.x0}
          change={(x0) => change({ ...plan, board: { ...board, x0 } })}
        />
        <NumberField
          {...metre}
          label={texts.boardLow}
          value={board.z0}
          change={(z0) => change({ ...plan, board: { ...board, z0 } })}
        />
        <NumberField
          {...metre}
          label={texts.boardHigh}
          value={board.z1}
          change={(z1) => change({ ...plan, board: { ...board, z1 } })}
        />
      </fieldset>
      <fieldset>
        <legend>{texts.podium}</legend>
        <NumberField
          {...metre}
          label={texts.across}
          value={podium.x}
          change={(x) => change({ ...plan, podium: { ...podium, x } })}
        />
        <NumberField
          {...metre}
          label={texts.away}
          value={podium.y}
          change={(y) => change({ ...plan, podium: { ...podium, y } })}
        />
      </fieldset>
      <fieldset>
        <legend>{texts.zones}</legend>
        <p class="it-hint">{texts.zonesHint}</p>
        {zoneNames.map((name) => (
          <ZoneLine key={name} name={name} plan={plan} change={change} />
        ))}
      </fieldset>
    </div>
  );
}

function ZoneLine({ name, plan, change }: PlanFieldsProps & { name: ZoneName }) {
  const { plan: texts } = useItTexts();
  const corners = plan.zones?.[name] as FloorPoint[] | undefined;
  /** In the middle of the last side. */
  const addCorner = (all: FloorPoint[]) => {
    const [[ax, ay], [bx, by]] = [all.at(-1)!, all[0]!];
    change(withZone(plan, name, [...all, inRoom(plan, [rounded((ax + bx) / 2), rounded((ay + by) / 2)])]));
  };
  return (
    <div class="zone-line" data-zone={name}>
      <span>{texts.zoneNames[name]}</span>
      {!corners && (
        <button type="button" class="it-button" onClick={() => change(withZone(plan, name, usualZone(plan, name)))}>
          {texts.addZone}
        </button>
      )}
      {corners && (
        <>
          <button type="button" class="it-button" disabled={corners.length >= 32} onClick={() => addCorner(corners)}>
            {texts.addCorner}
          </button>
          <button type="button" class="button" onClick={() => change(withZone(plan, name, null))}>
            {texts.removeZone}
          </button>
        </>
      )}
    </div>
  );
}
