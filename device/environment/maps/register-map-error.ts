import type { YamlProblem } from '../../read-yaml.ts';

const MOST_PROBLEMS = 20;

/** A file of register maps that is not used; the message has a line for each problem. */
export class RegisterMapError extends Error {
  readonly code = 'REGISTER_MAPS_UNREADABLE';
  readonly problems: readonly YamlProblem[];

  constructor(file: string, problems: readonly YamlProblem[]) {
    const lines = problems.slice(0, MOST_PROBLEMS).map(({ line, where, reason }) => {
      const place = line === undefined ? file : `${file}:${line}`;
      return `${place}: ${where ? `${where}: ` : ''}${reason}`;
    });
    super(lines.join('\n'));
    this.problems = problems;
  }
}
