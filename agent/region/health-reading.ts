import type { PublishedHealth } from '../../provisioning/contract/health-message.ts';
import { CpuShare } from '../health/cpu-share.ts';
import { diskSpace, residentBytes, temperatures } from '../health/machine-figures.ts';
import type { RoomState } from '../lesson/room-state.ts';
import type { Outbox } from '../store/outbox.ts';

const THERMAL = '/sys/class/thermal';

export interface HealthReadingOptions {
  version: string;
  /** The agent's; whose disk is told of. */
  folder: string;
  /** Processes of the sensors that run. */
  sensorPids(): Iterable<number>;
  state(): RoomState;
  outbox: Outbox;
  thermalFolder?: string;
}

/** Reads how the machine is, as the region is told it; every call tells the processors' work since the one before. */
export function healthReading(options: HealthReadingOptions): () => Promise<Omit<PublishedHealth, 'periodS'>> {
  const { version, folder, sensorPids, state, outbox, thermalFolder = THERMAL } = options;
  const cpu = new CpuShare();
  return async () => {
    const { freeBytes, sizeBytes } = await diskSpace(folder);
    const celsius = [...(await temperatures(thermalFolder)).values()];
    const memory = await Promise.all([residentBytes('self'), ...[...sensorPids()].map(residentOrNone)]);
    const { why, sources } = state();
    const { rows, bytes, oldestMs } = outbox.backlog();
    const dropped = { lesson: 0, audit: 0, health: 0, environment: 0 };
    for (const { channel, count } of outbox.dropped()) {
      // Answers to commands are put down like everything else that must be possible to look up.
      const kind = Object.hasOwn(dropped, channel) ? (channel as keyof typeof dropped) : 'audit';
      dropped[kind] += count;
    }
    return {
      uptimeS: Math.round(process.uptime()),
      version,
      cpuShare: cpu.take(),
      memoryBytes: memory.reduce((sum, each) => sum + each, 0),
      diskFreeBytes: freeBytes,
      diskSizeBytes: sizeBytes,
      temperatureC: celsius.length > 0 ? Math.max(...celsius) : null,
      clockBelieved: why !== 'clock-unknown',
      sources: sources.map((source) => ({ name: source.name, live: source.state === 'live' })),
      outbox: { rows, bytes, oldestS: oldestMs === null ? null : Math.max(0, Math.round(oldestMs / 1000)) },
      dropped,
    };
  };
}

/** A sensor may end while it is looked at. */
async function residentOrNone(pid: number): Promise<number> {
  return await residentBytes(pid).catch(() => 0);
}
