import type { RoomState } from '../../lesson/room-state.ts';
import type { Access } from './access.ts';

/** Locks what teachers have open when the next lesson begins, recorded or not: pupils come in. */
export class LessonLock {
  readonly #access: Pick<Access, 'lockTeachers'>;
  readonly #state: () => RoomState;
  readonly #wallMs: () => number;
  #lessonId: string | undefined;
  #nextMs = Number.POSITIVE_INFINITY;

  constructor(access: Pick<Access, 'lockTeachers'>, state: () => RoomState, wallMs: () => number) {
    this.#access = access;
    this.#state = state;
    this.#wallMs = wallMs;
  }

  /** To be called before anything of a teacher's is shown. */
  look(): void {
    const { lesson, next } = this.#state();
    const nowMs = this.#wallMs();
    const hasBegun = (lesson !== undefined && lesson.id !== this.#lessonId) || this.#nextMs <= nowMs;
    this.#lessonId = lesson?.id;
    // One that has begun locks once: whoever signs in while it goes on may read.
    this.#nextMs = next && next.startMs > nowMs ? next.startMs : Number.POSITIVE_INFINITY;
    if (hasBegun) this.#access.lockTeachers();
  }
}
