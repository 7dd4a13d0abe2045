import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SeatsFound, TestLessonResult } from '../screen/setup/controls/checks.ts';
import { type SetupStep, setupSteps } from '../screen/setup/controls/setup-controls.ts';
import { saveFile } from './saved-file.ts';

const count = z.number();
const text = z.string();
const done = <Result extends z.ZodType>(result: Result) => z.strictObject({ atMs: count, result }).exactOptional();
const schema = z.strictObject({
  skipped: z.array(z.enum(setupSteps)).default([]),
  seats: done(
    z.strictObject({
      ...{ width: count, height: count, zh: text, en: text },
      seats: z.array(z.strictObject({ x: count, y: count, headPx: count, measurable: z.boolean() })),
    }),
  ),
  testLesson: done(
    z.strictObject({
      durationS: count,
      sources: z.array(
        z.strictObject({ source: z.enum(['studentCamera', 'teacherCamera', 'microphone']), share: count }),
      ),
    }),
  ),
});
type Kept = z.infer<typeof schema>;

/** What a try came to. */
export interface Done<Result> {
  atMs: number;
  result: Result;
}

/**
 * How far the set-up has come, kept over restarts: which steps were passed over on purpose, and what was tried out. What is
 * set is told by the configuration itself.
 */
export class Progress {
  readonly #file: string;

  /** @param folder where the agent keeps its data */
  constructor(folder: string) {
    this.#file = join(folder, 'setup.json');
  }

  skipped(): SetupStep[] {
    return this.#read().skipped;
  }

  /** @throws SetupError when the disk does not take it */
  skip(step: SetupStep, isSkipped: boolean): SetupStep[] {
    const kept = this.#read();
    const skipped = setupSteps.filter((each) => (each === step ? isSkipped : kept.skipped.includes(each)));
    this.#write({ ...kept, skipped });
    return skipped;
  }

  get seats(): Done<SeatsFound> | undefined {
    return this.#read().seats;
  }

  set seats(seats: Done<SeatsFound>) {
    this.#write({ ...this.#read(), seats });
  }

  get testLesson(): Done<TestLessonResult> | undefined {
    return this.#read().testLesson;
  }

  set testLesson(testLesson: Done<TestLessonResult>) {
    this.#write({ ...this.#read(), testLesson });
  }

  #read(): Kept {
    try {
      return schema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return { skipped: [] };
    }
  }

  #write(kept: Kept): void {
    saveFile(this.#file, `${JSON.stringify(kept)}\n`, 0o640);
  }
}
