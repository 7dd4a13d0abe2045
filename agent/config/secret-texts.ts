import { parseDocument } from 'yaml';
import { YAML_OPTIONS } from './yaml-options.ts';

/** A file of credentials that cannot be used. Its message never holds anything of the file's content. */
export class CredentialsError extends Error {
  readonly code = 'CONFIG_CREDENTIALS';
}

/** Everything is text: a password 012345 is no number. The parser's own messages quote the file, so none is passed on. */
export function secretTexts(text: string, file: string): unknown {
  const document = parseDocument(text, { ...YAML_OPTIONS, schema: 'failsafe' });
  const problem = [...document.errors, ...document.warnings][0];
  try {
    if (!problem) return document.toJS();
  } catch {
    // A password such as *secret is YAML for something that was named before.
  }
  const line = problem?.linePos?.[0].line;
  throw new CredentialsError(
    `${file}: is not valid YAML${line === undefined ? '' : ` in line ${line}`}; put the password in single quotes`,
  );
}
