import { beforeEach, describe, expect, it } from 'vitest';
import type { Face } from './face-detector.ts';
import { FaceSweep } from './face-sweep.ts';
import type { Box, Picture, Square } from './picture.ts';

const picture: Picture = { rgb: new Uint8Array(0), width: 1280, height: 720 };
const TILES = { finest: 66, middle: 28, coarsest: 15, all: 109 };

/** Finds the faces it was told of in every tile that holds them whole, and counts the tiles it searched. */
class KnownFaces {
  faces: Face[] = [];
  searched: Square[] = [];

  findIn(_picture: Picture, square: Square): Promise<Face[]> {
    this.searched.push(square);
    const inside = (face: Face) =>
      face.x >= square.x &&
      face.y >= square.y &&
      face.x + face.w <= square.x + square.side &&
      face.y + face.h <= square.y + square.side;
    return Promise.resolve(this.faces.filter(inside).map((face) => ({ ...face })));
  }
}

const face = (x: number, y: number): Face => ({ x, y, w: 20, h: 20, score: 0.8 });
const always = () => true;
const never = () => false;
const touches = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

let known: KnownFaces;
let sweep: FaceSweep;
let look: number;
beforeEach(() => {
  known = new KnownFaces();
  sweep = new FaceSweep(known);
  look = 0;
});

async function find(
  changed: (box: Box, since: number) => boolean,
  options: Partial<Parameters<FaceSweep['find']>[3]> = {},
): Promise<{ faces: Face[]; searched: number }> {
  known.searched = [];
  const faces = await sweep.find(picture, look++, changed, { everyTiling: false, region: null, ...options });
  return { faces, searched: known.searched.length };
}

describe('a sweep', () => {
  it('gives each face once, however many tiles hold it', async () => {
    known.faces = [face(300, 300), face(900, 500)];
    const { faces, searched } = await find(always, { everyTiling: true });
    expect(searched).toBe(TILES.all);
    expect(faces.map(({ x }) => x).sort((a, b) => a - b)).toEqual([300, 900]);
  });

  it('takes the tilings in turns', async () => {
    const searched = [];
    for (let i = 0; i < 5; i++) searched.push((await find(always)).searched);
    expect(searched).toEqual([TILES.finest, TILES.middle, TILES.coarsest, TILES.middle, TILES.finest]);
  });

  it('searches nothing twice while nothing changes, and still has its faces: the same objects', async () => {
    known.faces = [face(300, 300)];
    const first = await find(always, { everyTiling: true });
    const second = await find(never);
    expect(second.searched).toBe(0);
    expect(second.faces[0]).toBe(first.faces[0]);
  });

  it('searches again where something changed', async () => {
    known.faces = [face(300, 300), face(900, 500)];
    await find(always, { everyTiling: true });
    known.faces = [face(300, 300), face(906, 500)];
    const moved = { x: 900, y: 500, w: 26, h: 20 };
    const { faces, searched } = await find((box) => touches(box, moved), { everyTiling: true });
    expect(searched).toBeGreaterThan(2);
    expect(searched).toBeLessThan(20);
    expect(faces.map(({ x }) => x).sort((a, b) => a - b)).toEqual([300, 906]);
  });

  it('forgets what a changed tile showed when its tiling is not due, and catches up in the next look', async () => {
    known.faces = [face(300, 300)];
    await find(always, { everyTiling: true });
    known.faces = [];
    // Look 1 is the middle tiling's turn: the others changed too, and must not tell of the old face.
    const changedBefore = (_box: Box, since: number) => since === 0;
    expect((await find(changedBefore)).faces).toEqual([]);
    expect((await find(changedBefore)).searched).toBe(TILES.coarsest);
  });

  it('stays inside the region', async () => {
    known.faces = [face(100, 100), face(900, 500)];
    const { faces, searched } = await find(always, {
      everyTiling: true,
      region: { x: 700, y: 400, w: 400, h: 300 },
    });
    expect(faces.map(({ x }) => x)).toEqual([900]);
    expect(searched).toBeLessThan(TILES.finest);
    expect((await find(never, { everyTiling: true })).faces).toHaveLength(2);
  });

  it('begins anew when the size of the picture changes', async () => {
    await find(always, { everyTiling: true });
    known.searched = [];
    await sweep.find({ ...picture, width: 640, height: 360 }, look, never, { everyTiling: true, region: null });
    expect(known.searched).toHaveLength(TILES.all);
    expect(known.searched.every(({ x, side }) => x + side <= 640 + 1e-6)).toBe(true);
  });
});
