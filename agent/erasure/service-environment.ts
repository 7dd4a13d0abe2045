import { readFileSync } from 'node:fs';

/** `NAME=value`, also in quotes (systemd.exec, EnvironmentFile=). */
const LINE = /^\s*(LECTERN__\w+)=(.*?)\s*$/;

/**
 * The settings that systemd gives the service by a file and that sudo's environment has not.
 * @throws NodeJS.ErrnoException when the file is there and cannot be read
 */
export function serviceEnvironment(file: string): NodeJS.ProcessEnv {
  try {
    return settingsOfLines(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function settingsOfLines(text: string): NodeJS.ProcessEnv {
  const settings = text.split('\n').flatMap((line) => {
    const [, name, value] = LINE.exec(line) ?? [];
    return name === undefined ? [] : [[name, value!.replace(/^(["'])(.*)\1$/, '$2')]];
  });
  return Object.fromEntries(settings);
}
