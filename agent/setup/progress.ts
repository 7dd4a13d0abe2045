import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type SetupStep, setupSteps } from '../screen/setup/controls/setup-controls.ts';
import { writeWholeFile } from './whole-file.ts';

const schema = z.strictObject({ skipped: z.array(z.enum(setupSteps)) });

/** Which steps of the set-up were passed over on purpose, kept over restarts. What is done is told by the configuration itself. */
export class Progress {
  readonly #file: string;

  /** @param folder where the agent keeps its data */
  constructor(folder: string) {
    this.#file = join(folder, 'setup.json');
  }

  skipped(): SetupStep[] {
    try {
      return schema.parse(JSON.parse(readFileSync(this.#file, 'utf8'))).skipped;
    } catch {
      return [];
    }
  }

  /** @throws SetupError when the disk does not take it */
  skip(step: SetupStep, isSkipped: boolean): SetupStep[] {
    const before = new Set(this.skipped());
    if (isSkipped) before.add(step);
    else before.delete(step);
    const skipped = setupSteps.filter((each) => before.has(each));
    writeWholeFile(this.#file, `${JSON.stringify({ skipped })}\n`, 0o640);
    return skipped;
  }
}
