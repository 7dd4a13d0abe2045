import type { DeviceStatus, RoomProblem, SourceStatus } from '../../../lesson/room-state.ts';

export interface HealthCheck {
  id: string;
  zh: string;
  en: string;
  state: 'ok' | 'warn' | 'fail';
  detail: string;
  remedy: { zh: string; en: string } | null;
}

export interface MachineHealth {
  version: string;
  /** How long the agent and the machine have been up, seconds. */
  agentUpS: number;
  machineUpS: number;
  nowMs: number;
  timeZone: string;
  sources: SourceStatus[];
  /** The room's hardware; none in a room without any. */
  devices: DeviceStatus[];
  problems: RoomProblem[];
  models: { id: string; hash: string; bytes: number; builtAtMs: number | null }[];
  /** What waits for the hub; times in wall time. */
  backlog: { rows: number; refused: number; oldestMs: number | null; hub: string | null };
  disk: { folder: string; freeBytes: number; sizeBytes: number } | null;
  memory: { freeBytes: number; sizeBytes: number; agentBytes: number };
  /** °C by zone. */
  temperatures: { zone: string; celsius: number }[];
}

export interface LogLine {
  atMs: number;
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  /** The rest of the entry, as JSON. */
  facts: string;
}

export interface MachineControls {
  health(): Promise<MachineHealth>;
  /** Takes up to a minute: each source is opened. */
  doctor(): Promise<HealthCheck[]>;
  /** Of the last hour, oldest first. */
  log(): LogLine[];
  /** A .tar.gz without media, pseudonyms, notes and reports, and without secrets. */
  supportBundle(): Promise<Uint8Array>;
}
