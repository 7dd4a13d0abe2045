import { once } from 'node:events';
import { IngestPool } from '../../hub/ingest/ingest-pool.ts';
import type { IngestOptions } from '../../hub/ingest/worker-options.ts';
import { UsageError } from './exit-code.ts';
import { stopSignal } from './stop-signal.ts';

export interface HubBrokerOptions {
  broker: string;
  ca?: string;
  cert?: string;
  key?: string;
  username?: string;
}

export interface HubIngestOptions extends HubBrokerOptions {
  database: string;
  workers: number;
  name: string;
  group: string;
  metricsPort?: number;
}

const NAME = /^[A-Za-z0-9_.-]{1,60}$/;

/** Where the broker is and how the hub shows who it is, as the connection takes it. */
export function brokerOf(options: HubBrokerOptions): IngestOptions['broker'] {
  const { broker: url, ca, cert, key, username } = options;
  if (!/^(mqtts?|wss?):\/\/./.test(url) || !URL.canParse(url)) {
    throw new UsageError(`--broker ${url}: must be mqtt://host:port, mqtts://, ws:// or wss://`);
  }
  const password = process.env.LECTERN_HUB_BROKER_PASSWORD;
  return {
    url,
    tls: { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) },
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}

/** `lectern hub ingest`: runs until it is stopped. */
export async function hubIngest(options: HubIngestOptions): Promise<void> {
  const { database, workers, name, group, metricsPort } = options;
  for (const [option, value] of Object.entries({ name, group })) {
    if (!NAME.test(value)) throw new UsageError(`--${option} ${value}: 1 to 60 letters, digits, "_", "." or "-"`);
  }
  if (!Number.isInteger(workers)) throw new UsageError('--workers must be a whole number');
  const signal = stopSignal();
  const log = (line: string) => console.error(`${new Date().toISOString()} ${line}`);
  const pool = new IngestPool({
    broker: brokerOf(options),
    database,
    name,
    group,
    workers,
    log,
    ...(metricsPort !== undefined && { metricsPort }),
  });
  try {
    await pool.start();
    log(`接收 ingest ${name} · broker ${withoutPassword(options.broker)} · workers ${workers}`);
    if (pool.metricsUrl) log(`metrics ${pool.metricsUrl}`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await pool.stop();
    log(pool.line());
  }
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.href;
}
