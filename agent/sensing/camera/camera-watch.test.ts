import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { makeMedia } from '../../../test/fixtures/made-media.ts';
import { madePicture, madeScene } from '../../../test/fixtures/made-pictures.ts';
import { seeded } from '../../../test/fixtures/seeded.ts';
import { filmFolder } from '../../demo/lesson-film.ts';
import type { CameraState } from '../../lesson/observation.ts';
import { probeVideo } from '../capture/media-probe.ts';
import { videoFrames, workingFormat } from '../capture/video-frames.ts';
import { type CameraLook, CameraWatch } from './camera-watch.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-camera-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** When the clips' fault begins and ends, and how long the fault may go unnoticed, seconds. */
const [FAULT_S, END_S, NOTICED_S] = [20, 50, 30];
const SIZE = 'scale=640:360:flags=area';
const ENCODED = ['-an', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-pix_fmt', 'yuv420p'];

type Seen = CameraLook & { atS: number };

/** What two watches see of a video: one that looks every second, and one that looks every other. */
async function watched(path: string): Promise<[everySecond: Seen[], everyOther: Seen[]]> {
  const stream = await probeVideo(path);
  const watches = [new CameraWatch(), new CameraWatch()] as const;
  const seen: [Seen[], Seen[]] = [[], []];
  const format = workingFormat(stream, 1);
  const source = { path, startAtMs: 0 } as const;
  for await (const frame of videoFrames(source, stream, format, new AbortController().signal)) {
    const atS = frame.atMs / 1000;
    seen[0].push({ ...watches[0].look(frame, frame.atMs), atS });
    if (atS % 2 === 0) seen[1].push({ ...watches[1].look(frame, frame.atMs), atS });
  }
  return seen;
}

/** The first minute of a film, small, with a filter in force from 20 s to 50 s. */
function clip(name: string, film: string, filter: string): string {
  const graph = `[0]${SIZE},split[a][b];[b]${filter}[c];[a][c]overlay=enable='between(t,${FAULT_S},${END_S - 0.1})'`;
  const args = ['-t', '60', '-i', join(filmFolder, film), '-filter_complex', graph, ...ENCODED];
  return makeMedia(join(folder, `${name}.mp4`), ...args);
}

/** The state of each look that differs from the one before, with the second at which it is told. */
const told = (seen: readonly Seen[]) =>
  seen.filter(({ state }, i) => state !== (seen[i - 1]?.state ?? 'ok')).map(({ state, atS }) => [state, atS] as const);

function expectNoticed(seen: readonly Seen[], state: CameraState): void {
  expect(told(seen).map(([name]) => name)).toEqual([state, 'ok']);
  const [[, noticedS], [, recoveredS]] = told(seen) as [[CameraState, number], [CameraState, number]];
  expect(noticedS - FAULT_S).toBeLessThanOrEqual(NOTICED_S);
  expect(recoveredS - END_S).toBeLessThanOrEqual(5);
  expect(seen.find((look) => look.state === state)!.sinceMs).toBeCloseTo(FAULT_S * 1000, -3.4);
  expect(seen.filter(({ atS, trusted }) => !trusted && atS < FAULT_S)).toEqual([]);
}

describe('a camera that fails in the lesson film', () => {
  const faults: [CameraState, string, film: string, filter: string][] = [
    ['black', 'black', 'student.mp4', 'drawbox=c=black:t=fill'],
    ['black', 'teacher-black', 'teacher.mp4', 'drawbox=c=0x0a0a0a:t=fill,noise=alls=8:allf=t'],
    ['covered', 'cap', 'student.mp4', 'gblur=40,lutyuv=y=val*0.5'],
    ['covered', 'cloth', 'teacher.mp4', 'drawbox=c=0x807060:t=fill,noise=alls=8:allf=t'],
    ['covered', 'most-of-it', 'student.mp4', 'drawbox=w=iw*0.75:c=gray:t=fill'],
    ['turned-away', 'wall', 'student.mp4', 'crop=iw/4:ih/4:165:35,scale=640:360'],
    ['turned-away', 'teacher-wall', 'teacher.mp4', 'crop=iw/4:ih/4:0:40,scale=640:360'],
    ['turned-away', 'fallen', 'student.mp4', 'vflip'],
    ['turned-away', 'far-aside', 'teacher.mp4', 'pad=iw+500:ih:250:0,crop=640:360:474:0'],
  ];

  const coveredOrTurned: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'it is black, covered, or turned to a wall in a lesson',
    seen: 'the report names the stretch and the cause',
    lost: `what it would have seen: from the first such picture on nothing is recorded; noticed within ${NOTICED_S} s`,
    recovers: 'by itself, within 5 s of the class being in view again',
  };
  it.each(faults)('is %s (%s)', shows(coveredOrTurned), async (state, name, film, filter) => {
    const path = clip(name, film, filter);
    for (const seen of await watched(path)) {
      expectNoticed(seen, state);
      // From the first look on, also before it is noticed, nothing is recorded.
      expect(seen.filter(({ atS, trusted }) => trusted && atS >= FAULT_S && atS < END_S)).toEqual([]);
    }
  });

  const frozen: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'it repeats one picture',
    seen: 'the report names the stretch and the cause',
    lost: `what it would have seen; noticed within ${NOTICED_S} s, and dated back`,
    recovers: 'by itself, within 5 s of moving pictures',
  };
  it.each(['student.mp4', 'teacher.mp4'])('is frozen, %s encoded anew', shows(frozen), async (film) => {
    const cut = `trim=${FAULT_S}:${FAULT_S + 0.5},setpts=PTS-STARTPTS,loop=59:1,setpts=N/2/TB`;
    const graph =
      `[0]${SIZE},fps=2,split=3[a][b][c];[a]trim=0:${FAULT_S},setpts=PTS-STARTPTS[x];[b]${cut}[y];` +
      `[c]trim=${END_S}:60,setpts=PTS-STARTPTS[z];[x][y][z]concat=n=3`;
    const args = ['-i', join(filmFolder, film), '-filter_complex', graph, '-r', '2', ...ENCODED, '-g', '10'];
    const path = makeMedia(join(folder, `frozen-${film}`), ...args);
    for (const seen of await watched(path)) expectNoticed(seen, 'frozen');
  });
});

