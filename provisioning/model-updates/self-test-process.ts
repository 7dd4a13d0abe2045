import { findModel, type Model, readManifest } from '../../models/manifest.ts';
import { type ModelOutputs, type ModelSession, openModel } from '../../models/session.ts';
import { syntheticInput } from '../../models/synthetic-input.ts';
import type { SelfTest } from './bundle-manifest.ts';
import type { Trial, TrialReport } from './self-test-message.ts';

/** Runs of each model, the two in turn so that both meet the same load; the first of each warms it up. */
const RUNS = 7;

/** The process in which models are tried that nobody has tried on this machine: one that crashes takes only it along. */
process.on('message', (trials: Trial[]) => void tryAll(trials));
process.on('disconnect', () => process.exit());

const report = (message: TrialReport) => process.send?.(message);

async function tryAll(trials: readonly Trial[]): Promise<void> {
  const manifest = await readManifest();
  for (const trial of trials) {
    try {
      report(await tried(trial, findModel(manifest, trial.id)));
    } catch (error) {
      report({ type: 'failed', id: trial.id, message: (error as Error).message.slice(0, 2000) });
    }
  }
  report({ type: 'done' });
}

async function tried({ id, path, sha256, selfTest, beside }: Trial, model: Model): Promise<TrialReport> {
  const fresh = await openModel(model, path, { sha256 });
  const used = await openFirst(model, beside);
  const input = syntheticInput(model, selfTest.seed, selfTest.sizes);
  let outputs = await fresh.run(input);
  await used.run(input);
  const times: Record<'fresh' | 'used', number[]> = { fresh: [], used: [] };
  for (let run = 1; run < RUNS; run++) {
    outputs = await timed(fresh, input, times.fresh);
    await timed(used, input, times.used);
  }
  return {
    type: 'tried',
    id,
    ms: middle(times.fresh),
    besideMs: middle(times.used),
    wrong: differenceOf(outputs, selfTest),
  };
}

/** What is in use may be damaged, which is no fault of what is tried. */
async function openFirst(model: Model, [path, ...others]: readonly string[]): Promise<ModelSession> {
  try {
    return await openModel(model, path!);
  } catch (error) {
    if (others.length === 0) throw error;
    return await openFirst(model, others);
  }
}

async function timed(session: ModelSession, input: Parameters<ModelSession['run']>[0], into: number[]) {
  const before = session.sessionsMs;
  const outputs = await session.run(input);
  into.push(session.sessionsMs - before);
  return outputs;
}

const middle = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1]!;

/** What is otherwise than expected; null when nothing is. */
function differenceOf(outputs: ModelOutputs, { outputs: expected }: SelfTest): string | null {
  for (const [name, { dims, values, tolerance }] of Object.entries(expected)) {
    const { data, dims: found } = outputs.float32(name);
    if (found.join() !== dims.join()) return `${name} has the shape ${found.join('×')} instead of ${dims.join('×')}`;
    for (const [place, value] of values) {
      const got = data[place];
      // Not a number is no number near the one expected.
      if (got === undefined || !(Math.abs(got - value) <= tolerance * (1 + Math.abs(value))))
        return `${name}[${place}] is ${got} instead of ${value}`;
    }
  }
  return null;
}
