import { expect, it } from 'vitest';
import { ptzSettingsSchema } from '../../device/ptz/ptz-settings.ts';
import type { TeacherObservation } from '../lesson/observation.ts';
import type { RoomActivityName } from '../lesson/room-state.ts';
import { PtzRules } from './ptz-rules.ts';

const follow = { pos: [0, 8, 2.5], facingDeg: 180 };

function rulesOf(settings: object) {
  let nowMs = 0;
  const rules = new PtzRules(ptzSettingsSchema.parse({ kind: 'ptz', host: '10.0.0.9', ...settings }), () => nowMs);
  /** So many seconds of the room; what the camera was told in each, without `hold: false`. */
  const beats = (activity: RoomActivityName, seconds = 1, preview = false) =>
    Array.from({ length: seconds }, () => {
      nowMs += 1_000;
      return rules
        .beat({
          activity,
          ...(/recording|watching/.test(activity) && { sensed: true as const }),
          ...(preview && { preview: true as const }),
        })
        .flatMap((order) => (order.do === 'hold' ? (order.isHeld ? ['hold'] : []) : [JSON.stringify(order)]));
    }).flat();
  const told = (isMoving: boolean, at: 'class' | 'board' | null) => rules.heard({ says: 'ptz', isMoving, at });
  return { rules, beats, told };
}

const goes = (preset: string) => JSON.stringify({ do: 'preset', preset });
/** Only if it is on. */
const goesAwake = (preset: string) => JSON.stringify({ do: 'preset', preset, wakes: false });
const rests = JSON.stringify({ do: 'rest' });
const seen = (xM: number | null, yM: number | null): TeacherObservation => ({
  ...{ kind: 'teacher', atMs: 0, camera: 'student', present: true, adults: 1, zone: null, amongDesks: null, xM, yM },
  ...{ facingBoard: null, writing: null },
});

it('a camera that measures is sent to its place once when the room is sensed, and again when its process began anew', () => {
  const { rules, beats, told } = rulesOf({ camera: 'student', presets: { class: 1, board: 2 } });
  expect(beats('idle', 5)).toEqual([]);
  expect(beats('watching', 5)).toEqual([goes('class')]);
  told(false, 'class');
  expect(beats('recording', 600)).toEqual([]);
  rules.forget();
  expect(beats('recording', 5), 'who switched it off meanwhile wants it off').toEqual([goesAwake('class')]);
  expect(beats('closing', 5), 'nothing is wanted of it any more').toEqual([rests]);
  expect(beats('recording', 5)).toEqual([goes('class')]);
  expect(rulesOf({ camera: 'teacher', presets: { class: 1, board: 2 } }).beats('recording')).toEqual([goes('board')]);
  expect(rulesOf({ camera: 'teacher' }).beats('recording')).toEqual([]);
});

it('one that was turned by hand is left so for two minutes, and brought back', () => {
  const { beats, told } = rulesOf({ camera: 'student', presets: { class: 1 } });
  beats('recording');
  told(false, 'class');
  beats('recording', 10);
  told(false, null);
  expect(beats('recording', 120)).toEqual([]);
  expect(beats('recording', 3)).toEqual([goesAwake('class')]);
});

it('one that was lost while it turned does not blind who looks through it, and one that refuses still says where it is', () => {
  const { rules, beats, told } = rulesOf({ camera: 'student', presets: { class: 1 } });
  const faulty = (code: 'DEVICE_SILENT' | 'DEVICE_REFUSED') =>
    rules.heardState({ state: 'faulty', cause: { code, message: 'x' } });
  faulty('DEVICE_SILENT');
  beats('recording', 60);
  expect(rules.place, 'it never said anything').toBeUndefined();
  told(true, null);
  rules.heardState({ state: 'ok' });
  beats('recording', 60);
  expect(rules.place?.state).toBe('away');
  faulty('DEVICE_REFUSED');
  beats('recording', 60);
  expect(rules.place?.state).toBe('away');
  faulty('DEVICE_SILENT');
  beats('recording', 20);
  expect(rules.place?.state).toBe('away');
  rules.forget();
  beats('recording', 15);
  expect(rules.place?.state).toBe('back');
  told(true, null);
  expect(rules.place?.state).toBe('away');
});

it('it does not move while somebody looks at its picture', () => {
  const { beats } = rulesOf({ camera: 'student', presets: { class: 1 } });
  expect(beats('idle', 2, true)).toEqual(['hold', 'hold']);
  expect(beats('recording', 1, true)).toEqual(['hold']);
  expect(beats('recording', 2)).toEqual([goes('class')]);
});

it('one without a sensor follows the teacher while a lesson is recorded', () => {
  const { rules, beats } = rulesOf({ presets: { board: 2 }, follow });
  rules.observed(seen(1, 2));
  expect(beats('recording', 6)).toEqual([
    goes('board'),
    ...Array(2).fill('{"do":"follow","teacher":{"xM":1,"yM":2}}'),
    ...Array(3).fill('{"do":"follow","teacher":null}'),
  ]);
  rules.observed(seen(null, null));
  expect(beats('recording')).toEqual(['{"do":"follow","teacher":null}']);
  expect(beats('closing', 3)).toEqual([goesAwake('board')]);
  expect(beats('idle', 120), 'after a minute at the latest').toEqual([rests]);
});

it('the sensor that looks through it is told when it is elsewhere', () => {
  const { rules, told } = rulesOf({ camera: 'student', presets: { class: 1, board: 2 } });
  expect(rules.place, 'nothing is known yet').toBeUndefined();
  const said = [
    [true, null],
    [false, 'class'],
    [false, 'board'],
    [true, null],
    [false, null],
  ] as const;
  expect(
    said.map(([isMoving, at]) => {
      told(isMoving, at);
      return rules.place?.state;
    }),
  ).toEqual(['away', 'back', 'away', 'away', 'away']);
  const blind = rulesOf({ camera: 'teacher' });
  blind.told(false, null);
  expect(blind.rules.place).toEqual({ camera: 'teacher', state: 'back' });
  blind.told(true, null);
  expect(blind.rules.place).toEqual({ camera: 'teacher', state: 'away' });
});
