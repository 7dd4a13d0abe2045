import { expect, it } from 'vitest';
import { SampleSetup } from '../../../sample-setup.ts';
import type { SetupSettings } from '../../../setup/controls/configuration.ts';
import { type SetupFacts, stepStates } from './step-states.ts';

const whole: SetupSettings = {
  room: { region: '310104', school: '2131000000', room: 'r301' },
  sources: { studentCamera: { address: 'rtsp://10.0.0.9/1' } },
};
const facts = (settings: SetupSettings, more: Partial<SetupFacts> = {}): SetupFacts => ({
  configuration: { ...new SampleSetup().now, settings },
  ...{ skipped: [], seats: { state: 'never' }, test: { state: 'never' }, openHub: null },
  ...more,
});
const done = <Result>(result: Result) => ({ state: 'done' as const, atMs: 0, result });

it('begins with everything to do', () => {
  expect(new Set(Object.values(stepStates(facts({}))))).toEqual(new Set(['todo']));
});

it('takes for done what is set, and nothing less', () => {
  expect(stepStates(facts(whole))).toMatchObject({ room: 'done', sources: 'done', plan: 'todo', seats: 'todo' });
  expect(stepStates(facts({ room: { region: '310104' } })).room).toBe('todo');
  expect(stepStates(facts({ ...whole, timetable: 'a.json', hub: { url: 'mqtts://hub' } }))).toMatchObject({
    ...{ timetable: 'done', hub: 'untested' },
  });
  const openHub = 'mqtts://hub';
  expect(stepStates(facts({ ...whole, hub: { url: openHub } }, { openHub })).hub).toBe('done');
});

it('takes a test for done when every source gave enough, and a check when it found a seat', () => {
  const test = (share: number) => done({ durationS: 60, sources: [{ source: 'studentCamera' as const, share }] });
  expect(stepStates(facts(whole, { test: done({ durationS: 60, sources: [] }) })).test).toBe('todo');
  expect(stepStates(facts(whole, { test: test(0.5) })).test).toBe('todo');
  expect(stepStates(facts(whole, { test: test(0.7) })).test).toBe('done');
  const seats = (count: number) =>
    done({
      ...{ width: 1, height: 1, zh: '', en: '' },
      seats: Array.from({ length: count }, () => ({ x: 0, y: 0, headPx: 9, measurable: true })),
    });
  expect(stepStates(facts(whole, { seats: seats(0) })).seats).toBe('todo');
  expect(stepStates(facts(whole, { seats: seats(1) })).seats).toBe('done');
});

it('says that a step was passed over, unless it is done all the same', () => {
  const states = stepStates(facts(whole, { skipped: ['hub', 'sources'] }));
  expect(states).toMatchObject({ hub: 'skipped', sources: 'done' });
});

it('needs no seats where no camera sees the class', () => {
  const sources = { microphone: [{ address: 'alsa:x' }] };
  expect(stepStates(facts({ ...whole, sources }, { skipped: ['seats'] })).seats).toBe('unneeded');
});