describe('a camera in order', () => {
  it.each(['student.mp4', 'teacher.mp4'])('raises no doubt in the whole of %s', async (film) => {
    const [everySecond, everyOther] = await watched(join(filmFolder, film));
    expect([everySecond.length, everyOther.length]).toEqual([150, 75]);
    for (const seen of [everySecond, everyOther]) {
      expect(seen.filter(({ trusted, shift, newView }) => !trusted || shift || newView)).toEqual([]);
    }
  });

  it.each([
    ['lights-off', 'student.mp4', 'lutrgb=r=val*0.25:g=val*0.25:b=val*0.25'],
    ['lights-on', 'teacher.mp4', 'lutrgb=r=val*1.5:g=val*1.5:b=val*1.5'],
    ['gamma', 'teacher.mp4', 'eq=gamma=0.5'],
    ['noise', 'student.mp4', 'noise=alls=40:allf=t'],
    ['curtain', 'student.mp4', 'drawbox=w=150:h=200:c=0x202020:t=fill'],
    ['projector', 'teacher.mp4', 'drawbox=x=200:y=30:w=200:h=125:c=white:t=fill'],
    ['somebody-close', 'student.mp4', 'drawbox=x=150:y=50:w=200:h=310:c=0x304050:t=fill'],
  ])('is not disturbed by %s', async (name, film, filter) => {
    const [seen] = await watched(clip(name, film, filter));
    expect(seen.filter(({ trusted }) => !trusted)).toEqual([]);
  });

  it('of a source that repeats its picture for seconds is not frozen', async () => {
    const args = ['-i', join(filmFolder, 'student.mp4'), '-vf', `${SIZE},fps=1/6`, ...ENCODED];
    const [seen] = await watched(makeMedia(join(folder, 'slow.mp4'), ...args));
    expect(seen.filter(({ trusted }) => !trusted)).toEqual([]);
  });
});

describe('a camera that is bumped', () => {
  const bumped: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'somebody bumps it',
    seen: 'nothing',
    lost: 'nothing; for 5 s at most seats lie beside their places',
    recovers: 'by itself: seats are moved by as much as the picture was',
  };
  it.each([
    ['aside', 64, 0],
    ['a little', -20, 10],
    ['up', 8, -40],
  ])('%s tells by how much, and goes on', shows(bumped), async (name, dx, dy) => {
    const moved = `pad=iw+200:ih+200:100:100,crop=640:360:${100 - dx}:${100 - dy}`;
    const [seen] = await watched(clip(`bump-${name}`, 'student.mp4', moved));
    expect(told(seen)).toEqual([]);
    const shifts = seen.filter(({ shift }) => shift);
    expect(shifts).toHaveLength(2);
    const [there, back] = shifts as [Seen, Seen];
    expect(Math.hypot(there.shift!.dx - dx, there.shift!.dy - dy)).toBeLessThan(3);
    expect(Math.hypot(back.shift!.dx + dx, back.shift!.dy + dy)).toBeLessThan(4);
    expect(there.atS - FAULT_S).toBeLessThanOrEqual(5);
    expect(there.trusted).toBe(true);
  });
});

describe('the camera watch', () => {
  const [width, height] = [320, 180];
  const scenes = [1, 2].map((seed) => madeScene(width, height, seed));
  const random = seeded(9);
  const noise = () => 6 * (random() + random() - 1);
  const picture = (luma: (x: number, y: number) => number) =>
    madePicture(width, height, (x, y) => luma(x, y) + noise());
  let watch: CameraWatch;
  let atMs: number;
  beforeAll(() => {
    watch = new CameraWatch();
    atMs = 0;
  });
  const show = (luma: (x: number, y: number) => number, seconds: number) =>
    Array.from({ length: seconds }, () => {
      const look = watch.look(picture(luma), atMs);
      atMs += 1000;
      return look;
    });

  it('begun on a covered camera says so, and then learns what it sees', () => {
    expect(show(() => 60, 12).at(-1)).toMatchObject({ state: 'covered', trusted: false });
    expect(show(scenes[0]!, 20).at(-1)).toMatchObject({ state: 'ok', trusted: true });
  });

  it('takes another view for that of a turned camera, until it is told that it shows the class', () => {
    const turned = show(scenes[1]!, 12);
    expect(turned.filter(({ newView }) => newView)).toHaveLength(1);
    expect(turned.at(-1)).toMatchObject({ state: 'turned-away', trusted: false, unknownView: true });
    watch.accept();
    expect(show(scenes[1]!, 3).at(-1)).toMatchObject({ state: 'ok', trusted: true });
  });

  it('is patient with somebody who passes the lens', () => {
    show(scenes[1]!, 20);
    const passing = show(() => 50, 4);
    expect(passing.every(({ state, trusted }) => state === 'ok' && !trusted)).toBe(true);
    expect(show(scenes[1]!, 2).at(-1)).toMatchObject({ state: 'ok', trusted: true });
  });

  it('begins anew when the pictures come in another size', () => {
    const other = madeScene(400, 300, 7);
    const look = watch.look(madePicture(400, 300, other), atMs);
    expect(look).toMatchObject({ state: 'ok', trusted: true, newView: true });
  });
});
