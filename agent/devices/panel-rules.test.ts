import { expect, it } from 'vitest';
import { panelSettingsSchema } from '../../device/panel/panel-settings.ts';
import { PanelRules } from './panel-rules.ts';

const rulesOf = (wakeForReport: boolean) =>
  new PanelRules(panelSettingsSchema.parse({ kind: 'panel', host: '10.0.0.8', wakeForReport }));
const isPower = (power: 'on' | 'off' | 'warming' | 'cooling' | 'unknown') => ({
  says: 'panel' as const,
  power,
  lampHours: null,
  complaints: [],
});

it('a panel is woken for a report only when that is wanted, nobody uses it, and no lesson goes on', () => {
  expect(rulesOf(false).reportReady('idle')).toBeNull();
  const rules = rulesOf(true);
  expect(rules.reportReady('closing'), 'nobody knows whether it is in use').toBeNull();
  rules.heard(isPower('off'));
  expect(rules.reportReady('closing')).toEqual({ do: 'show' });
  rules.forget();
  expect(rules.reportReady('closing'), 'what it said last was long ago').toBeNull();
  for (const [power, isWoken] of [
    ['off', true],
    ['cooling', true],
    ['on', false],
    ['warming', false],
    ['unknown', false],
  ] as const) {
    rules.heard(isPower(power));
    expect(rules.reportReady('idle') !== null, power).toBe(isWoken);
  }
  rules.heard(isPower('off'));
  expect(['recording', 'held', 'watching'].map((activity) => rules.reportReady(activity as 'held') !== null)).toEqual([
    false,
    false,
    true,
  ]);
});

it('what was not shown when the next lesson begins is not wanted any more', () => {
  const rules = rulesOf(true);
  rules.heard(isPower('off'));
  expect(rules.beat({ activity: 'recording' })).toEqual([]);
  rules.reportReady('idle');
  expect(['idle', 'recording', 'recording'].map((activity) => rules.beat({ activity: activity as 'idle' }))).toEqual([
    [],
    [{ do: 'rest' }],
    [],
  ]);
});
