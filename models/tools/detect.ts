import { Command } from 'commander';
import { classroomTilings, FaceDetector } from '../../agent/sensing/camera/face-detector.ts';
import { corrected, eachHeadOnce, placeOf } from '../../agent/sensing/camera/found-face.ts';
import type { Box } from '../../agent/sensing/camera/picture.ts';
import { jointNames, PoseEstimator } from '../../agent/sensing/camera/pose-estimator.ts';
import { fitsRoom } from '../../agent/sensing/camera/seat-perspective.ts';
import { handProbability, headProbability, loadStudentJudges } from '../../agent/sensing/camera/student-judges.ts';
import { type StudentView, StudentViewer, studentSquare } from '../../agent/sensing/camera/student-view.ts';
import { loadModel } from '../session.ts';
import { headOfFace } from './head-box.ts';
import { readStill } from './still-picture.ts';

/** The faintest face the student camera looks at; the state net sorts out what is none. */
const FAINT_SCORE = 0.2;
const HEAD_THRESHOLD = 0.65;
const HAND_THRESHOLD = 0.5;

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
  .option('--threshold <score>', 'least probability of a head, 0..1', Number, HEAD_THRESHOLD)
  .option('--json', 'print one JSON document (boxes and joints in pixels of the picture, yaw in degrees)')
  .action(async (images: string[], options: { threshold: number; json?: boolean }) => {
    const models = {
      faces: await loadModel(FaceDetector.model),
      states: await loadModel(StudentViewer.model),
      poses: await loadModel(PoseEstimator.model),
    };
    const [detector, viewer] = [new FaceDetector(models.faces), new StudentViewer(models.states)];
    const [estimator, judges] = [new PoseEstimator(models.poses), loadStudentJudges()];
    const sessionsMs = () => Object.values(models).reduce((sum, model) => sum + model.sessionsMs, 0);
    const results: Detection[] = [];
    for (const image of images) {
      const picture = await readStill(image);
      const sessionsBefore = sessionsMs();
      const start = performance.now();
      const found = await detector.find(picture, classroomTilings(picture.width), FAINT_SCORE);
      const views = await viewer.judge(picture, found.map(studentSquare));
      const judged = found.map((face, i) => {
        const view = views[i]!;
        return { ...corrected(face, view), view, there: headProbability(judges, face, view) };
      });
      const heads: Detection['heads'] = [];
      const people: Detection['people'] = [];
      const likely = eachHeadOnce(judged.filter(({ there }) => there >= options.threshold));
      const fits = fitsRoom(likely.map(placeOf));
      for (const face of likely) {
        if (!fits(placeOf(face))) continue;
        const pose = await estimator.estimate(picture, studentSquare(face));
        heads.push(head(face, face.there, face.view));
        people.push({
          joints: jointNames.map((name) => [pose[name].x, pose[name].y, pose[name].score]),
          handRaised: handProbability(judges, face, face.view, pose) > HAND_THRESHOLD,
        });
      }
      const ms = { total: performance.now() - start, sessions: sessionsMs() - sessionsBefore };
      results.push({ image, width: picture.width, height: picture.height, heads, people, ms });
    }
    if (options.json) console.log(JSON.stringify(results));
    else for (const result of results) console.log(line(result));
  });

/** @param score probability that it is a head, 0..1 */
function head(face: Box, score: number, view: StudentView): Detection['heads'][number] {
  const [x, y, w, h] = headOfFace(face) as [number, number, number, number];
  return { x, y, w, h, score, yaw: view.yawDeg };
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
