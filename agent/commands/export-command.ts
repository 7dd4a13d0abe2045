import { type Command, Option } from 'commander';
import { type ExportOptions, exportFormats, exportHelp, exportLessons } from './export.ts';

/** Adds `lectern export`. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('导出: write the lessons of some days as a table for Excel, as JSON or as xAPI statements')
    .requiredOption('--from <YYYY-MM-DD>', 'first day')
    .requiredOption('--to <YYYY-MM-DD>', 'last day')
    .addOption(new Option('--format <format>', 'what to write').choices(exportFormats).makeOptionMandatory())
    .option('--out <file>', 'write there, whole or not at all; - is standard output', '-')
    .option('-c, --config <file>', 'configuration (YAML) (default: "/etc/lectern/lectern.yaml")')
    .option('--data <folder>', 'where the lessons are kept (default: as configured)')
    .option('--account-home <url>', 'xapi: the system in which the teachers’ pseudonyms are accounts')
    .addHelpText('after', exportHelp)
    .action((options: ExportOptions) => exportLessons(options));
}
