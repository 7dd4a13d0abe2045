import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeVideo } from '../../agent/sensing/capture/media-probe.ts';
import { makeMedia, stairs } from '../fixtures/made-media.ts';
import { Evaluation } from './evaluation.ts';
import { lessonVariants, makeVariant } from './lesson-variants.ts';
import { namedVariants } from './named-variants.ts';
import { LESSON_COLUMNS, variantTable } from './variant-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-variants-test-'));
const lesson = join(folder, 'lesson');
beforeAll(() => {
  mkdirSync(lesson);
  writeFileSync(join(lesson, 'truth.json'), '{}');
  for (const camera of ['student', 'teacher']) makeMedia(join(lesson, `${camera}.mp4`), ...stairs(1280, 720, 1));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a variant of a lesson', () => {
  it.each(lessonVariants)('$name has both cameras, and the truth', async (variant) => {
    const into = join(folder, variant.name);
    mkdirSync(into);
    await makeVariant(variant, lesson, into);
    expect(readdirSync(into).sort()).toEqual(['student.mp4', 'teacher.mp4', 'truth.json']);
    for (const camera of ['student', 'teacher'] as const) {
      const path = join(into, `${camera}.mp4`);
      expect(lstatSync(path).isSymbolicLink()).toBe(variant.cameras[camera] === undefined);
      const [, width = 1280, height = 720] = /^(\d+)x(\d+)$/.exec(variant.name)?.map(Number) ?? [];
      expect(await probeVideo(path)).toMatchObject({ width, height });
    }
  });

  it('can be chosen by name', () => {
    expect(namedVariants(lessonVariants, [])).toBe(lessonVariants);
    expect(namedVariants(lessonVariants, ['noise', 'flip']).map(({ name }) => name)).toEqual(['flip', 'noise']);
    expect(() => namedVariants(lessonVariants, ['sepia'])).toThrow('there is no variant sepia; choose from as-is, ');
  });
});

describe('the evaluation of variants', () => {
  it('is one line for each, with a dash for what could not be had', () => {
    const lines = variantTable(
      new Map([
        ['as-is', { 'present.within1': 0.98765, 'slumped.false': 0 }],
        ['640x360', { 'present.within1': 1 }],
      ]),
      LESSON_COLUMNS,
    ).split('\n');
    expect(lines[0]).toContain('present.within1  headup.mae');
    expect(lines[1]).toMatch(/^as-is +0\.988 +– +– +– +– +0 +– +– +–$/);
    expect(lines[2]).toMatch(/^640x360 +1( +–){8}$/);
  });

  it('is one document, each figure under its variant', () => {
    const [all, one] = [new Evaluation('eval:variants', '.'), new Evaluation('eval:lesson', '.')];
    one.figure('hands.f1', 0.5);
    all.addAll('flip', one);
    expect(all.figures).toEqual({ 'flip/hands.f1': 0.5 });
  });
});
