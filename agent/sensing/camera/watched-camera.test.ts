import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { madePicture, madeScene } from '../../../test/fixtures/made-pictures.ts';
import { type Observation, observationSchema, type StudentsObservation } from '../../lesson/observation.ts';
import type { Frame } from '../capture/video-frames.ts';
import { ClassViewer } from './class-viewer.ts';
import { steadied } from './steady-picture.ts';
import { WatchedCamera } from './watched-camera.ts';

const [width, height] = [320, 180];
const classroom = madeScene(width, height, 1);
const elsewhere = madeScene(width, height, 2);

/** A class of so many in every picture, and what it was told. */
function classOf(occupied: number) {
  const told: string[] = [];
  const camera = {
    look: async ({ atMs }: Frame): Promise<StudentsObservation> => ({
      ...{ kind: 'students', atMs, occupied, measurable: occupied, headsUp: 0, turned: 0 },
      ...{ handsRaised: 0, standing: 0, slumped: 0, handSeats: [] },
    }),
    moved: (dx: number, dy: number) => void told.push(`moved ${Math.round(dx)} ${Math.round(dy)}`),
    relearn: () => void told.push('relearn'),
    skipped: (passedMs: number) => void told.push(`skipped ${passedMs / 1000}`),
  };
  const leaves = () => {
    occupied = 0;
  };
  return { camera, told, leaves };
}

/** Shows scenes one second each, with somebody walking through, and gathers what is said of them. */
function filmed(viewer: ClassViewer) {
  const said: Observation[] = [];
  const watched = new WatchedCamera('student', viewer, (observation) => said.push(observation));
  let second = 0;
  return {
    said,
    watched,
    /** So many seconds without a picture. */
    skip: (seconds: number) => {
      second += seconds;
    },
    show: async (scene: (x: number, y: number) => number, seconds: number) => {
      for (let i = 0; i < seconds; i++, second++) {
        const walker = (second * 7) % width;
        const luma = (x: number, y: number) => (Math.abs(x - walker) < 6 && y > 100 ? 20 : scene(x, y));
        await watched.look({ ...madePicture(width, height, luma), atMs: second * 1000 });
      }
      for (const observation of said) expect(observationSchema.safeParse(observation).success).toBe(true);
    },
    counted: () =>
      said.filter(({ kind }) => kind === 'students').map((seen) => (seen as StudentsObservation).atMs / 1000),
    states: () =>
      said.flatMap((seen) => (seen.kind === 'camera' ? [`${seen.camera} ${seen.state} ${seen.atMs / 1000}`] : [])),
  };
}

