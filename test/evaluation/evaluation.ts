import { execFileSync } from 'node:child_process';

export interface Worst {
  value: number;
  where: string;
}

/** What every evaluation command prints with `--json`. */
export interface EvaluationDocument {
  command: string;
  dir: string;
  commit: string;
  figures: Record<string, number>;
  worst: Record<string, Worst>;
  notes: readonly string[];
}

/** What an evaluation command found; printed as a table for people or as one JSON document. */
export class Evaluation {
  readonly #command: string;
  readonly #dir: string;
  readonly #figures: Record<string, number> = {};
  readonly #worst: Record<string, Worst> = {};
  readonly #notes: string[] = [];

  constructor(command: string, dir: string) {
    this.#command = command;
    this.#dir = dir;
  }

  figure(name: string, value: number): void {
    this.#figures[name] = value;
  }

  worst(name: string, value: number, where: string): void {
    this.#worst[name] = { value, where };
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  get figures(): Readonly<Record<string, number>> {
    return this.#figures;
  }

  /** Takes over what another evaluation found, each name as `PREFIX/NAME`. */
  addAll(prefix: string, other: Evaluation): void {
    for (const [name, value] of Object.entries(other.#figures)) this.#figures[`${prefix}/${name}`] = value;
    for (const [name, worst] of Object.entries(other.#worst)) this.#worst[`${prefix}/${name}`] = worst;
    for (const note of other.#notes) this.#notes.push(`${prefix}: ${note}`);
  }

  /** All of it, with four decimals. */
  document(): EvaluationDocument {
    const figures = mapValues(this.#figures, rounded);
    const worst = mapValues(this.#worst, ({ value, where }) => ({ value: rounded(value), where }));
    return { command: this.#command, dir: this.#dir, commit: commit(), figures, worst, notes: this.#notes };
  }

  print(json: boolean): void {
    const document = this.document();
    if (json) {
      console.log(JSON.stringify(document));
      return;
    }
    const { figures, worst, notes } = document;
    const width = Math.max(...[...Object.keys(figures), ...Object.keys(worst)].map((name) => name.length)) + 2;
    for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(width)}${value}`);
    console.log('\nworst');
    for (const [name, { value, where }] of Object.entries(worst))
      console.log(`${name.padEnd(width)}${value}  (${where})`);
    for (const note of notes) console.log(`note: ${note}`);
  }
}

/** Four decimals: what lies beyond differs between machines. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** The commit evaluated; "unknown" where git does not tell. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
