import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { classroomTilings, FaceDetector } from '../../agent/sensing/camera/face-detector.ts';
import { corrected } from '../../agent/sensing/camera/found-face.ts';
import { type Logistic, probability } from '../../agent/sensing/camera/logistic.ts';
import { PoseEstimator } from '../../agent/sensing/camera/pose-estimator.ts';
import { handFeatures, headFeatures } from '../../agent/sensing/camera/student-judges.ts';
import { StudentViewer, studentSquare } from '../../agent/sensing/camera/student-view.ts';
import { loadModel } from '../session.ts';
import { headOfFace, meets } from '../tools/head-box.ts';
import { readStill } from '../tools/still-picture.ts';
import { type Example, fitLogistic } from './fit-logistic.ts';
import { type LabelledRoom, readRoom } from './labelled-room.ts';
import { drawDegradation, readDegraded } from './still-variants.ts';

const FOLDS = 4;
/** The faintest face the student camera works with. */
const THRESHOLD = 0.2;

const photographsSchema = z.array(z.object({ image: z.string(), heads: z.array(z.tuple([z.number(), z.number()])) }));

type RoomExample = Example & { room: string };

await new Command('fit-student-judges')
  .description(
    'Fits the judges of heads and raised hands on rooms the state net was not trained on; writes student-judges.json.',
  )
  .argument('<folder...>', 'folders of labelled rooms')
  .requiredOption('--rooms <name...>', 'names of the rooms to fit on: those kept for the test of the state net')
  .requiredOption(
    '--photographs <file>',
    'labelled photographs: [{"image", "heads": [[x, y]…]}], middles of heads in pixels',
  )
  .action(async (folders: string[], { rooms: names, photographs }: { rooms: string[]; photographs: string }) => {
    const detector = new FaceDetector(await loadModel(FaceDetector.model));
    const viewer = new StudentViewer(await loadModel(StudentViewer.model));
    const estimator = new PoseEstimator(await loadModel(PoseEstimator.model));
    const heads: RoomExample[] = [];
    const hands: RoomExample[] = [];
    let random = 0.5;
    for (const room of folders.flatMap(roomsOf).filter(({ name }) => names.includes(name))) {
      for (const [index, still] of room.stills.entries()) {
        random = (random * 997 + 0.123) % 1;
        const how = drawDegradation(() => (random = (random * 997 + 0.123) % 1));
        const scale = index % 2 === 0 ? 1 : Math.max(0.6, how.scale);
        const picture = scale === 1 ? await readStill(still.path) : await readDegraded(still.path, { ...how, scale });
        const faces = await detector.find(picture, classroomTilings(picture.width), THRESHOLD);
        const views = await viewer.judge(picture, faces.map(studentSquare));
        for (const [i, detected] of faces.entries()) {
          const view = views[i]!;
          const face = corrected(detected, view);
          const person = still.people.find(
            ({ head }) =>
              head &&
              meets(
                headOfFace(face),
                head.map((value) => value * scale),
              ),
          );
          heads.push({ room: room.name, features: headFeatures(detected, view), label: person !== undefined });
          if (person?.role !== 'student') continue;
          const pose = await estimator.estimate(picture, studentSquare(face));
          hands.push({ room: room.name, features: handFeatures(face, view, pose), label: person.handRaised });
        }
      }
      console.error(`${room.name}: ${heads.length} faces`);
    }
    const pictured: RoomExample[] = [];
    for (const { path, heads: middles } of labelledPhotographs(photographs)) {
      const picture = await readStill(path);
      const faces = await detector.find(picture, classroomTilings(picture.width), THRESHOLD);
      const views = await viewer.judge(picture, faces.map(studentSquare));
      for (const [i, face] of faces.entries()) {
        const found = headOfFace(corrected(face, views[i]!));
        const label = middles.some(([x, y]) => meets(found, [x, y, 0, 0]));
        pictured.push({ room: path, features: headFeatures(face, views[i]!), label });
      }
    }
    // Photographs are few: they count as much as all rendered rooms together, for it is in photographs that we must be right.
    const times = Math.max(1, Math.round(heads.length / pictured.length));
    for (let i = 0; i < times; i++) heads.push(...pictured);
    report('head there', heads, 0.6);
    report('hand raised', hands, 0.5);
    const fittedOn = `rooms ${names.join(', ')}, not seen by the state net; heads also on ${pictured.length} faces of photographs`;
    const judges = { fittedOn, headThere: fitLogistic(heads), handRaised: fitLogistic(hands) };
    const file = new URL('../../agent/sensing/camera/student-judges.json', import.meta.url);
    writeFileSync(file, `${JSON.stringify(judges, null, 2)}\n`);
  })
  .parseAsync();

function labelledPhotographs(file: string): { path: string; heads: [number, number][] }[] {
  const labelled = photographsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return labelled.map(({ image, heads }) => ({ path: join(dirname(file), image), heads }));
}

function roomsOf(folder: string): LabelledRoom[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => readRoom(JSON.parse(readFileSync(join(folder, name), 'utf8')), folder, name));
}

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
