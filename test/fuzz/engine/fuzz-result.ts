/** What a run over one parser came to. */
export interface FuzzResult {
  parser: string;
  reads: string;
  cases: number;
  seed: number;
  seconds: number;
  /** How many were read, and how many refused. */
  read: number;
  refused: number;
  /** Kinds of defects that this run has found. */
  found: string[];
  /** Why there were fewer cases than asked for. */
  fewer?: string;
}
