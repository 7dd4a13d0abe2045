import { Command } from 'commander';
import { classroomTiling, type Face, FaceDetector } from '../../agent/sensing/camera/face-detector.ts';
import { jointNames, PoseEstimator } from '../../agent/sensing/camera/pose-estimator.ts';
import { handProbability, loadStudentStates, poseSquare } from '../../agent/sensing/camera/student-states.ts';
import { loadModel } from '../session.ts';
import { readStill } from './still-picture.ts';

const HAND_THRESHOLD = 0.6;

/**
 * Where the whole head (hair included) lies around a face, as multiples of the face box: means over the labelled
 * classroom stills.
 */
const HEAD = { shiftX: 0.08, shiftY: -0.34, width: 1.48, height: 1.8 };

interface Detection {
  image: string;
  width: number;
  height: number;
  heads: { x: number; y: number; w: number; h: number; score: number; yaw: number | null }[];
  people: { joints: [number, number, number][]; handRaised: boolean }[];
  ms: { total: number; sessions: number };
}

const program = new Command('detect')
  .description('Finds heads and raised hands in classroom pictures, as the student camera does in one look.')
  .argument('<image...>', 'picture files')
  .option('--threshold <score>', 'least score of a face, 0..1', Number, classroomTiling.threshold)
  .option('--json', 'print one JSON document (boxes and joints in pixels of the picture)')
  .action(async (images: string[], options: { threshold: number; json?: boolean }) => {
    const faces = await loadModel(FaceDetector.model);
    const poses = await loadModel(PoseEstimator.model);
    const [detector, estimator, states] = [new FaceDetector(faces), new PoseEstimator(poses), loadStudentStates()];
    const results: Detection[] = [];
    for (const image of images) {
      const picture = await readStill(image);
      const sessionsBefore = faces.sessionsMs + poses.sessionsMs;
      const start = performance.now();
      const found = await detector.find(picture, { ...classroomTiling, threshold: options.threshold });
      const people: Detection['people'] = [];
      for (const face of found) {
        const pose = await estimator.estimate(picture, poseSquare(face));
        people.push({
          joints: jointNames.map((name) => [pose[name].x, pose[name].y, pose[name].score]),
          handRaised: handProbability(states, face, pose) > HAND_THRESHOLD,
        });
      }
      const ms = { total: performance.now() - start, sessions: faces.sessionsMs + poses.sessionsMs - sessionsBefore };
      results.push({ image, width: picture.width, height: picture.height, heads: found.map(head), people, ms });
    }
    if (options.json) console.log(JSON.stringify(results));
    else for (const result of results) console.log(line(result));
  });

function head(face: Face): Detection['heads'][number] {
  const [w, h] = [face.w * HEAD.width, face.h * HEAD.height];
  const x = face.x + face.w * (0.5 + HEAD.shiftX) - w / 2;
  const y = face.y + face.h * (0.5 + HEAD.shiftY) - h / 2;
  return { x, y, w, h, score: face.score, yaw: null };
}

function line({ image, heads, people, ms }: Detection): string {
  const hands = people.filter((person) => person.handRaised).length;
  return `${image}: ${heads.length} heads, ${hands} hands up, ${ms.total.toFixed(0)} ms (${ms.sessions.toFixed(0)} ms in the models)`;
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`detect: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
