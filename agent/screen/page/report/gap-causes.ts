import type {
  CameraFaultState,
  Exclusion,
  Gap,
  LessonReport,
  MicrophoneFaultState,
} from '../../../indicators/indicator.ts';
import type { CameraName } from '../../../lesson/observation.ts';
import { type Span, within, without } from '../../../lesson/timeline.ts';

/** Why there is no data. */
export type Cause =
  | { kind: 'excluded'; reason: string | undefined }
  | { kind: 'paused' }
  | { kind: 'camera'; camera: CameraName; state: CameraFaultState }
  | { kind: 'microphone'; state: MicrophoneFaultState }
  | { kind: 'unknown'; track: Gap['track'] };

/** A stretch without data, and why. */
export interface CausedGap extends Span {
  cause: Cause;
  /** How long the cause lasted, as far as that is told: a little longer than its gap, for the last look speaks on for a while. */
  lengthMs: number;
}

/** So soon before or after something was wrong there is no other reason: a sensor takes a while to see again. */
const NEAR_MS = 15_000;

/**
 * Why a track has no data where it has none, in order: the teacher has excluded it, sensing was switched off, its camera or microphone was not in
 * order, or nobody knows.
 */
export function causedGaps(missing: readonly Span[], track: Gap['track'], report: LessonReport): CausedGap[] {
  const pauses = (report.pauses ?? []).map((pause) => during(pause, { kind: 'paused' }));
  const known = [...(report.excluded ?? []).map(excluded), ...pauses, ...faultsOf(track, report)];
  let left = [...missing];
  const gaps: CausedGap[] = [];
  for (const { cause, lengthMs, ...span } of known) {
    for (const { startMs, endMs } of within(left, span)) {
      const isWhole = lengthMs - (endMs - startMs) <= NEAR_MS;
      gaps.push({ startMs, endMs, cause, lengthMs: isWhole ? lengthMs : endMs - startMs });
    }
    left = without(left, span);
  }
  for (const { startMs, endMs } of left) {
    const beside = gaps.find(
      (gap) => gap.cause.kind !== 'excluded' && (gap.endMs === startMs || gap.startMs === endMs),
    );
    const isSliver = endMs - startMs <= NEAR_MS;
    const cause = (isSliver && beside?.cause) || ({ kind: 'unknown', track } as const);
    gaps.push({ startMs, endMs, cause, lengthMs: endMs - startMs });
  }
  return joined(gaps.sort((a, b) => a.startMs - b.startMs));
}

/** All that is missing of a lesson, each cause told once where it concerns several tracks. */
export function gapsOfAll(tracks: readonly (readonly CausedGap[])[]): CausedGap[] {
  const all: CausedGap[] = [];
  for (const gap of tracks.flat()) {
    const same = all.find((other) => isSame(other.cause, gap.cause) && overlap(other, gap));
    if (same) {
      same.startMs = Math.min(same.startMs, gap.startMs);
      same.endMs = Math.max(same.endMs, gap.endMs);
      same.lengthMs = Math.max(same.lengthMs, gap.lengthMs);
    } else all.push({ ...gap });
  }
  return all.sort((a, b) => a.startMs - b.startMs);
}

const excluded = ({ startMs, endMs, reason }: Exclusion): CausedGap => ({
  startMs,
  endMs,
  cause: { kind: 'excluded', reason },
  lengthMs: endMs - startMs,
});

function faultsOf(track: Gap['track'], { cameraFaults = [], microphoneFaults = [] }: LessonReport): CausedGap[] {
  if (track === 'talk') {
    return microphoneFaults
      .filter(({ state }) => state !== 'clipped')
      .map((fault) => during(fault, { kind: 'microphone', state: fault.state }));
  }
  const camera = track === 'students' ? 'student' : 'teacher';
  return cameraFaults
    .filter((fault) => fault.camera === camera)
    .map((fault) => during(fault, { kind: 'camera', camera, state: fault.state }));
}

const during = ({ startMs, endMs }: Span, cause: Cause): CausedGap => {
  return { startMs, endMs, cause, lengthMs: endMs - startMs };
};

/** Neighbours with one cause are one. */
function joined(gaps: readonly CausedGap[]): CausedGap[] {
  const all: CausedGap[] = [];
  for (const gap of gaps) {
    const last = all.at(-1);
    if (last && last.endMs === gap.startMs && isSame(last.cause, gap.cause)) {
      last.endMs = gap.endMs;
      last.lengthMs = Math.max(last.lengthMs, last.endMs - last.startMs);
    } else all.push({ ...gap });
  }
  return all;
}

const isSame = (a: Cause, b: Cause): boolean => JSON.stringify(a) === JSON.stringify(b);
const overlap = (a: Span, b: Span): boolean => a.startMs < b.endMs && b.startMs < a.endMs;
