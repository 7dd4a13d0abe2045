import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { Evaluation } from '../evaluation/evaluation.ts';
import type { BenchGroup } from './bench-group.ts';
import { type GroupResult, groupResultSchema, type Measured } from './bench-run.ts';
import { figureTable } from './figure-table.ts';
import { groups } from './groups.ts';
import { thisMachine } from './machine.ts';
import { KEPT_PATH, type KeptRun, PAGE_PATH, pageOf, readKept } from './performance-page.ts';

/** No group needs as long, also on a machine that others keep busy. */
const PATIENCE_MS = 10 * 60_000;

const messageSchema = z.union([
  z.strictObject({ progress: z.string() }),
  z.strictObject({ result: groupResultSchema }),
]);

/** @throws Error when the group ends without a result */
function measured({ name, title }: BenchGroup): Promise<GroupResult> {
  process.stderr.write(`${name}: ${title}\n`);
  const child = fork(new URL('run-group.ts', import.meta.url), [name], {
    // What is printed there is not the table.
    stdio: ['ignore', 2, 2, 'ipc'],
    timeout: PATIENCE_MS,
  });
  const { promise, resolve, reject } = Promise.withResolvers<GroupResult>();
  child.on('message', (raw) => {
    const message = messageSchema.parse(raw);
    if ('progress' in message) process.stderr.write(`  ${message.progress}\n`);
    else resolve(message.result);
  });
  child.once('error', reject);
  child.once('close', (code, signal) => reject(new Error(`it ended by ${signal ?? `code ${code}`} without a result`)));
  return promise;
}

async function runAll(wanted: readonly BenchGroup[]): Promise<KeptRun> {
  const startedMs = performance.now();
  const machine = thisMachine();
  // Somebody may commit while it runs.
  const { commit } = new Evaluation('bench', '.').document();
  const all: GroupResult = { measured: {}, lacking: {}, notes: [] };
  for (const group of wanted) {
    const beganMs = performance.now();
    try {
      const { measured: figures, lacking, notes } = await measured(group);
      Object.assign(all.measured, figures);
      Object.assign(all.lacking, lacking);
      all.notes.push(...notes.map((note) => `${group.name}: ${note}`));
    } catch (error) {
      const reason = `the group could not be run: ${(error as Error).message.split('\n')[0]}`;
      for (const { name } of group.figures) all.lacking[name] = reason;
      process.stderr.write(`  ${reason}\n`);
      process.exitCode = 1;
    }
    process.stderr.write(`  ${((performance.now() - beganMs) / 1000).toFixed(0)} s\n`);
  }
  for (const [name, reason] of Object.entries(all.lacking)) all.notes.push(`${name}: not measured: ${reason}`);
  return { ...all, commit, machine, tookS: Math.round((performance.now() - startedMs) / 1000) };
}

function documentOf({ measured: figures, notes }: GroupResult) {
  const result = new Evaluation('bench', '.');
  for (const [name, each] of Object.entries(figures)) {
    result.figure(name, each.value);
    if (each.turns > 1) result.worst(name, worstOf(name, each), rangeOf(each));
  }
  for (const note of notes) result.note(note);
  return result.document();
}

const rangeOf = ({ lowest, highest, turns }: Measured) =>
  `of ${turns} turns, ${lowest.toPrecision(3)} to ${highest.toPrecision(3)}`;

/** By the figure's aim; what takes time is worst when it takes longest. */
function worstOf(name: string, { lowest, highest }: Measured): number {
  const aim = groups.flatMap(({ figures }) => figures).find((figure) => figure.name === name)?.aim;
  return aim && 'atLeast' in aim ? lowest : highest;
}

function groupNamed(name: string): string {
  if (!groups.some((group) => group.name === name))
    throw new InvalidArgumentError(`there are ${groups.map((group) => group.name).join(', ')}`);
  return name;
}

interface BenchOptions {
  json?: boolean;
  only?: string[];
  write?: boolean;
  render?: boolean;
}

const program = new Command('bench')
  .description('Measures what takes time, and against what; docs/performance.md is what one run of it has found.')
  .option('--json', 'print one JSON document')
  .option('--only <name>', 'these groups alone', (name: string, others: string[] = []) => [...others, groupNamed(name)])
  .option('--write', 'write docs/performance.md anew; not with --only, for the page tells of one run')
  .option('--render', 'measure nothing: write docs/performance.md from the figures that are kept beside it')
  .action(async ({ json, only, write, render }: BenchOptions, command: Command) => {
    if (render) return writeFileSync(PAGE_PATH, pageOf(groups, readKept()));
    if (write && only) command.error('--write tells of a whole run; leave --only away');
    const run = await runAll(groups.filter(({ name }) => !only || only.includes(name)));
    if (write) {
      writeFileSync(KEPT_PATH, `${JSON.stringify(run, null, 2)}\n`);
      writeFileSync(PAGE_PATH, pageOf(groups, run));
    }
    console.log(json ? JSON.stringify(documentOf(run)) : figureTable(groups, run));
  });
await program.parseAsync();
