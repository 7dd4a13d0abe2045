import type { Command } from 'commander';
import { checkConfig, printConfigSchema, type ShowOptions, setConfig, showConfig } from './config.ts';

const DEFAULT_CONFIG = '/etc/lectern/lectern.yaml';

const help = `
Precedence: the environment (LECTERN__screen__port=8080 stands for screen.port; /etc/default/lectern) goes before the file,
            the file before what is usual. The region's wishes come last, but of what guards people the stricter counts.`;

/** Adds `lectern config …`. */
export function addConfigCommands(program: Command): void {
  const config = program
    .command('config')
    .description('配置: check, show and change the configuration file')
    .addHelpText('after', help);
  const withFile = (command: Command) => command.option('-c, --config <file>', 'configuration (YAML)', DEFAULT_CONFIG);
  config
    .command('check')
    .description('say everything that is wrong with it, with its lines; exit code 2 when something is')
    .argument('[file]', 'configuration (YAML)', DEFAULT_CONFIG)
    .action((file: string) => checkConfig(file));
  withFile(config.command('show'))
    .description('what the agent goes by, with what is usual and what the environment and the region say')
    .option('--json', 'print one JSON document instead of YAML')
    .addHelpText('after', help)
    .action((options: ShowOptions) => showConfig(options));
  withFile(config.command('set'))
    .description('change one setting; comments and everything else stay; the file of before is kept as ….bak')
    .argument('<setting>', 'such as screen.port')
    .argument('<value>', 'YAML: 8080, true, "07:30", [a, b]')
    .action((setting: string, value: string, options: { config: string }) => setConfig(setting, value, options));
  withFile(config.command('unset'))
    .description('take one setting out of the file')
    .argument('<setting>', 'such as screen.network')
    .action((setting: string, options: { config: string }) => setConfig(setting, undefined, options));
  config
    .command('schema')
    .description('print the JSON Schema of the file, for editors and scripts')
    .action(() => printConfigSchema());
}
