import { loadModel } from '../../../models/session.ts';
import type { CameraName, TeacherObservation } from '../../lesson/observation.ts';
import type { RoomPlan } from '../../lesson/room-plan.ts';
import type { SensorOutput } from '../process/sensor-process.ts';
import type { Eye } from './eye.ts';
import { PeopleFinder } from './pose-estimator.ts';
import { steadied } from './steady-picture.ts';
import { TeacherCamera } from './teacher-camera.ts';
import { WatchedCamera } from './watched-camera.ts';

/**
 * Looks for the teacher in one camera's pictures. How the camera is, only the eye whose own camera it is tells: the
 * student camera's is another one. It moves a frame that is not steady, so it must be the last to look at one.
 */
export async function openTeacherEye(
  name: CameraName,
  roomPlan: RoomPlan | null,
  output: Pick<SensorOutput, 'observe'>,
): Promise<Eye> {
  const people = await loadModel(PeopleFinder.model);
  const camera = new TeacherCamera(new PeopleFinder(people), roomPlan, name);
  // The room plan holds for the view that was measured: a small shift is undone, in another view nothing is said.
  const offset = { x: 0, y: 0 };
  const watched = new WatchedCamera<TeacherObservation>(
    name,
    {
      look: async (frame) => {
        steadied(frame, offset.x, offset.y);
        return camera.look(frame);
      },
      moved: (dx, dy) => {
        offset.x += dx;
        offset.y += dy;
      },
      relearn: () => {},
    },
    (observation) => {
      if (observation.kind !== 'camera' || name === 'teacher') output.observe(observation);
    },
  );
  return {
    models: { [people.id]: people.version },
    sessionsMs: () => people.sessionsMs,
    look: (frame) => watched.look(frame),
    lost: (sinceMs) => watched.lost(sinceMs),
    turned: (isAway, atMs) => watched.turned(isAway, atMs),
  };
}
