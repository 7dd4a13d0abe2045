import type { Command } from 'commander';
import { type CompareOptions, compareLabels, validateHelp, writeLabelPage } from './validate.ts';

/** Adds `lectern validate …`. */
export function addValidateCommands(program: Command): void {
  const validate = program
    .command('validate')
    .description('校验: a person marks ten minutes of a lesson, and the box says how far it agrees')
    .addHelpText('after', validateHelp);

  validate
    .command('page')
    .description(
      'write the labelling page: one file for any browser, in the classroom or beside a recording; it sends nothing',
    )
    .option('--out <file>', 'where to', 'lectern-labels.html')
    .action(({ out }: { out: string }) => writeLabelPage(out));

  validate
    .command('compare')
    .description('set a person’s labels beside what the box measured of the same lesson')
    .argument('<labels>', 'the file that the page saved')
    .option('--report <file>', 'a report of lectern analyze, for labels of a recording')
    .option('--lesson <id>', 'the lesson (default: the one that went on when the labels were made)')
    .option('--second <labels>', 'another person’s labels of the same stretch: how far two people agree')
    .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
    .option('--data <folder>', 'where the lessons are kept (default: as configured)')
    .option('--json', 'one JSON document instead of a table')
    .action((labels: string, options: CompareOptions) => compareLabels(labels, options));
}
