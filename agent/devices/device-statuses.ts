import type { DeviceKind, DevicesSettings } from '../../device/device-settings.ts';
import type { DriverNews } from '../../device/process/device-message.ts';
import type { DeviceStatus } from '../lesson/room-state.ts';

/** A device that fails for a moment, as when its plug is moved, is nobody's business. */
const PATIENCE_MS = 15_000;

/** The code of a kind of device that somebody should mend: `DEVICE_PTZ`. */
export const deviceProblem = (kind: DeviceKind) => `DEVICE_${kind.toUpperCase()}`;

/** What is wrong with a device. */
interface Fault {
  /** When it began to be faulty, or to work only now and then. */
  sinceMs: number;
  /** Since when it works; null while it does not. */
  wellSinceMs: number | null;
  cause: DeviceStatus['cause'];
  /** It is somebody's business. */
  isTold: boolean;
}

/** How each piece of the room's hardware is, by what its driver last said. */
export class DeviceStatuses {
  readonly #monotonicMs: () => number;
  readonly #devices: Map<string, DeviceStatus>;
  readonly #faulty = new Map<string, Fault>();

  constructor(devices: DevicesSettings, monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#devices = new Map(
      Object.entries(devices).map(([name, { kind }]) => [name, { name, kind, state: 'connecting' }]),
    );
  }

  get all(): DeviceStatus[] {
    return [...this.#devices.values()];
  }

  note(name: string, news: DriverNews): void {
    const before = this.#devices.get(name);
    if (!before) return;
    this.#devices.set(name, noted(before, news));
    const { state, cause } = this.#devices.get(name)!;
    const nowMs = this.#monotonicMs();
    const known = this.#faulty.get(name);
    if (state === 'faulty')
      this.#faulty.set(name, {
        sinceMs: known?.sinceMs ?? nowMs,
        wellSinceMs: null,
        cause,
        isTold: known?.isTold ?? false,
      });
    else if (known && state === 'ok') known.wellSinceMs ??= nowMs;
  }

  /** The process with the drivers is gone: nothing is known of any. */
  forget(): void {
    for (const { name, kind } of this.all) this.#devices.set(name, { name, kind, state: 'connecting' });
    this.#faulty.clear();
  }

  /** What is wrong with the devices of a kind, each with what to do; null when nothing has been for long enough. */
  problem(kind: DeviceKind): string | null {
    this.#weigh();
    const sick = this.all.filter((device) => device.kind === kind && this.#faulty.get(device.name)?.isTold);
    const words = sick.map(({ name }) => `${name}: ${this.#faulty.get(name)?.cause?.message ?? 'is faulty'}`);
    return words.length === 0 ? null : words.join('; ');
  }

  /** One that fails again and again, each time for a moment, is sick too; one that has worked for long enough is not. */
  #weigh(): void {
    const nowMs = this.#monotonicMs();
    for (const [name, fault] of [...this.#faulty]) {
      const { sinceMs, wellSinceMs, cause } = fault;
      if (wellSinceMs !== null && nowMs - wellSinceMs >= PATIENCE_MS) this.#faulty.delete(name);
      else if (isSwitchedOff(this.#devices.get(name)!.kind, cause)) fault.isTold = false;
      else if (wellSinceMs === null && nowMs - sinceMs >= PATIENCE_MS) fault.isTold = true;
    }
  }
}

/** A panel or projector that does not answer at all may have been switched off at the mains, as every night. */
const isSwitchedOff = (kind: DeviceKind, cause: DeviceStatus['cause']) =>
  kind === 'panel' && (cause?.code === 'DEVICE_ABSENT' || cause?.code === 'DEVICE_SILENT');

function noted(before: DeviceStatus, news: DriverNews): DeviceStatus {
  switch (news.says) {
    case 'state': {
      const { cause, ...rest } = before;
      return { ...rest, state: news.state, ...(news.cause && { cause: news.cause }) };
    }
    case 'identity':
      return { ...before, identity: news.text };
    case 'panel': {
      const { power, lampHours, complaints } = news;
      return { ...before, panel: { power, lampHours, complaints } };
    }
    default:
      return before;
  }
}
