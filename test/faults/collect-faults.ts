import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVitest } from 'vitest/node';
import type { Fault } from './fault.ts';

const repository = join(import.meta.dirname, '../..');

/** A fault and the test that shows it. */
export interface ShownFault extends Fault {
  /** From the repository's root. */
  file: string;
  title: string;
}

/**
 * The faults that the repository's tests say they show, in no order; tests are read, not run.
 * @throws when a test file cannot be read
 */
export async function collectFaults(): Promise<ShownFault[]> {
  const files = globSync('{agent,device,hub,models,provisioning,systemd,test}/**/*.test.ts', {
    cwd: repository,
  }).filter((file) => readFileSync(join(repository, file), 'utf8').includes('faults/fault.ts'));
  // Tests that are only read need no world of their own, and what they import is read once for all.
  const vitest = await createVitest('test', {
    root: repository,
    watch: false,
    run: true,
    reporters: [],
    isolate: false,
  });
  try {
    const { testModules, unhandledErrors } = await vitest.collect(files, { staticParse: false });
    const errors = [...unhandledErrors, ...testModules.flatMap((module) => module.errors())];
    if (errors.length > 0) throw new AggregateError(errors, 'some tests cannot be read');
    return testModules.flatMap((module) =>
      [...module.children.allTests()].flatMap((test) =>
        (test.meta().faults ?? []).map((fault) => ({ ...fault, file: module.relativeModuleId, title: test.fullName })),
      ),
    );
  } finally {
    await vitest.close();
  }
}
