import type { Span } from '../lesson/timeline.ts';

/** From this moment on something was in this state. */
interface Change<S extends string> {
  atMs: number;
  state: S;
}

export type Fault<S extends string> = Span & { state: Exclude<S, 'ok'> };

/**
 * The stretches in which one thing was not in order, each until it was in order again, otherwise wrong, or the lesson over.
 * @param changes of that thing alone, in order
 */
export function faultsOf<S extends string>(changes: readonly Change<S>[], durationMs: number): Fault<S>[] {
  const faults: Fault<S>[] = [];
  for (const [i, { atMs, state }] of changes.entries()) {
    const endMs = changes[i + 1]?.atMs ?? durationMs;
    const last = faults.at(-1);
    if (!isFault(state)) continue;
    // A sensor that was started again says once more what is wrong.
    if (last?.endMs === atMs && last.state === state) last.endMs = endMs;
    else faults.push({ state, startMs: atMs, endMs });
  }
  return faults;
}

function isFault<S extends string>(state: S): state is Exclude<S, 'ok'> {
  return state !== 'ok';
}
