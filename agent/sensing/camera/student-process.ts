import { loadModel } from '../../../models/session.ts';
import { probeVideo } from '../capture/media-probe.ts';
import { videoFrames, workingFormat } from '../capture/video-frames.ts';
import { runSensorProcess } from '../process/sensor-process.ts';
import { FaceDetector } from './face-detector.ts';
import { PoseEstimator } from './pose-estimator.ts';
import { StudentCamera } from './student-camera.ts';
import { loadStudentStates } from './student-states.ts';

/** The process of the camera that looks at the class. */
runSensorProcess(async ({ source, samplesPerS }, output, signal) => {
  const stream = await probeVideo(source.path);
  const faces = await loadModel(FaceDetector.model);
  const poses = await loadModel(PoseEstimator.model);
  const camera = new StudentCamera(new FaceDetector(faces), new PoseEstimator(poses), loadStudentStates());
  output.ready({ [faces.id]: faces.version, [poses.id]: poses.version }, stream.durationS && stream.durationS * 1000);
  let mediaMs = source.startAtMs;
  for await (const frame of videoFrames(source, stream, workingFormat(stream, samplesPerS), signal)) {
    output.observe(await camera.look(frame));
    mediaMs = frame.atMs + 1000 / samplesPerS;
    output.progress(mediaMs);
  }
  return { mediaMs, sessionsMs: faces.sessionsMs + poses.sessionsMs };
});
