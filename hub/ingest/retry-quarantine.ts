import type { Database } from '../database/database.ts';
import { BatchWriter } from './batch-writer.ts';
import { entryOf } from './rows.ts';

const PART = 200;

interface KeptMessage {
  digest: string;
  topic: string;
  payload: string;
  whole: boolean;
}

/**
 * Reads what is in quarantine again, by the contract of today, and takes what it can. What was kept only in part stays.
 * @param school of this school only
 */
export async function retryQuarantine(database: Database, school?: string): Promise<{ taken: number; kept: number }> {
  const writer = new BatchWriter(database);
  const counts = { taken: 0, kept: 0 };
  for (let after = ''; ; ) {
    const lines = await database.query<KeptMessage>(
      `SELECT encode(digest, 'hex') AS digest, topic, encode(payload, 'base64') AS payload, octet_length(payload) = payload_bytes AS whole
        FROM lectern.quarantine WHERE encode(digest, 'hex') > $1 AND ($2::text IS NULL OR school = $2) ORDER BY 1 LIMIT ${PART}`,
      [after, school ?? null],
    );
    const last = lines.at(-1);
    if (!last) return counts;
    after = last.digest;
    const readable = lines
      .filter(({ whole }) => whole)
      .map(({ digest, topic, payload }) => {
        const arrival = { topic, payload: Buffer.from(payload, 'base64') };
        return { digest, entry: entryOf(arrival) };
      })
      .filter(({ entry }) => entry.taken);
    await writer.write(readable.map(({ entry }) => entry));
    const taken = readable.filter(({ entry }) => !entry.refusal).map(({ digest }) => digest);
    await database.query(
      `DELETE FROM lectern.quarantine WHERE encode(digest, 'hex') IN (SELECT json_array_elements_text($1::json))`,
      [JSON.stringify(taken)],
    );
    counts.taken += taken.length;
    counts.kept += lines.length - taken.length;
  }
}
