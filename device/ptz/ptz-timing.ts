import type { UdpLinkTiming } from './udp-link.ts';
import { usualViscaTiming, type ViscaTiming } from './visca-exchange.ts';

export interface PtzTiming extends ViscaTiming, Partial<UdpLinkTiming> {
  /** It is looked at so often while nothing happens, and while it moves, is to move or follows. */
  idleMs: number;
  busyMs: number;
  /** Pause before a camera that did not answer is tried again. */
  silentRetryMs: number;
  /** Pause before something that it refused is asked again, and the first pause before one that misses its preset is sent again. */
  refusedRetryMs: number;
  /** A camera that is switched on may take so long. */
  powerMs: number;
}

export const usualPtzTiming: PtzTiming = {
  ...usualViscaTiming,
  idleMs: 2_000,
  busyMs: 250,
  silentRetryMs: 2_000,
  refusedRetryMs: 30_000,
  powerMs: 20_000,
};
