import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filmFolder, readFilmTruth } from '../../../agent/demo/lesson-film.ts';
import { FaceDetector, withoutRepeats } from '../../../agent/sensing/camera/face-detector.ts';
import { openStudentCamera } from '../../../agent/sensing/camera/open-student-camera.ts';
import type { Square } from '../../../agent/sensing/camera/picture.ts';
import { PeopleFinder } from '../../../agent/sensing/camera/pose-estimator.ts';
import { probeVideo } from '../../../agent/sensing/capture/media-probe.ts';
import { type Frame, videoFrames, workingFormat } from '../../../agent/sensing/capture/video-frames.ts';
import { loadModel } from '../../../models/session.ts';
import { makeCrowd } from '../../fixtures/crowd-film.ts';
import { EverythingChanges } from '../../fixtures/everything-changes.ts';
import { seeded } from '../../fixtures/seeded.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { msOf, ratios, sum } from '../turns.ts';

/** The seats are learned, with every tiling, before this. */
const LEARNED_MS = 32_000;
/** Looks at each class that are measured. */
const LOOKS = 40;
/** Looks at a class that does not move; the first half of them settles. Full ones, every 15 s, are among both halves. */
const STILL_LOOKS = 32;
/** What Frigate looks at by default, and recommends. */
const FRIGATE_FPS = 5;
/** Frigate's own least score of an object. */
const FRIGATE_SCORE = 0.5;
/** MoveNet's scores are lower; this is what the product takes for somebody. */
const PERSON_SCORE = 0.1;

interface Looks {
  everythingMs: number[];
  gatedMs: number[];
  sessionsMs: number[];
  peopleMs: number[];
  facesMs: number[];
  /** How many were found at each look. */
  everything: number[];
  gated: number[];
  people: number[];
  faces: number[];
  /** The same while nobody moves. */
  stillEverythingMs: number[];
  stillGatedMs: number[];
}

/** Each frame is looked at by all of them in turn, so that what else the machine does meets all alike. */
async function lookAt(path: string, run: BenchRun): Promise<Looks> {
  const everything = await openStudentCamera(new EverythingChanges());
  const gated = await openStudentCamera();
  const people = new PeopleFinder(await loadModel(PeopleFinder.model));
  const faces = new FaceDetector(await loadModel(FaceDetector.model));
  const looks: Looks = {
    ...{ everythingMs: [], gatedMs: [], sessionsMs: [], peopleMs: [], facesMs: [] },
    ...{ everything: [], gated: [], people: [], faces: [], stillEverythingMs: [], stillGatedMs: [] },
  };
  let still: Frame | undefined;
  const stream = await probeVideo(path);
  for await (const frame of videoFrames(
    { path, startAtMs: 0 },
    stream,
    workingFormat(stream, 1),
    AbortSignal.any([]),
  )) {
    if (frame.atMs >= LEARNED_MS + LOOKS * 1000) break;
    if (frame.atMs % 20_000 === 0) run.progress(`second ${frame.atMs / 1000}`);
    const before = gated.sessionsMs();
    const [a, b] = [await timed(() => everything.camera.look(frame)), await timed(() => gated.camera.look(frame))];
    const sessionsMs = gated.sessionsMs() - before;
    const whole = wholeOf(frame);
    const c = await timed(() => people.find(frame, whole, PERSON_SCORE));
    const d = await timed(async () => withoutRepeats(await faces.findIn(frame, whole, FRIGATE_SCORE)));
    if (frame.atMs < LEARNED_MS) continue;
    looks.everythingMs.push(a.ms);
    looks.gatedMs.push(b.ms);
    looks.sessionsMs.push(sessionsMs);
    looks.peopleMs.push(c.ms);
    looks.facesMs.push(d.ms);
    looks.everything.push(a.value.occupied);
    looks.gated.push(b.value.occupied);
    looks.people.push(c.value.length);
    looks.faces.push(d.value.length);
    still ??= { ...frame, rgb: frame.rgb.slice() };
  }
  if (!still) throw new Error(`${path} ends before the seats are learned`);
  run.progress('sitting still');
  const random = seeded(1);
  for (let i = 1; i <= STILL_LOOKS; i++) {
    // The look before shows another moment: what has changed since is looked at first.
    const atMs = LEARNED_MS + (LOOKS + i) * 1000;
    const a = await timed(() => everything.camera.look({ ...noisy(still!, random), atMs }));
    const b = await timed(() => gated.camera.look({ ...noisy(still!, random), atMs }));
    if (i <= STILL_LOOKS / 2) continue;
    looks.stillEverythingMs.push(a.ms);
    looks.stillGatedMs.push(b.ms);
  }
  return looks;
}

