/** What kind of changes break it best; bytes are changed as well, whatever it is. */
export type FuzzForm = 'json' | 'yaml' | 'csv' | 'xml' | 'lines' | 'bytes';

/** Reads one case. It may return anything; what it throws must be one of the errors that the parser is allowed. */
export interface OpenParser {
  parse(bytes: Buffer): unknown;
  close?(): void;
}

/** Something that reads bytes from outside. */
export interface FuzzedParser {
  /** Of small letters, digits and hyphens. */
  name: string;
  /** What it reads, and from whom. */
  reads: string;
  form: FuzzForm;
  /** The functions and schemas that are exercised: `path#export`. */
  covers: readonly string[];
  /** Examples that are read without an error, made by the real writers or recorded. */
  seeds(): (string | Uint8Array)[] | Promise<(string | Uint8Array)[]>;
  open(): OpenParser | Promise<OpenParser>;
  /** Whether it may refuse a case by this error: one of the domain's, and no other. */
  refuses?(error: unknown): boolean;
  /** Longer cases are cut, bytes. */
  mostBytes?: number;
  /** Fewer cases in the full run, and why: each takes long. */
  slow?: { cases: number; because: string };
}

/** Something that must hold of whatever was read does not. */
export class InvariantBroken extends Error {
  readonly code = 'FUZZ_INVARIANT';
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new InvariantBroken(what);
}

/** A domain error by its class and stable code. */
export const byCode =
  (...codes: RegExp[]) =>
  (error: unknown): boolean =>
    error instanceof Error && 'code' in error && codes.some((code) => code.test(String(error.code)));
