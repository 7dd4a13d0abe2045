import type { RoomProblem } from '../lesson/room-state.ts';

/** What somebody should mend, each once, until it is mended. */
export class RoomProblems {
  readonly #problems = new Map<string, RoomProblem>();
  readonly #changed: (code: string, problem: RoomProblem | null) => void;

  constructor(changed: (code: string, problem: RoomProblem | null) => void) {
    this.#changed = changed;
  }

  get all(): RoomProblem[] {
    return [...this.#problems.values()];
  }

  /** @param message what is wrong · where · what to do; null when it is mended */
  set(code: string, message: string | null): void {
    const before = this.#problems.get(code)?.message ?? null;
    if (before === message) return;
    const problem = message === null ? null : { code, message };
    if (problem) this.#problems.set(code, problem);
    else this.#problems.delete(code);
    this.#changed(code, problem);
  }
}
