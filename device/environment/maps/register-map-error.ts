/** What is wrong at one place of a file of register maps. */
export interface MapProblem {
  /** From 1; absent when the file as a whole is meant. */
  line?: number | undefined;
  /** The setting, such as `maps.my-sensor.registers.0.unit`. */
  where?: string;
  reason: string;
}

const MOST_PROBLEMS = 20;

/** A file of register maps that is not used; the message has a line for each problem. */
export class RegisterMapError extends Error {
  readonly code = 'REGISTER_MAPS_UNREADABLE';
  readonly problems: readonly MapProblem[];

  constructor(file: string, problems: readonly MapProblem[]) {
    const lines = problems.slice(0, MOST_PROBLEMS).map(({ line, where, reason }) => {
      const place = line === undefined ? file : `${file}:${line}`;
      return `${place}: ${where ? `${where}: ` : ''}${reason}`;
    });
    super(lines.join('\n'));
    this.problems = problems;
  }
}