/** The same picture as a camera gives it again: each value off by up to two levels. */
function noisy(frame: Frame, random: () => number): Frame {
  return { ...frame, rgb: frame.rgb.map((value) => Math.min(255, Math.max(0, value + Math.round(4 * random() - 2)))) };
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  let value: T | undefined;
  const ms = await msOf(async () => {
    value = await work();
  });
  return { ms, value: value as T };
}

/** The whole picture in one square, black above and below. */
const wholeOf = ({ width, height }: Frame): Square => ({ x: 0, y: (height - width) / 2, side: width });

function tell(students: number, looks: Looks, run: BenchRun): void {
  const at = `look.${students}`;
  run.figure(`${at}.everything.ms`, looks.everythingMs);
  run.figure(`${at}.gated.ms`, looks.gatedMs);
  // Of all looks together: a look at which nothing moved costs nothing, and a full one every 15 s much.
  run.figure(`${at}.gated`, sum(looks.gatedMs) / sum(looks.everythingMs));
  run.figure(`${at}.still`, sum(looks.stillGatedMs) / sum(looks.stillEverythingMs));
  run.figure(`${at}.found`, shares(looks.gated, looks.everything));
  const perSMs = sum(looks.gatedMs) / looks.gatedMs.length;
  run.figure(`${at}.whole.people`, (FRIGATE_FPS * median(looks.peopleMs)) / perSMs);
  run.figure(`${at}.whole.people.found`, shares(looks.people, looks.everything));
  run.figure(`${at}.whole.faces`, (FRIGATE_FPS * median(looks.facesMs)) / perSMs);
  run.figure(`${at}.whole.faces.found`, shares(looks.faces, looks.everything));
  run.figure(`${at}.tiled5`, (FRIGATE_FPS * sum(looks.everythingMs)) / sum(looks.gatedMs));
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const shares = (found: readonly number[], of: readonly number[]) => ratios(found, of);

function figuresOf(students: number, material: string) {
  const at = `look.${students}`;
  const everything = 'a look at every part, in the same run';
  const gatedPerS = 'our one gated look a second';
  return [
    {
      name: `${at}.everything.ms`,
      unit: 'ms' as const,
      what: `a look at ${material} without gating: every tile of the tiling whose turn it is, and every seat`,
    },
    { name: `${at}.gated.ms`, unit: 'ms' as const, what: 'a look with gating, after the seats were learned (32 s)' },
    {
      name: `${at}.gated`,
      unit: 'ratio' as const,
      against: everything,
      what: 'time of all looks with gating, the full one every 15 s among them',
      floor:
        'the rendered class is never still: a tile is searched again when one cell of some 8 pixels in it has changed, so that slow movement is not missed',
    },
    {
      name: `${at}.still`,
      unit: 'ratio' as const,
      against: 'the same looks without gating',
      what: 'the same while nobody moves: one picture with a camera’s noise, new in each look, over 16 s',
      floor:
        'everything is searched again every 15 s, changed or not, and hands that are suspected are judged at each look',
    },
    {
      name: `${at}.found`,
      unit: 'ratio' as const,
      against: everything,
      what: 'students counted with gating over those counted without: gating must find the same',
      aim: { atLeast: 1 },
    },
    {
      name: `${at}.whole.people`,
      unit: 'ratio' as const,
      against: gatedPerS,
      what: 'as Frigate’s default does it, a detector on the whole picture squeezed into its input (here MoveNet MultiPose, 256 px) five times a second: its time in a second',
    },
    {
      name: `${at}.whole.people.found`,
      unit: 'ratio' as const,
      against: everything,
      what: 'people that it finds: the net knows six at most',
    },
    {
      name: `${at}.whole.faces`,
      unit: 'ratio' as const,
      against: gatedPerS,
      what: 'the same with the product’s face detector (192 px) on the whole picture, five times a second',
    },
    {
      name: `${at}.whole.faces.found`,
      unit: 'ratio' as const,
      against: everything,
      what: 'faces that it finds with a score of .5: at the back of a class they are 3 pixels of its picture',
    },
    {
      name: `${at}.tiled5`,
      unit: 'ratio' as const,
      against: gatedPerS,
      what: 'what finds all of them at five pictures a second: five looks without gating',
    },
  ];
}

export const looks: BenchGroup = {
  name: 'looks',
  title: 'A look at the class',
  figures: [
    ...figuresOf(12, 'the film’s class of 12 (1280×720)'),
    ...figuresOf(48, 'a class of 48, four moments of the film side by side (1920×1080)'),
  ],
  measure: async (run) => {
    const path = join(filmFolder, 'student.mp4');
    const present = readFilmTruth(filmFolder).students.length;
    run.note(`${present} students are rendered in the film; 48 are four moments of it in one picture`);
    const folder = mkdtempSync(join(tmpdir(), 'lectern-look-'));
    try {
      tell(12, await lookAt(path, run), run);
      run.progress('48 students');
      tell(48, await lookAt(makeCrowd(path, join(folder, 'crowd.mp4')), run), run);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
