import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { readMessage } from '../../provisioning/contract/messages.ts';
import { roomEvent } from './room-event.ts';
import { roomPublication } from './room-publication.ts';
import { traceParent } from './trace-parent.ts';

const before = { region: '310104', school: '2131000000', room: 'r310' };
const now = { ...before, room: 'r301' };
const delivery = { stream: uuidv7(), sequence: 7, backfill: true };

it('what waited since before somebody corrected the room’s code goes under the right one', () => {
  const summary = {
    ...{ lessonId: uuidv7(), revision: 1, startedAt: '2026-09-01T08:00:00.000Z', durationS: 2700 },
    // Nothing of the lesson is taken for the envelope.
    ...{ className: '"source":"x"', indicators: [], models: {} },
  };
  const trace = traceParent();
  const event = roomEvent('lesson', before, summary, uuidv7(), 0, trace);
  const { topic, payload, userProperties } = roomPublication(now, 'lesson', JSON.stringify(event), delivery);
  expect(topic).toBe('lectern/v1/310104/2131000000/r301/lesson');
  expect(readMessage('lesson', Buffer.from(payload)).message).toEqual({
    ...event,
    ...{
      source: '/lectern/310104/2131000000/r301',
      stream: delivery.stream,
      sequence: '0000000000000007',
      backfill: true,
    },
  });
  expect(userProperties).toEqual({ schema: 'urn:lectern:schema:lesson:1', traceparent: event.traceparent });
});
