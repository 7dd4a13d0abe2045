import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { evaluateFolder } from './evaluate-folder.ts';
import { Evaluation } from './evaluation.ts';
import { lessonVariants, makeVariant } from './lesson-variants.ts';
import { namedVariants } from './named-variants.ts';
import { LESSON_COLUMNS, variantTable } from './variant-table.ts';

const program = new Command('eval:variants')
  .description('Measures a filmed lesson as other cameras would have filmed it: smaller, darker, noisier, tilted …')
  .argument('<dir>', 'folder with truth.json and any of student.mp4, teacher.mp4')
  .option('--json', 'print one JSON document; figures are named VARIANT/FIGURE')
  .option('--only <name...>', 'only these variants')
  .option('--samples-per-s <number>', 'looks a second at each camera', Number, 1)
  .action(async (dir: string, options: { json?: boolean; only?: string[]; samplesPerS: number }) => {
    const variants = namedVariants(lessonVariants, options.only ?? []);
    const all = new Evaluation('eval:variants', dir);
    const rows = new Map<string, Readonly<Record<string, number>>>();
    const folder = mkdtempSync(join(tmpdir(), 'lectern-variants-'));
    try {
      for (const [i, variant] of variants.entries()) {
        console.error(`${i + 1} of ${variants.length}: ${variant.name}`);
        const into = join(folder, variant.name);
        mkdirSync(into);
        await makeVariant(variant, dir, into);
        const result = new Evaluation('eval:lesson', into);
        await evaluateFolder(into, options.samplesPerS, result);
        rmSync(into, { recursive: true });
        rows.set(variant.name, result.figures);
        all.addAll(variant.name, result);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    if (options.json) all.print(true);
    else console.log(variantTable(rows, LESSON_COLUMNS));
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(`eval:variants: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
