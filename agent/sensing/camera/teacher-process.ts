import { loadModel } from '../../../models/session.ts';
import type { TeacherObservation } from '../../lesson/observation.ts';
import { probeVideo } from '../capture/media-probe.ts';
import { type Frame, videoFrames, workingFormat } from '../capture/video-frames.ts';
import { runSensorProcess } from '../process/sensor-process.ts';
import { PeopleFinder } from './pose-estimator.ts';
import { TeacherCamera } from './teacher-camera.ts';

/** The process of the camera that looks at the teacher. */
runSensorProcess(async ({ source, samplesPerS, roomPlan }, output, signal) => {
  const stream = await probeVideo(source.path);
  const people = await loadModel(PeopleFinder.model);
  const camera = roomPlan?.cameras.teacher ? new TeacherCamera(new PeopleFinder(people), roomPlan) : null;
  output.ready({ [people.id]: people.version }, stream.durationS && stream.durationS * 1000);
  let mediaMs = source.startAtMs;
  for await (const frame of videoFrames(source, stream, workingFormat(stream, samplesPerS), signal)) {
    output.observe(camera ? await camera.look(frame) : withoutPlan(frame));
    mediaMs = frame.atMs + 1000 / samplesPerS;
    output.progress(mediaMs);
  }
  return { mediaMs, sessionsMs: people.sessionsMs };
});

/** Without a room plan a place in the picture means nothing: the teacher's zone is "not enough data". */
function withoutPlan({ atMs }: Frame): TeacherObservation {
  return { kind: 'teacher', atMs, present: null, zone: null, xM: null, yM: null, facingBoard: null, writing: null };
}
