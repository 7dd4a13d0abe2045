import type { Command } from 'commander';
import { type EraseOptions, eraseRoom } from './erase.ts';

/** Adds `lectern erase`. */
export function addEraseCommand(program: Command): void {
  program
    .command('erase')
    .description(
      '擦除: remove everything of this room from this machine, before it is sold or returned; stop the agent first',
    )
    .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
    .option('--data <folder>', 'where the lessons are kept (default: as configured)')
    .option('--yes', 'do not ask: nothing of it can be brought back')
    .action((options: EraseOptions) => eraseRoom(options));
}
