import { describe, expect, it } from 'vitest';
import { cameraStates } from '../lesson/observation.ts';
import { cameraFaultText, cameraNews } from './camera-words.ts';

describe('what is said of a camera', () => {
  it('while it happens is what is wrong, since when, and what to do', () => {
    expect(cameraNews({ kind: 'camera', camera: 'student', atMs: 90_000, state: 'black' })).toBe(
      'student camera: the picture is black since 1:30; check power, cable, lens cap and the light in the room',
    );
    expect(cameraNews({ kind: 'camera', camera: 'teacher', atMs: 0, state: 'ok' })).toBe(
      'teacher camera: the picture is in order since 0:00',
    );
  });

  it('afterwards is for how long', () => {
    for (const state of cameraStates.filter((name) => name !== 'ok')) {
      const text = cameraFaultText({ camera: 'teacher', state, startMs: 61_000, endMs: 3_725_000 });
      expect(text).toMatch(/^teacher camera: the picture was .+ from 1:01 to 62:05, nothing was measured in it; .+/);
    }
  });
});
