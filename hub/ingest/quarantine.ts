import { createHash } from 'node:crypto';
import { asPrintable } from '../../provisioning/contract/value.ts';
import type { Session } from '../database/database.ts';
import type { Arrival, Refusal } from './read-arrival.ts';

export type Quarantined = Arrival & Omit<Refusal, 'isAwaited'>;

/** Of what is larger only the beginning is kept. */
export const MOST_QUARANTINED_BYTES = 64 * 1024;
/** MQTT's own limit of a topic. */
const MOST_TOPIC = 65_535;
const MOST_REASON = 500;

const INSERT = `INSERT INTO lectern.quarantine AS kept (digest, topic, payload, payload_bytes, reason, event_id, region, school, room, times)
  SELECT decode(digest, 'hex'), topic, decode(payload, 'base64'), payload_bytes, reason, event_id, region, school, room, times
  FROM json_to_recordset($1::json) AS given(digest text, topic text, payload text, payload_bytes int, reason text, event_id uuid,
    region text, school text, room text, times int)
  ORDER BY digest
  ON CONFLICT (digest) DO UPDATE SET times = kept.times + excluded.times, reason = excluded.reason, last_received_at = now()`;

/** Lets go of what will not be kept of a message that is refused, so that it does not wait in memory. */
export function beginningOf(arrival: Arrival): Arrival {
  const { topic, payload } = arrival;
  if (payload.length <= MOST_QUARANTINED_BYTES) return arrival;
  // A copy: a part of the buffer would hold all of it.
  const beginning = Buffer.from(payload.subarray(0, MOST_QUARANTINED_BYTES));
  return { topic, payload: beginning, whole: { bytes: payload.length, digest: digestOf(arrival) } };
}

const digestOf = ({ topic, payload }: Arrival): string =>
  createHash('sha256').update(topic).update('\0').update(payload).digest('hex');

/** Keeps what can never be taken, with the reason. The same message again is only counted. */
export async function quarantine(session: Session, lines: readonly Quarantined[]): Promise<void> {
  const rows = new Map<string, Record<string, unknown> & { times: number }>();
  for (const line of lines) {
    const { topic, payload, reason, eventId, room } = line;
    const { digest, bytes } = line.whole ?? { digest: digestOf(line), bytes: payload.length };
    const same = rows.get(digest);
    if (same) {
      same.times++;
      continue;
    }
    rows.set(digest, {
      digest,
      // Whatever it holds, PostgreSQL must be able to.
      topic: asPrintable(topic, MOST_TOPIC),
      payload: Buffer.from(payload.subarray(0, MOST_QUARANTINED_BYTES)).toString('base64'),
      payload_bytes: bytes,
      reason: asPrintable(reason, MOST_REASON),
      event_id: eventId,
      ...room,
      times: 1,
    });
  }
  await session.query(INSERT, [JSON.stringify([...rows.values()])]);
}
