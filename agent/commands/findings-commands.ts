import type { Command } from 'commander';
import { type FindingsListOptions, findingsCheck, findingsHelp, findingsList } from './findings.ts';

/** Adds `lectern findings …`. */
export function addFindingsCommands(program: Command): void {
  const findings = program
    .command('findings')
    .description('教师智能助手: the rules by which a teacher is told what was seen, and what to try')
    .addHelpText('after', findingsHelp);

  findings
    .command('check')
    .description('check a region’s rule file; every mistake is listed with its line')
    .argument('<file>', 'the rule file (YAML)')
    .addHelpText('after', findingsHelp)
    .action((file: string) => findingsCheck(file));

  findings
    .command('list')
    .description('print the rules: conditions in words, texts in Chinese and English')
    .option('--rules <file>', 'those of this file (default: the built-in ones)')
    .option('--json', 'print one JSON document instead of text')
    .action((options: FindingsListOptions) => findingsList(options));
}
