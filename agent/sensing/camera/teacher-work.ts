import { loadModel } from '../../../models/session.ts';
import type { CameraName, TeacherObservation } from '../../lesson/observation.ts';
import { probeVideo } from '../capture/media-probe.ts';
import { videoFrames, workingFormat } from '../capture/video-frames.ts';
import type { SensorWork } from '../process/sensor-process.ts';
import { PeopleFinder } from './pose-estimator.ts';
import { steadied } from './steady-picture.ts';
import { TeacherCamera } from './teacher-camera.ts';
import { WatchedCamera } from './watched-camera.ts';

/**
 * Looks for the teacher in one camera's pictures, from the first to the last. How the camera is, only the process whose
 * own camera it is tells: the student camera's is another one.
 */
export function teacherWork(name: CameraName): SensorWork {
  return async ({ source, samplesPerS, roomPlan }, output, signal) => {
    const stream = await probeVideo(source.path);
    const people = await loadModel(PeopleFinder.model);
    const camera = new TeacherCamera(new PeopleFinder(people), roomPlan, name);
    output.ready({ [people.id]: people.version }, stream.durationS && stream.durationS * 1000);
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
    let mediaMs = source.startAtMs;
    for await (const frame of videoFrames(source, stream, workingFormat(stream, samplesPerS), signal)) {
      await watched.look(frame);
      mediaMs = frame.atMs + 1000 / samplesPerS;
      output.progress(mediaMs);
    }
    return { mediaMs, sessionsMs: people.sessionsMs };
  };
}
