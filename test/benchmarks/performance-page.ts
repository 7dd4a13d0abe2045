import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repository } from '../cli.ts';
import type { BenchGroup } from './bench-group.ts';
import { type GroupResult, groupResultSchema } from './bench-run.ts';
import { type Figure, isRatio } from './figure.ts';
import { aimText, spreadText, valueText } from './figure-table.ts';
import { type Machine, machineSchema } from './machine.ts';

export const PAGE_PATH = join(repository, 'docs/performance.md');
/** What the page is made of: every number in it. */
export const KEPT_PATH = join(repository, 'docs/performance.json');

const keptSchema = groupResultSchema.extend({
  commit: z.string(),
  machine: machineSchema,
  tookS: z.number(),
});
/** One whole run. */
export type KeptRun = z.infer<typeof keptSchema>;

/** @throws ZodError or SyntaxError when it is not what a run has written */
export function readKept(): KeptRun {
  return keptSchema.parse(JSON.parse(readFileSync(KEPT_PATH, 'utf8')));
}

const INTRODUCTION = `<!-- Made by \`npm run bench -- --write\` from docs/performance.json, which it writes too. Words stand beside what measures them, in test/benchmarks/groups/. -->

# What takes time

\`npm run bench\` measures all of this in one run: \`--json\` prints one document, \`--only NAME\` runs one group, \`--write\` makes this page
anew. Two things that are compared take turns within the run, and what is told is the median of the turns; ± is half the distance of
their quartiles. A *ratio* says as much on another machine; what has a unit is *absolute* and does not.`;

/** docs/performance.md, whole. */
export function pageOf(groups: readonly BenchGroup[], run: KeptRun): string {
  const sections = groups.map((group) => sectionOf(group, run));
  const notes = run.notes.map((note) => `* ${note}`);
  const rest = notes.length > 0 ? ['## Notes of this run', notes.join('\n')] : [];
  return `${[INTRODUCTION, machineLine(run), ...sections, ...rest].join('\n\n')}\n`;
}

function machineLine({ machine, commit, tookS }: { machine: Machine; commit: string; tookS: number }): string {
  const { processor, cores, memoryGiB, kernel, node, ffmpeg, load, day } = machine;
  const minutes = (tookS / 60).toFixed(1);
  return `*This run*: ${day}, commit ${commit}, ${minutes} minutes, on ${cores} cores (${processor}), ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, ffmpeg ${ffmpeg}; load before it ${load}.`;
}

function sectionOf({ name, title, figures }: BenchGroup, run: GroupResult): string {
  const rows = figures.map((figure) => rowOf(figure, run));
  const floors = figures.flatMap(({ name, floor }) => (floor ? [`* \`${name}\`: ${floor}`] : []));
  return [
    `## ${title} (\`${name}\`)`,
    ['| figure | value | against | what is measured | aim |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...(floors.length > 0 ? [`*Why not better*\n\n${floors.join('\n')}`] : []),
  ].join('\n\n');
}

function rowOf(figure: Figure, { measured, lacking }: GroupResult): string {
  const found = measured[figure.name];
  const value = found
    ? `${valueText(figure, found.value)} ${spreadText(found)}`.trim()
    : `not measured: ${lacking[figure.name] ?? 'it was not there yet'}`;
  const against = figure.against ?? (isRatio(figure) ? '' : 'absolute');
  return `| \`${figure.name}\` | ${value} | ${against} | ${figure.what} | ${aimText(figure, found?.value)} |`;
}
