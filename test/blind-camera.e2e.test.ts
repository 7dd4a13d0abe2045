import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LessonReport } from '../agent/indicators/indicator.ts';
import { film, lectern } from './cli.ts';
import { type Fault, shows } from './faults/fault.ts';
import { makeMedia } from './fixtures/made-media.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-blind-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lectern analyze with a camera that turns black', () => {
  const turnsBlack: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'its picture turns black in a recording',
    seen: 'the report: the picture was black, from when to when',
    lost: 'what it would have seen: a gap, not an empty class',
    recovers: 'when its picture is back',
  };
  it('tells so, and reports a gap instead of an empty class', shows(turnsBlack), async () => {
    const black = "scale=640:360,drawbox=c=black:t=fill:enable='gte(t,15)'";
    const args = ['-t', '40', '-i', join(film, 'student.mp4'), '-vf', black, '-c:v', 'libx264', '-preset', 'ultrafast'];
    const clip = makeMedia(join(folder, 'student.mp4'), ...args);
    const out = join(folder, 'report.json');
    const { code, stderr } = await lectern('analyze', '--student-camera', clip, '--out', out).finished();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('lectern: student camera: the picture was black from 0:15 to 0:40');
    const report = JSON.parse(readFileSync(out, 'utf8')) as LessonReport;
    expect(report.cameraFaults).toEqual([{ camera: 'student', state: 'black', startMs: 15_000, endMs: 40_000 }]);
    expect(report.students).toHaveLength(15);
    expect(report.gaps).toContainEqual({ track: 'students', startMs: 24_000, endMs: 40_000 });
    const present = report.indicators.find(({ id }) => id === 'students.present.median')!;
    expect(present.coverage).toBeCloseTo(0.6);
    expect(present.value).toBeGreaterThan(5);
  });
});
