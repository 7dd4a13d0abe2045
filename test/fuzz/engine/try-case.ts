import type { FuzzedParser, OpenParser } from './fuzzed-parser.ts';

/** More of the processor than this for one small file is too much, milliseconds; a busy machine does not count. */
export const MOST_CPU_MS = 4_000;
/** Only what seemed long is looked at closely. */
const LOOK_MS = 1_000;

export interface CaseResult {
  outcome: 'read' | 'refused' | 'broken';
  /** What is wrong, when it is broken. */
  problem?: string;
}

/** Gives a case to a parser. */
export async function tryCase(parser: FuzzedParser, open: OpenParser, bytes: Buffer): Promise<CaseResult> {
  const warnings: string[] = [];
  const { emitWarning } = process;
  // A library's warning goes to the log past everything that keeps secrets out of it, and often quotes what it read.
  process.emitWarning = (warning) => void warnings.push(String(warning).split('\n')[0]!.slice(0, 120));
  try {
    const result = await judged(parser, open, bytes);
    if (warnings.length === 0 || result.outcome === 'broken') return result;
    return { outcome: 'broken', problem: `a warning goes to the log unasked: "${warnings[0]}"` };
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function judged(parser: FuzzedParser, open: OpenParser, bytes: Buffer): Promise<CaseResult> {
  const startedMs = performance.now();
  const before = process.threadCpuUsage();
  let result: CaseResult;
  try {
    const answer = open.parse(bytes);
    if (answer instanceof Promise) await answer;
    result = { outcome: 'read' };
  } catch (error) {
    const isRefusal = parser.refuses?.(error) ?? false;
    result = isRefusal ? { outcome: 'refused' } : { outcome: 'broken', problem: problemOf(error) };
  }
  if (performance.now() - startedMs > LOOK_MS) {
    const { user, system } = process.threadCpuUsage(before);
    const cpuMs = (user + system) / 1000;
    if (cpuMs > MOST_CPU_MS) result = { outcome: 'broken', problem: `took ${Math.round(cpuMs)} ms of the processor` };
  }
  return result;
}

/** Class, code and words: two cases with the same are the same defect. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const place = error.stack?.split('\n').find((line) => /\/(agent|device|hub|provisioning|models)\//.test(line));
  return `${error.name}${code}: ${error.message.split('\n')[0]?.slice(0, 200)} ${place?.trim().replace(/.*\/((agent|device|hub|provisioning|models)\/)/, '$1') ?? ''}`.trim();
}
