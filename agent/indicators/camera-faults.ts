import { cameraNames } from '../lesson/observation.ts';
import type { Timeline } from '../lesson/timeline.ts';
import type { CameraFault } from './indicator.ts';

/** The stretches in which a camera was not in order, each until it was in order again or otherwise wrong. */
export function cameraFaults({ cameras, durationMs }: Pick<Timeline, 'cameras' | 'durationMs'>): CameraFault[] {
  return cameraNames
    .flatMap((name) => {
      const changes = cameras.filter(({ camera }) => camera === name);
      const faults: CameraFault[] = [];
      for (const [i, { atMs, state }] of changes.entries()) {
        const endMs = changes[i + 1]?.atMs ?? durationMs;
        const last = faults.at(-1);
        if (state === 'ok') continue;
        // A sensor that was started again says once more what is wrong.
        if (last?.endMs === atMs && last.state === state) last.endMs = endMs;
        else faults.push({ camera: name, state, startMs: atMs, endMs });
      }
      return faults;
    })
    .sort((a, b) => a.startMs - b.startMs);
}
