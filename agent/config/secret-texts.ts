import { parseDocument } from 'yaml';
import { YAML_OPTIONS } from './yaml-options.ts';

/** A file of credentials that cannot be used. Its message never holds anything of the file's content. */
export class CredentialsError extends Error {
  readonly code = 'CONFIG_CREDENTIALS';
}

/** Everything is text: a password 012345 is no number. The parser's own messages quote the file, so none is passed on. */
export function secretTexts(text: string, file: string): unknown {
  let line: number | undefined;
  try {
    const document = parseDocument(text, { ...YAML_OPTIONS, schema: 'failsafe' });
    const problem = [...document.errors, ...document.warnings][0];
    if (!problem) return document.toJS();
    line = problem.linePos?.[0].line;
  } catch {
    // A password such as *secret is YAML for something that was named before; lists within lists without end overflow the stack.
  }
  throw new CredentialsError(
    `${file}: is not valid YAML${line === undefined ? '' : ` in line ${line}`}; put the password in single quotes`,
  );
}
