import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadModel } from '../../models/session.ts';
import { type Fault, shows } from '../faults/fault.ts';
import { madeModel } from '../fixtures/made-model.ts';
import { BundleBench, signing } from '../fixtures/model-bundle.ts';

const CUTS = 30;
/** An update of this size takes about so long; cuts are spread over it, and what is later than its end cuts nothing. */
const SPAN_MS = 450;

let bench: BundleBench;
beforeEach(() => {
  bench = new BundleBench();
});
afterEach(() => bench.leave());

const begin = (bundle: string) =>
  fork(join(import.meta.dirname, 'update-process.ts'), [bench.generations.folder, bundle, signing.publicPem]);

async function versionInUse(): Promise<string> {
  const model = await loadModel('student-states', { generations: bench.generations.folder });
  await model.release();
  return model.version;
}

const updateCut: Fault = {
  part: 'model-update',
  kind: 'killed',
  fault: `the power is cut in an update, at ${CUTS} moments`,
  seen: 'nothing',
  lost: 'nothing: the old models are there, or the new ones',
  recovers: 'goes on at the next try',
};
it(
  'an update that is killed at any moment leaves the old models or the new ones, and goes on at the next try',
  shows(updateCut, { timeout: 120_000 }),
  async () => {
    const bundles: string[] = [];
    for (const sequence of [1, 2]) {
      const net = madeModel(0, sequence / 2, 2_000_000);
      const change = (from: string) => writeFileSync(join(from, 'student-states.onnx'), net);
      bundles.push(await bench.pack(`number-${sequence}`, { sequence }, change));
    }
    const [first, second] = bundles as [string, string];
    await once(begin(first), 'exit');
    bench.generations.passTrial();
    const old = await versionInUse();
    let fresh: string | null = null;
    const reached = new Set<string>();
    for (let cut = 0; cut < CUTS; cut++) {
      const update = begin(second);
      let said = 'begun';
      update.on('message', (word) => {
        said = String(word);
      });
      await once(update, 'message');
      await delay((cut / CUTS) * SPAN_MS);
      update.kill('SIGKILL');
      if (update.exitCode === null && update.signalCode === null) await once(update, 'exit');
      reached.add(said);
      const version = await versionInUse();
      if (version === old) continue;
      fresh ??= version;
      expect(version).toBe(fresh);
      // From there on it is done; the room goes back, so that the next cut has an update to cut.
      bench.generations.rollBack('for the next cut');
      bench.generations.forgive(bench.generations.state.refused[0]!.bundle);
      expect(await versionInUse()).toBe(old);
    }
    expect(reached).toContain('begun');
    await once(begin(second), 'exit');
    expect(await versionInUse()).not.toBe(old);
    expect(bench.generations.state).toMatchObject({ next: null, trial: { failures: 0 } });
  },
);
