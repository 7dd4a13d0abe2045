import type { SetupSource } from './configuration.ts';

/** Why a preview is not open any more. */
export const previewEnds = ['closed', 'unused', 'time-over', 'lesson', 'sensing-off', 'no-lamp', 'failed'] as const;
export type PreviewEnd = (typeof previewEnds)[number];

export interface PreviewStatus {
  state: 'closed' | 'opening' | 'live';
  /** What is shown, or was last. */
  source: SetupSource | null;
  /** Why it is closed; null before the first. */
  why: PreviewEnd | null;
  /** What went wrong. */
  cause: { code: string; message: string } | null;
  /** Size of the source's own pictures, pixels. */
  width: number | null;
  height: number | null;
  /** How loud a microphone is now, dB relative to full scale. */
  level: { rmsDbfs: number; peakDbfs: number } | null;
  /** Seconds until it ends by itself. */
  leftS: number;
}

/** One source at a time, shown to school IT while it is set up. Nothing of it is kept anywhere. */
export interface PreviewControls {
  /** Opens a source as it is configured now, also when that is not applied yet; what was open before is closed. */
  open(source: SetupSource): PreviewStatus;
  /** Keeps it open. */
  status(): PreviewStatus;
  /** The newest picture (JPEG), null before the first; keeps it open. Refused when that source is not open. */
  picture(source: SetupSource): Uint8Array | null;
  /** Closes the preview of a source; nothing happens when another one is open. */
  close(source: SetupSource): void;
}
