import type { Observation } from '../../lesson/observation.ts';
import { talkWithout } from '../../lesson/timeline.ts';
import type { Hearing } from './hearing.ts';
import type { TalkClassifier } from './talk-classifier.ts';

/** What was said last is told this often, so that no more is lost when the machine stops, … */
const TELL_EVERY_MS = 5_000;
/** … judged by so much of the lesson, … */
const LATEST_MS = 60_000;
/** … and a little of what was told before is told anew, because now it is known how it goes on. */
const RETOLD_MS = 3_000;
/** All of the lesson is judged anew this often, … */
const REVIEW_EVERY_MS = 30_000;
/** … but not before it has grown by this share, so that a long lesson costs no more than a short one. */
const REVIEW_GROWTH = 0.05;

/** What is heard, as far as it matters here. */
type Heard = Pick<Hearing, 'reachedMs' | 'talk' | 'latestTalk'>;

/** Tells who talked while a lesson goes on: the last seconds soon, the whole lesson now and then. */
export class LiveTalk {
  readonly #hearing: Heard;
  readonly #classifier: TalkClassifier;
  readonly #startMs: number;
  readonly #observe: (observation: Observation) => void;
  #toldMs: number;
  #reviewDueMs: number;

  /** @param startMs lesson time of the first sound */
  constructor(
    hearing: Heard,
    classifier: TalkClassifier,
    startMs: number,
    observe: (observation: Observation) => void,
  ) {
    this.#hearing = hearing;
    this.#classifier = classifier;
    this.#startMs = startMs;
    this.#observe = observe;
    this.#toldMs = startMs;
    this.#reviewDueMs = startMs + REVIEW_EVERY_MS;
  }

  async tellWhenDue(): Promise<void> {
    const { reachedMs } = this.#hearing;
    if (reachedMs >= this.#reviewDueMs) {
      await this.review();
      const heardMs = reachedMs - this.#startMs;
      this.#reviewDueMs = reachedMs + Math.max(REVIEW_EVERY_MS, heardMs * REVIEW_GROWTH);
    } else if (reachedMs - this.#toldMs >= TELL_EVERY_MS) {
      await this.#tellLatest(reachedMs);
    }
  }

  /** Judges all that was heard. */
  async review(): Promise<void> {
    const { reachedMs } = this.#hearing;
    if (reachedMs <= this.#startMs) return;
    const segments = await this.#hearing.talk(this.#classifier);
    this.#observe({ kind: 'talk', fromMs: this.#startMs, toMs: reachedMs, segments });
    this.#toldMs = reachedMs;
  }

  async #tellLatest(toMs: number): Promise<void> {
    const fromMs = Math.max(this.#startMs, this.#toldMs - RETOLD_MS);
    const segments = await this.#hearing.latestTalk(this.#classifier, Math.max(LATEST_MS, toMs - fromMs));
    const before = { startMs: Number.NEGATIVE_INFINITY, endMs: fromMs };
    this.#observe({ kind: 'talk', fromMs, toMs, segments: talkWithout(segments, before) });
    this.#toldMs = toMs;
  }
}
