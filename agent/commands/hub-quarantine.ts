import { retryQuarantine } from '../../hub/ingest/retry-quarantine.ts';
import { withHubDatabase } from './hub-schema.ts';
import { textTable } from './text-table.ts';

export interface HubQuarantineOptions {
  database: string;
  school?: string;
  most?: number;
  json?: boolean;
}

interface QuarantineLine {
  last_received_at: Date;
  topic: string;
  times: number;
  payload_bytes: number;
  event_id: string | null;
  reason: string;
}

/** `lectern hub quarantine list`; the messages themselves are not printed. */
export async function hubQuarantineList({ database, school, most = 50, json }: HubQuarantineOptions): Promise<void> {
  const lines = await withHubDatabase(database, (open) =>
    open.query<QuarantineLine>(
      `SELECT last_received_at, topic, times, payload_bytes, event_id, reason FROM lectern.quarantine
        WHERE $1::text IS NULL OR school = $1 ORDER BY last_received_at DESC, digest LIMIT $2::int`,
      [school ?? null, most],
    ),
  );
  if (json) return console.log(JSON.stringify(lines));
  if (lines.length === 0) return console.log('隔离区为空 nothing is in quarantine');
  const rows = lines.map(({ last_received_at, topic, times, payload_bytes, reason }) => [
    ...[last_received_at.toISOString(), topic, String(times), String(payload_bytes), reason],
  ]);
  console.log(textTable(['时间 time', '主题 topic', '次数 times', '字节 bytes', '原因 reason'], rows));
}

/** `lectern hub quarantine retry` */
export async function hubQuarantineRetry({ database, school }: HubQuarantineOptions): Promise<void> {
  const { taken, kept } = await withHubDatabase(database, (open) => retryQuarantine(open, school));
  console.log(`已接收 taken ${taken} · 仍隔离 kept ${kept}`);
}
