import type { DeviceKind, DevicesSettings } from '../../device/device-settings.ts';
import type { DriverNews } from '../../device/process/device-message.ts';
import type { DeviceStatus } from '../lesson/room-state.ts';

/** A device that fails for a moment, as when its plug is moved, is nobody's business. */
const PATIENCE_MS = 15_000;

/** The code of a kind of device that somebody should mend: `DEVICE_PTZ`. */
export const deviceProblem = (kind: DeviceKind) => `DEVICE_${kind.toUpperCase()}`;

/** How each piece of the room's hardware is, by what its driver last said. */
export class DeviceStatuses {
  readonly #monotonicMs: () => number;
  readonly #devices: Map<string, DeviceStatus>;
  readonly #faultySinceMs = new Map<string, number>();

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
    const isFaulty = this.#devices.get(name)!.state === 'faulty';
    if (!isFaulty) this.#faultySinceMs.delete(name);
    else if (!this.#faultySinceMs.has(name)) this.#faultySinceMs.set(name, this.#monotonicMs());
  }

  /** The process with the drivers is gone: nothing is known of any. */
  forget(): void {
    for (const { name, kind } of this.all) this.#devices.set(name, { name, kind, state: 'connecting' });
    this.#faultySinceMs.clear();
  }

  /** What is wrong with the devices of a kind, each with what to do; null when nothing has been for long enough. */
  problem(kind: DeviceKind): string | null {
    const nowMs = this.#monotonicMs();
    const sick = this.all.filter(
      (device) =>
        device.kind === kind &&
        !isSwitchedOff(device) &&
        nowMs - (this.#faultySinceMs.get(device.name) ?? nowMs) >= PATIENCE_MS,
    );
    return sick.length === 0
      ? null
      : sick.map(({ name, cause }) => `${name}: ${cause?.message ?? 'is faulty'}`).join('; ');
  }
}

/** A panel or projector that does not answer at all may have been switched off at the mains, as every night. */
const isSwitchedOff = ({ kind, cause }: DeviceStatus) =>
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
