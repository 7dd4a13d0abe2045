import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { FleetPublisher } from '../../hub/simulator/fleet-publisher.ts';
import { SimulatedFleet } from '../../hub/simulator/simulated-fleet.ts';
import { UsageError } from './exit-code.ts';
import { brokerOf, type HubBrokerOptions } from './hub-ingest.ts';
import { stopSignal } from './stop-signal.ts';

export interface HubSimulateOptions extends HubBrokerOptions {
  rooms: number;
  from?: string;
  minutes: number;
  speed: number;
  connections: number;
  seed: number;
}

const MINUTE_MS = 60_000;
/** So long the hub may take for what is still on its way. */
const PATIENCE_MS = 10_000;

class BrokerAwayError extends Error {
  readonly code = 'HUB_BROKER';
}

/** `lectern hub simulate` */
export async function hubSimulate(options: HubSimulateOptions): Promise<void> {
  const { rooms, minutes, speed, connections, seed } = options;
  const fromMs = options.from === undefined ? Date.now() : Date.parse(options.from);
  if (Number.isNaN(fromMs)) throw new UsageError(`--from ${options.from}: a time such as 2026-09-01T08:00:00+08:00`);
  const { url, tls = {}, ...login } = brokerOf(options);
  const files = Object.entries(tls).map(([name, file]) => [name, readFileSync(file)]);
  const signal = stopSignal();
  const fleet = new SimulatedFleet({ rooms: Math.round(rooms), seed });
  const publisher = new FleetPublisher({
    ...{ url, connections: Math.round(connections), tls: Object.fromEntries(files) },
    ...login,
  });
  await publisher.start().catch((error: Error) => {
    throw new BrokerAwayError(`${url}: ${error.message}`);
  });
  const startedMs = performance.now();
  for (let minute = 0; minute < minutes && !signal.aborted; minute++) {
    for (const message of fleet.minute(fromMs + minute * MINUTE_MS)) await publisher.publish(message);
    const dueMs = speed === 0 ? 0 : startedMs + ((minute + 1) * MINUTE_MS) / speed;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => {});
  }
  for (let waitedMs = 0; publisher.waiting > 0 && waitedMs < PATIENCE_MS && !signal.aborted; waitedMs += 100)
    await delay(100);
  await publisher.stop();
  const { published, owed, accepted, refused } = publisher.counts;
  const elapsedS = (performance.now() - startedMs) / 1000;
  console.log(
    `已发送 published ${published} (${(published / elapsedS).toFixed(0)}/s) · 应答 acknowledged ${accepted} of ${owed} · 拒绝 refused ${refused}`,
  );
}
