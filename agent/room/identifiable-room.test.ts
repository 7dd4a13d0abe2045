import { expect, it } from 'vitest';
import { SampleRoom, waiting } from '../screen/sample-room.ts';
import { Identification, identifiable } from './identifiable-room.ts';

it('shows for a minute which room it is, and is the same room otherwise', () => {
  let nowMs = 1_000;
  const inner = new SampleRoom();
  const room = identifiable(
    inner,
    '310104/2131000000/r301',
    new Identification({ monotonicMs: () => nowMs, wallMs: () => 0 }),
  );
  inner.now = waiting();
  expect(room.state()).toEqual(inner.now);
  room.identify();
  expect(room.state()).toEqual({ ...inner.now, identified: '310104/2131000000/r301' });
  nowMs += 59_999;
  expect(room.state().identified).toBeDefined();
  nowMs += 1;
  expect(room.state()).toEqual(inner.now);
  room.startLesson({ subject: '数学' });
  room.endLesson();
  room.setSensing(false);
  expect(inner.asked).toEqual([['start', { subject: '数学' }], ['end'], ['sensing', false]]);
});
