import { v7 as uuidv7 } from 'uuid';
import {
  ACK_SCHEMA,
  ACK_TYPE,
  type AckMessage,
  type Acknowledgement,
  MOST_ACKNOWLEDGED,
} from '../../provisioning/contract/ack-message.ts';
import { topic } from '../../provisioning/contract/topics.ts';
import { asPrintable } from '../../provisioning/contract/value.ts';
import { isAcknowledged } from './read-arrival.ts';
import type { Entry } from './rows.ts';

export interface OutgoingAck {
  topic: string;
  payload: string;
  events: number;
}

/**
 * The hub's word on a batch that is committed: one message a room, of at most 500 events.
 * @param source the hub's name, `/lectern/hub/…`
 */
export function acknowledgements(entries: readonly Entry[], source: string, nowMs: number): OutgoingAck[] {
  const byTopic = new Map<string, Map<string, Acknowledgement>>();
  for (const { taken, refusal } of entries) {
    const room = refusal?.room ?? taken?.room;
    const eventId = refusal?.eventId ?? taken?.message.id;
    if (!room || eventId === undefined) continue;
    if (refusal ? !refusal.isAwaited : !isAcknowledged(taken!)) continue;
    const name = topic(room, 'ack');
    if (!byTopic.has(name)) byTopic.set(name, new Map());
    byTopic
      .get(name)!
      .set(
        eventId,
        refusal
          ? { eventId, status: 'refused', reason: asPrintable(refusal.reason, 500) || 'refused' }
          : { eventId, status: 'accepted' },
      );
  }
  return [...byTopic].flatMap(([name, events]) =>
    chunks([...events.values()], MOST_ACKNOWLEDGED).map((part) => ({
      topic: name,
      payload: JSON.stringify(ackMessage(part, source, nowMs)),
      events: part.length,
    })),
  );
}

function ackMessage(events: Acknowledgement[], source: string, nowMs: number): AckMessage {
  return {
    specversion: '1.0',
    id: uuidv7(),
    source,
    type: ACK_TYPE,
    time: new Date(nowMs).toISOString(),
    datacontenttype: 'application/json',
    dataschema: ACK_SCHEMA,
    data: { events },
  };
}

function chunks<Each>(all: readonly Each[], most: number): Each[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, number) =>
    all.slice(number * most, (number + 1) * most),
  );
}
