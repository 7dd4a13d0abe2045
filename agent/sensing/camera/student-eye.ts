import type { SensorOutput } from '../process/sensor-process.ts';
import { ClassViewer } from './class-viewer.ts';
import type { Eye } from './eye.ts';
import { openStudentCamera } from './open-student-camera.ts';
import { WatchedCamera } from './watched-camera.ts';

/** How often the seats are told for the self-check, and when for the first time: whoever mounts the camera waits for it. */
const SEATS_EVERY_MS = 30_000;
const FIRST_SEATS_MS = 15_000;

/** Looks at the class, and tells now and then where the seats are. */
export async function openStudentEye(output: Pick<SensorOutput, 'observe'>): Promise<Eye> {
  const { camera, models, sessionsMs } = await openStudentCamera();
  const watched = new WatchedCamera('student', new ClassViewer(camera), output.observe);
  let seatsDueMs: number | undefined;
  return {
    models,
    sessionsMs,
    look: async (frame) => {
      const { atMs, width, height } = frame;
      seatsDueMs ??= atMs + FIRST_SEATS_MS;
      await watched.look(frame);
      if (atMs < seatsDueMs || watched.isAway) return;
      seatsDueMs = atMs + SEATS_EVERY_MS;
      output.observe({ kind: 'seats', atMs, width, height, seats: camera.seatPlaces() });
    },
    lost: (sinceMs) => watched.lost(sinceMs),
    turned: (isAway, atMs) => watched.turned(isAway, atMs),
  };
}
