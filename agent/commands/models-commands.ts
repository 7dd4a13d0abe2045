import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { InstallModelsOptions, ModelsOptions, PackModelsOptions } from './models.ts';
import { numberBetween } from './number-between.ts';
import { stopSignal } from './stop-signal.ts';

/** Loaded when it is asked for: making a bundle loads the networks' runtime, which the agent itself never does. */
const commands = () => import('./models.ts');

const DEFAULT_CONFIG = '/etc/lectern/lectern.yaml';

/** Adds `lectern models …`. */
export function addModelsCommands(program: Command): void {
  const models = program.command('models').description('模型: the models this machine measures with, and newer ones');
  const atRoom = (command: Command) =>
    command
      .option('-c, --config <file>', 'configuration (YAML)', DEFAULT_CONFIG)
      .option('--data <folder>', 'where the lessons are kept (default: as configured)');
  atRoom(models.command('list'))
    .description('which are used, which were before, and what was tried')
    .option('--json', 'print one JSON document instead of text')
    .action(async (options: ModelsOptions) => (await commands()).listModels(options));
  atRoom(models.command('install'))
    .description('try a signed bundle on this machine and use it from the next lesson on')
    .argument('<bundle>', 'a folder, such as one on a USB stick, or an https address')
    .option('--keys <file>', 'public keys whose bundles are believed (PEM; default: as configured)')
    .option('--insist', 'also an older one, or one that was given up here')
    .action(async (bundle: string, options: InstallModelsOptions) =>
      (await commands()).installModels(bundle, options, stopSignal()),
    );
  atRoom(models.command('rollback'))
    .description('give up the bundle in use for the models before')
    .action(async (options: ModelsOptions) => (await commands()).rollBackModels(options));
  models
    .command('keygen')
    .description('for whoever makes bundles: a pair of keys (Ed25519) to sign them with')
    .argument('<folder>', 'where they are written')
    .action(async (folder: string) => (await commands()).makeModelKey(folder));
  models
    .command('pack')
    .description('for whoever makes bundles: make a signed one of ONNX files that are named by their models')
    .argument('<folder>', 'with the ONNX files')
    .argument('<bundle>', 'folder that is to be the bundle')
    .requiredOption('--key <file>', 'private key to sign with')
    .requiredOption('--name <name>', 'short name, such as 2027-spring')
    .requiredOption('--sequence <number>', 'counts up from bundle to bundle', numberBetween(1, 2_000_000_000))
    .option('--from <version>', 'least version of Lectern that it fits', packageJson.version)
    .requiredOption('--before <version>', 'first version that it does not fit')
    .option('--slowest <times>', 'a model may take so many times as long as the one before', numberBetween(1, 10), 1.5)
    .action(async (folder: string, bundle: string, options: PackModelsOptions) =>
      (await commands()).packModels(folder, bundle, options),
    );
}
