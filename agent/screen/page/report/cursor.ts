import { useLayoutEffect, useState } from 'preact/hooks';

/**
 * The one moment of the lesson that every drawing points at. It moves with every pointer event, so only what shows it is
 * told, and nothing else of the page is drawn again.
 */
export class Cursor {
  readonly #durationMs: number;
  readonly #watchers = new Set<(atMs: number) => void>();
  #atMs: number | null = null;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  /** Lesson time, null until somebody touches something. */
  get atMs(): number | null {
    return this.#atMs;
  }

  /** Moves to a moment, or to the nearest end of the lesson. */
  moveTo(atMs: number): void {
    this.#atMs = Math.min(Math.max(atMs, 0), this.#durationMs);
    for (const watcher of this.#watchers) watcher(this.#atMs);
  }

  /** @returns what ends it */
  watch(watcher: (atMs: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** Where the cursor is; draws the component again whenever it moves. */
export function useCursorMs(cursor: Cursor): number | null {
  const [atMs, setAtMs] = useState(cursor.atMs);
  useLayoutEffect(() => {
    setAtMs(cursor.atMs);
    return cursor.watch(setAtMs);
  }, [cursor]);
  return atMs;
}
