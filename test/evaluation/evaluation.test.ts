import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { matchEpisodes } from '../../agent/validation/episode-match.ts';
import { TalkConfusion } from '../../agent/validation/talk-confusion.ts';
import { film, RunningCommand, repository } from '../cli.ts';
import { teacherFolds } from './talk-folds.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-evaluation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tool = (path: string, ...args: string[]) =>
  new RunningCommand(process.execPath, [join(repository, path), ...args]).finished();
const resultSchema = z.strictObject({
  command: z.string(),
  dir: z.string(),
  commit: z.string(),
  figures: z.record(z.string(), z.number()),
  worst: z.record(z.string(), z.strictObject({ value: z.number(), where: z.string() })),
  notes: z.array(z.string()),
});

describe('episodes', () => {
  const at = (startS: number, endS: number) => ({ startS, endS });

  it('match when they overlap or start at most 2 s apart, one to one', () => {
    const found = [at(0, 3), at(1, 2), at(20, 21), at(40, 41)];
    const truth = [at(0.5, 4), at(22, 25), at(60, 61)];
    const match = matchEpisodes(found, truth);
    expect(match.pairs.map(({ found, truth }) => [found.startS, truth.startS])).toEqual([
      [0, 0.5],
      [20, 22],
    ]);
    expect(match.falseAlarms.map(({ startS }) => startS)).toEqual([1, 40]);
    expect(match.missed.map(({ startS }) => startS)).toEqual([60]);
    expect([match.precision, match.recall, match.f1]).toEqual([2 / 4, 2 / 3, 4 / 7]);
  });

  it('are all right when there are none', () => {
    expect(matchEpisodes([], [])).toMatchObject({ precision: 1, recall: 1, f1: 1 });
  });
});

describe('talk', () => {
  it('is not judged within 0.25 s of a true boundary', () => {
    const truth = [
      { startS: 0, endS: 2, talk: 'teacher' },
      { startS: 2, endS: 4, talk: 'student' },
    ] as const;
    const late = [
      { startS: 0, endS: 2.2, talk: 'teacher' },
      { startS: 2.2, endS: 4, talk: 'student' },
    ] as const;
    const tooLate = [
      { startS: 0, endS: 3, talk: 'teacher' },
      { startS: 3, endS: 4, talk: 'student' },
    ] as const;
    expect(new TalkConfusion().add(late, truth, 4)).toBe(1);
    const confusion = new TalkConfusion();
    expect(confusion.add(tooLate, truth, 4)).toBeCloseTo(225 / 300);
    expect(confusion.recall('student')).toBeCloseTo(75 / 150);
    expect(confusion.precision('teacher')).toBeCloseTo(150 / 225);
  });
});

describe('teachers left out', () => {
  const lessons = (teachers: string) =>
    [...teachers].map((teacher, i) => ({
      name: `${i}`,
      path: '',
      durationS: 1,
      talk: [],
      voice: [],
      waits: [],
      teacher,
    }));

  it('are each in one group, of about as many lessons', () => {
    const folds = teacherFolds(lessons('aaaaabbbcccdddeeffg'), 3);
    expect(folds.flat().sort()).toEqual([...'abcdefg']);
    const counts = folds.map(
      (teachers) => lessons('aaaaabbbcccdddeeffg').filter((one) => teachers.includes(one.teacher)).length,
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  it('must be at least two', () => {
    expect(() => teacherFolds(lessons('aaa'))).toThrow('one teacher cannot be left out');
  });
});

describe('the evaluation commands', () => {
  it('eval:speech prints one document with the agreed names', async () => {
    const truth = z
      .object({ durationS: z.number(), audio: z.object({ talk: z.array(z.unknown()) }) })
      .parse(JSON.parse(readFileSync(join(film, 'truth.json'), 'utf8')));
    const lesson = { durationS: truth.durationS, talk: truth.audio.talk, voice: [[1, 24]], waits: [[51.38, 56.9]] };
    writeFileSync(join(folder, 'film.json'), JSON.stringify({ ...lesson, teacher: 'somebody@100' }));
    copyFileSync(join(film, 'room.opus'), join(folder, 'film.opus'));
    const { code, stdout, stderr } = await tool('test/evaluation/eval-speech.ts', folder, '--json');
    expect(code, stderr).toBe(0);
    const { figures, worst } = resultSchema.parse(JSON.parse(stdout));
    const shares = ['teacher', 'student', 'many', 'none'].flatMap((talk) => [`${talk}.recall`, `${talk}.precision`]);
    expect(Object.keys(figures).sort()).toEqual(
      [
        ...['accuracy.mean', 'accuracy.worst', ...shares, 'share.teacher.error.mean', 'share.teacher.error.worst'],
        ...['wait.ge3.correct', 'wait.found', 'wait.errorS.median', 'wait.biasS.median', 'wait.medianErrorS'],
        ...['turns.error.mean', 'vad.f1', 'cost.xrealtime'],
      ].sort(),
    );
    expect(figures['accuracy.mean']).toBeGreaterThan(0.97);
    expect(figures['wait.ge3.correct']).toBe(1);
    expect(worst.accuracy?.where).toBe('film');
  });

  it('eval:lesson says what it could not compare', async () => {
    copyFileSync(join(film, 'truth.json'), join(folder, 'truth.json'));
    copyFileSync(join(film, 'room.opus'), join(folder, 'room.opus'));
    const { code, stdout, stderr } = await tool('test/evaluation/eval-lesson.ts', folder, '--json');
    expect(code, stderr).toBe(0);
    const { figures, notes } = resultSchema.parse(JSON.parse(stdout));
    expect(Object.keys(figures).sort()).toEqual([
      ...['activity.accuracy', 'activity.boundaryS', 'st.ch.error', 'st.rt.error', 'talk.accuracy', 'xrealtime'],
    ]);
    // Told from sound alone.
    expect(figures['activity.accuracy']).toBeGreaterThan(0.85);
    expect(figures['activity.boundaryS']).toBeLessThan(5);
    expect(figures['talk.accuracy']).toBeGreaterThan(0.97);
    expect(notes.join()).toContain('no student.mp4');
  });

  it('detect finds the heads of a picture, in its pixels', async () => {
    const picture = join(folder, 'class.png');
    execFileSync('ffmpeg', ['-v', 'error', '-ss', '55', '-i', join(film, 'student.mp4'), '-frames:v', '1', picture]);
    const { code, stdout, stderr } = await tool('models/tools/detect.ts', picture, '--json');
    expect(code, stderr).toBe(0);
    const [found] = z
      .array(
        z.strictObject({
          image: z.literal(picture),
          width: z.literal(1280),
          height: z.literal(720),
          heads: z.array(
            z.strictObject({
              x: z.number(),
              y: z.number(),
              w: z.number(),
              h: z.number(),
              score: z.number(),
              yaw: z.number().nullable(),
            }),
          ),
          people: z.array(
            z.strictObject({
              joints: z.array(z.tuple([z.number(), z.number(), z.number()])).length(17),
              handRaised: z.boolean(),
            }),
          ),
          ms: z.strictObject({ total: z.number(), sessions: z.number() }),
        }),
      )
      .parse(JSON.parse(stdout));
    // Twelve students, five hands up.
    expect(Math.abs(found!.heads.length - 12)).toBeLessThanOrEqual(3);
    expect(found!.people.filter(({ handRaised }) => handRaised).length).toBeGreaterThanOrEqual(4);
    expect(found!.ms.sessions).toBeLessThanOrEqual(found!.ms.total);
  });
});
