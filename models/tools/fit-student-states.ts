import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { FaceDetector } from '../../agent/sensing/camera/face-detector.ts';
import { type Logistic, probability } from '../../agent/sensing/camera/logistic.ts';
import { PoseEstimator } from '../../agent/sensing/camera/pose-estimator.ts';
import { bowFeatures, handFeatures, poseSquare } from '../../agent/sensing/camera/student-states.ts';
import { loadModel } from '../session.ts';
import { type Example, fitLogistic } from './fit-logistic.ts';
import { labelFaces, labelledStills } from './labelled-stills.ts';
import { readStill } from './still-picture.ts';

const FOLDS = 4;
/** The faintest face the student camera works with. */
const THRESHOLD = 0.2;

type RoomExample = Example & { room: string };

new Command('fit-student-states')
  .description('Fits the judges of bowed heads and raised hands on labelled stills and writes student-states.json.')
  .argument('<folder>', 'folder of roomNN.json and their pictures')
  .action(async (folder: string) => {
    const detector = new FaceDetector(await loadModel(FaceDetector.model));
    const estimator = new PoseEstimator(await loadModel(PoseEstimator.model));
    const stills = labelledStills(folder);
    const bowed: RoomExample[] = [];
    const hands: RoomExample[] = [];
    for (const [index, still] of stills.entries()) {
      const picture = await readStill(still.path);
      const faces = await detector.find(picture, { tile: 256, overlap: 80, threshold: THRESHOLD });
      for (const [face, person] of labelFaces(faces, still.people)) {
        if (person?.role !== 'student') continue;
        const pose = await estimator.estimate(picture, poseSquare(face));
        const down = person.headDown === true || person.slumped === true;
        bowed.push({ room: still.room, features: bowFeatures(face), label: down });
        hands.push({ room: still.room, features: handFeatures(face, pose), label: person.handRaised === true });
      }
      if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${stills.length} pictures`);
    }
    report('head bowed', bowed, 0.5);
    report('hand raised', hands, 0.6);
    const rooms = new Set(stills.map((still) => still.room)).size;
    const fittedOn = `${stills.length} labelled stills of ${rooms} rendered classrooms`;
    const states = { fittedOn, headBowed: fitLogistic(bowed), handRaised: fitLogistic(hands) };
    const file = new URL('../../agent/sensing/camera/student-states.json', import.meta.url);
    writeFileSync(file, `${JSON.stringify(states, null, 2)}\n`);
  })
  .parseAsync();

/** Prints how the fit does on rooms it has not seen. */
function report(what: string, examples: readonly RoomExample[], threshold: number): void {
  const rooms = [...new Set(examples.map((example) => example.room))];
  const counts = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = new Set(rooms.filter((_, i) => i % FOLDS === fold));
    const model: Logistic = fitLogistic(examples.filter((example) => !held.has(example.room)));
    for (const { room, features, label } of examples) {
      if (!held.has(room)) continue;
      const said = probability(model, features) > threshold;
      counts[said ? (label ? 'truePositive' : 'falsePositive') : label ? 'falseNegative' : 'trueNegative']++;
    }
  }
  const { truePositive: tp, falsePositive: fp, falseNegative: fn } = counts;
  console.log(
    `${what}: recall ${(tp / (tp + fn)).toFixed(3)}, precision ${(tp / (tp + fp)).toFixed(3)} on rooms not fitted on`,
    counts,
  );
}
