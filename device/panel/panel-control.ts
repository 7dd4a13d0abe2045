import type { DeviceFault } from '../device-fault.ts';
import type { DriverNews } from '../process/device-message.ts';

export type PanelPower = Extract<DriverNews, { says: 'panel' }>['power'];

/** How a panel or projector is by its own word. */
export interface PanelStatus {
  power: PanelPower;
  lampHours: number | null;
  /** What it complains of, such as `lamp`, `filter`, `temperature`. */
  complaints: string[];
  /** As the panel itself calls it; null: not known. */
  source: string | null;
}

/** A way to speak with a panel or projector: PJLink, or its maker's commands. */
export interface PanelControl {
  /** For people: the port, or the address in the network. */
  readonly where: string;
  /** @returns what is wrong with the name of a source, null when it may be had */
  faultOfSource(source: string): DeviceFault | null;
  /** Keeps the way open, where there is one to keep, until `signal` aborts. Never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** What it is, as far as it says. @throws DeviceFault */
  identity(): Promise<string | null>;
  /** @throws DeviceFault when it does not answer, or its answer is none */
  status(): Promise<PanelStatus>;
  /** @returns whether it took the order; one that is busy, as while it warms up, does not @throws DeviceFault */
  setPower(on: boolean): Promise<boolean>;
  /** @returns as `setPower` @throws DeviceFault */
  setSource(source: string): Promise<boolean>;
  /** Whether it shows the source of this name; null: it does not say. */
  isAt(status: PanelStatus, source: string): boolean | null;
  /** Lets go of what need not be kept. */
  rest(): void;
}
