import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { collectFaults } from './collect-faults.ts';
import { reliabilityPage } from './reliability-page.ts';

const page = join(import.meta.dirname, '../../docs/reliability.md');

await new Command('reliability')
  .description('Makes the page of what can fail from the tests that show it.')
  .option('--write', 'write docs/reliability.md; without it, exits with 1 when that is not what the tests say')
  .action(async ({ write }: { write?: boolean }) => {
    const text = reliabilityPage(await collectFaults());
    if (write) writeFileSync(page, text);
    else if (readFileSync(page, 'utf8') !== text) {
      console.error('docs/reliability.md is not what the tests say: npm run reliability -- --write');
      process.exitCode = 1;
    }
  })
  .parseAsync();