describe('a watched camera', () => {
  it('says how it is at the start and on every change, and counts nobody in between', async () => {
    const { camera } = classOf(12);
    const { show, counted, states } = filmed(new ClassViewer(camera));
    await show(classroom, 15);
    await show(() => 0, 15);
    await show(classroom, 5);
    expect(states()).toEqual(['student ok 0', 'student black 15', 'student ok 31']);
    expect(counted().filter((atS) => atS >= 15)).toEqual([31, 32, 33, 34]);
  });

  it('says nothing of a camera that begins black but that it is', async () => {
    const { camera } = classOf(12);
    const { show, said } = filmed(new ClassViewer(camera));
    await show(() => 0, 20);
    expect(said).toEqual([{ kind: 'camera', camera: 'student', atMs: 0, state: 'black' }]);
  });

  it('is lost once for as long as no picture comes, and is seen again from the first one on', async () => {
    const { camera } = classOf(12);
    const { show, skip, states, counted, watched } = filmed(new ClassViewer(camera));
    await show(classroom, 15);
    watched.lost(15_000);
    watched.lost(25_000);
    skip(40);
    await show(classroom, 10);
    expect(states()).toEqual(['student ok 0', 'student lost 15', 'student ok 55']);
    expect(counted().filter((atS) => atS >= 15)[0]).toBe(55);
  });

  const blackFromStart: Fault = {
    part: 'camera',
    kind: 'absent',
    fault: 'it is away for the first 30 s of a lesson, and black when it comes',
    seen: 'the report names the stretch and the cause',
    lost: 'what it would have seen',
    recovers: 'by itself, with the first good picture',
  };
  it('may be lost before the first picture, and black when it comes', shows(blackFromStart), async () => {
    const { camera } = classOf(12);
    const { show, skip, states, watched } = filmed(new ClassViewer(camera));
    watched.lost(0);
    skip(30);
    await show(() => 0, 15);
    expect(states()).toEqual(['student lost 0', 'student black 30']);
  });

  it('is told when it was bumped', async () => {
    const { camera, told } = classOf(12);
    const { show, states } = filmed(new ClassViewer(camera));
    await show(classroom, 20);
    await show((x, y) => classroom(Math.max(0, x - 20), y), 6);
    expect(told).toEqual(['moved 20 0']);
    expect(states()).toEqual(['student ok 0']);
  });

  it('goes on in another view when that shows the class', async () => {
    const { camera, told } = classOf(12);
    const { show, counted, states } = filmed(new ClassViewer(camera));
    await show(classroom, 20);
    await show(elsewhere, 15);
    expect(states()).toEqual(['student ok 0', 'student turned-away 20', 'student ok 28']);
    expect(told).toEqual(['relearn']);
    expect(counted().filter((atS) => atS >= 20)[0]).toBe(29);
  });

  const shownAWall: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'it shows a wall for the rest of the lesson',
    seen: 'the report names the stretch and the cause',
    lost: 'what it would have seen: a gap, never an empty class',
    recovers: 'when it shows the class again',
  };
  it('never takes a wall for an empty class', shows(shownAWall), async () => {
    const { camera, leaves } = classOf(12);
    const { show, counted, states } = filmed(new ClassViewer(camera));
    await show(classroom, 20);
    leaves();
    await show(elsewhere, 60);
    expect(states()).toEqual(['student ok 0', 'student turned-away 20']);
    expect(counted().at(-1)).toBe(19);
  });
});

describe('a picture of a bumped camera', () => {
  it.each([
    [3, 2],
    [-3, 2],
    [4, -5],
    [-1, -1],
    [0, 0],
  ])('that lies %i, %i pixels off comes back into its place', (dx, dy) => {
    const luma = (x: number, y: number) => (x * 7 + y * 13) % 256;
    const picture = madePicture(30, 20, (x, y) => luma(x - dx + 100, y - dy + 100));
    steadied(picture, dx, dy);
    for (let y = Math.max(0, -dy); y < 20 - Math.max(0, dy); y++) {
      for (let x = Math.max(0, -dx); x < 30 - Math.max(0, dx); x++) {
        expect(picture.rgb[(y * 30 + x) * 3]).toBe(luma(x + 100, y + 100));
      }
    }
  });

  it('that is turned on purpose says nothing until its place is shown again, and forgets nothing', async () => {
    const { camera, told } = classOf(12);
    const { watched, show, counted, states } = filmed(new ClassViewer(camera));
    await show(classroom, 20);
    watched.turned(true, 20_000);
    await show(elsewhere, 40);
    watched.turned(false, 60_000);
    // What is shown now was on its way while the camera still turned.
    await show(elsewhere, 2);
    await show(classroom, 20);
    expect(states()).toEqual(['student ok 0', 'student moving 20', 'student ok 62']);
    expect(counted().filter((atS) => atS >= 20 && atS < 62)).toEqual([]);
    expect(counted()).toContain(62);
    // From the last look before to the first one after.
    expect(told).toEqual(['skipped 43']);
  });

  it('that is away from the start says so, and is lost when there are no pictures', async () => {
    const { camera } = classOf(12);
    const { watched, show, skip, counted, states } = filmed(new ClassViewer(camera));
    watched.turned(true, 0);
    await show(elsewhere, 5);
    watched.lost(5_000);
    skip(15);
    await show(elsewhere, 5);
    watched.turned(false, 25_000);
    await show(classroom, 12);
    expect(states()).toEqual(['student moving 0', 'student lost 5', 'student moving 20', 'student ok 27']);
    expect(counted().at(0)).toBe(27);
  });
});
