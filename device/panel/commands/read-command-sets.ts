import { readFileSync } from 'node:fs';
import { readDeviceFile } from '../../read-device-file.ts';
import { readYaml, type YamlProblem } from '../../read-yaml.ts';
import { type CommandSet, commandSetFileSchema } from './command-set.ts';

/** By the name of the model. */
export type CommandSets = ReadonlyMap<string, CommandSet>;

const SHIPPED = new URL('command-sets.yaml', import.meta.url);
/** A set is some lines of text; what is larger is another file. */
const MOST_BYTES = 256 * 1024;
const MOST_PROBLEMS = 20;

/** A file of command sets that is not used; the message has a line for each problem. */
export class CommandSetError extends Error {
  readonly code = 'COMMAND_SETS_UNREADABLE';

  constructor(file: string, problems: readonly YamlProblem[]) {
    const lines = problems.slice(0, MOST_PROBLEMS).map(({ line, where, reason }) => {
      const place = line === undefined ? file : `${file}:${line}`;
      return `${place}: ${where ? `${where}: ` : ''}${reason}`;
    });
    super(lines.join('\n'));
  }
}

/**
 * The sets that are shipped, and those of a file of one's own, which come first where both name a model.
 * @param file path of a YAML file
 * @throws CommandSetError with file, line and reason of everything that is wrong
 */
export function loadCommandSets(file?: string): CommandSets {
  const shipped = parseCommandSets(readFileSync(SHIPPED, 'utf8'), 'command-sets.yaml');
  if (file === undefined) return shipped;
  let text: string;
  try {
    text = readDeviceFile(file, 'commands');
  } catch (error) {
    throw new CommandSetError(file, [{ reason: (error as Error).message }]);
  }
  return new Map([...shipped, ...parseCommandSets(text, file)]);
}

/** @param file its name, for what is said of it @throws CommandSetError */
export function parseCommandSets(text: string, file: string): CommandSets {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw new CommandSetError(file, [{ reason: `is larger than ${MOST_BYTES / 1024} kB: is it another file?` }]);
  const read = readYaml(text, commandSetFileSchema, 'is no setting of a command set; see docs/devices/panel.md');
  if ('problems' in read) throw new CommandSetError(file, read.problems);
  return new Map(Object.entries(read.data.sets));
}
