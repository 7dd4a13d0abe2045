import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { readRecorded, recordEvaluation } from './recorded.ts';
import { readmeWithFigures, validityPage } from './validity-page.ts';

const repository = join(import.meta.dirname, '../..');
const readme = join(repository, 'README.md');
const commands = ['eval-lesson', 'eval-variants', 'eval-speech', 'eval-sounds', 'eval-look'];
/** Lessons of many hours are held in memory. */
const HEAP = '--max-old-space-size=8192';

await new Command('validity')
  .description('Makes docs/validity.md, and the few figures of the README, of what the evaluation commands printed.')
  .addOption(new Option('--record <command>', 'run this one first and keep what it prints').choices(commands))
  .argument('[arguments...]', 'its folder and its options, after --')
  .action(async (args: string[], { record }: { record?: string }) => {
    if (record !== undefined) {
      const program = join(import.meta.dirname, `${record}.ts`);
      const child = spawn(process.execPath, [HEAP, program, ...args, '--json'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const printed = await text(child.stdout);
      const [, ...options] = args;
      recordEvaluation(printed, options, new Date().toISOString().slice(0, 10));
    }
    writeFileSync(join(repository, 'docs/validity.md'), validityPage(readRecorded()));
    writeFileSync(readme, readmeWithFigures(readFileSync(readme, 'utf8'), readRecorded()));
  })
  .parseAsync();
