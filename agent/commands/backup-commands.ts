import type { Command } from 'commander';
import { type BackupCommandOptions, backUpRoom, type RestoreCommandOptions, restoreRoom } from './backup.ts';

const DEFAULT_CONFIG = '/etc/lectern/lectern.yaml';

/** Adds `lectern backup` and `lectern restore`. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('备份: lessons, accounts and configuration of this room in one file, while the agent runs')
    .option('-c, --config <file>', 'configuration (YAML)', DEFAULT_CONFIG)
    .option('--out <file>', 'write it there (default: backups/ROOM-DATE.lectern in the data folder)')
    .option('--encrypt', 'with a passphrase (age), which is asked for; then passwords of cameras are in it too')
    .option('--passphrase-file <file>', 'the same, the passphrase being the first line of a file')
    .option('--move', 'the room moves to another machine: this one goes out of service; stop the agent first')
    .action((options: BackupCommandOptions) => backUpRoom(options));
  program
    .command('restore')
    .description('恢复: put a backup in place, on this machine or another; stop the agent first')
    .argument('<file>', 'that lectern backup has made')
    .option('-c, --config <file>', 'where the configuration goes', DEFAULT_CONFIG)
    .option('--data <folder>', 'where the lessons are kept on this machine (default: as configured here)')
    .option('--passphrase-file <file>', 'of an encrypted one: a file whose first line is its passphrase')
    .option('--replace', 'what is here gives way, and is kept beside for some days')
    .action((file: string, options: RestoreCommandOptions) => restoreRoom(file, options));
}
