import { probeVideo } from '../capture/media-probe.ts';
import { videoFrames, workingFormat } from '../capture/video-frames.ts';
import { runSensorProcess } from '../process/sensor-process.ts';
import { ClassViewer } from './class-viewer.ts';
import { openStudentCamera } from './open-student-camera.ts';
import { WatchedCamera } from './watched-camera.ts';

/** How often the seats are told for the self-check. */
const SEATS_EVERY_MS = 30_000;

/** The process of the camera that looks at the class. */
runSensorProcess(async ({ source, samplesPerS }, output, signal) => {
  const stream = await probeVideo(source.path);
  const { camera, models, sessionsMs } = await openStudentCamera();
  output.ready(models, stream.durationS && stream.durationS * 1000);
  const watched = new WatchedCamera('student', new ClassViewer(camera), output.observe);
  let mediaMs = source.startAtMs;
  let seatsDueMs = mediaMs + SEATS_EVERY_MS;
  for await (const frame of videoFrames(source, stream, workingFormat(stream, samplesPerS), signal)) {
    await watched.look(frame);
    if (frame.atMs >= seatsDueMs) {
      seatsDueMs = frame.atMs + SEATS_EVERY_MS;
      const { atMs, width, height } = frame;
      output.observe({ kind: 'seats', atMs, width, height, seats: camera.seatPlaces() });
    }
    mediaMs = frame.atMs + 1000 / samplesPerS;
    output.progress(mediaMs);
  }
  return { mediaMs, sessionsMs: sessionsMs() };
});
