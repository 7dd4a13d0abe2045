import type { Outcome } from '../api.ts';
import { saveNote } from '../review-api.ts';

const AFTER_MS = 1_000;

/** A note while it is typed: it is kept a moment after the last key, for the page may lock at any time. */
export class NoteDraft {
  readonly #lessonId: string;
  #typed: string;
  /** As it is kept; null when that is not known. */
  #kept: string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(lessonId: string, note: string) {
    this.#lessonId = lessonId;
    this.#typed = note;
    this.#kept = note;
  }

  /** @param saved is told what came of keeping it */
  type(text: string, saved: (outcome: Outcome<object>) => void): void {
    this.#typed = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep().then(saved), AFTER_MS);
  }

  /** Keeps what was typed, or another text in its place, after whatever is still on its way. */
  keep(text = this.#typed): Promise<Outcome<object>> {
    clearTimeout(this.#timer);
    this.#typed = text;
    const note = text.trim();
    const isKept = note === this.#kept;
    this.#kept = note;
    const saved = this.#last.then(async (): Promise<Outcome<object>> => {
      if (isKept) return { kind: 'done', data: {} };
      const outcome = await saveNote(this.#lessonId, note);
      if (outcome.kind !== 'done') this.#kept = null;
      return outcome;
    });
    this.#last = saved;
    return saved;
  }
}
