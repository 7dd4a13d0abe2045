import type { DocumentOptions, ParseOptions, SchemaOptions } from 'yaml';

/**
 * How every YAML file that people write is read. The library's own warnings would go to the log and quote the file, passwords and
 * all. A key is text: the library writes a list or map that stands as a key out as text, in time that doubles with each one
 * within it, so that a file of 6 kB would keep the agent busy for ever.
 */
export const YAML_OPTIONS = { logLevel: 'error', stringKeys: true } as const satisfies ParseOptions &
  DocumentOptions &
  SchemaOptions;
