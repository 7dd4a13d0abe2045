import { describe, expect, it } from 'vitest';
import { corrected, eachHeadOnce } from './found-face.ts';
import type { StudentView } from './student-view.ts';

const face = { x: 100, y: 200, w: 20, h: 20 };
const view = (right: number, down: number, size = 1): StudentView => ({
  none: 0.01,
  up: 0.97,
  bowed: 0.01,
  onDesk: 0.01,
  hand: 0,
  standing: 0,
  turned: 0,
  yawDeg: 0,
  offset: { right, down, size },
});

describe('the place of a face', () => {
  it('is corrected by what the state net sees', () => {
    expect(corrected(face, view(0.5, -0.25))).toEqual({ x: 110, y: 195, w: 20, h: 20 });
    expect(corrected(face, view(0, 0, 1.2))).toEqual({ x: 98, y: 198, w: 24, h: 24 });
  });

  it('is never corrected far', () => {
    expect(corrected(face, view(7, -9, 5))).toEqual({ x: 115, y: 175, w: 30, h: 30 });
  });
});

describe('heads', () => {
  const at = (x: number, there: number) => ({ x, y: 200, w: 20, h: 20, there });

  it('are taken once, the likeliest of each', () => {
    expect(eachHeadOnce([at(100, 0.4), at(106, 0.9), at(130, 0.5)]).map(({ x }) => x)).toEqual([106, 130]);
  });

  it('beside each other are two', () => {
    expect(eachHeadOnce([at(100, 0.9), at(114, 0.8)])).toHaveLength(2);
  });
});
