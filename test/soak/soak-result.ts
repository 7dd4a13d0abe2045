import { slopeOf } from './slope.ts';

/** The first lessons of an agent make what is made once. */
const WARM_UP = 4;
/**
 * A process that lives for years may grow by this much in a lesson before it is said to leak. SQLite's pages and the log of the last hour
 * fill up to their measure (2 MB each) in the first hours: a soak of a day tells more than one of an hour.
 */
const MOST_GROWTH = { mb: 0.25, heapMb: 0.25, descriptors: 0.05 };
const grown = Object.keys(MOST_GROWTH) as (keyof typeof MOST_GROWTH)[];
/** Fewer lessons after the warm-up do not tell a leak from chance. */
const LEAST_FOR_SLOPE = 12;

/** The agent after a lesson. */
export interface Footprint {
  /** Which start of the agent, counted from 1. */
  life: number;
  /** Resident. */
  mb: number;
  /** Of JavaScript, with what it holds outside of its heap. */
  heapMb: number;
  descriptors: number;
}

/** An invariant that did not hold; null where it is of no single lesson. */
export interface Wrong {
  lesson: number | null;
  what: string;
}

/** What came of a soak. */
export class SoakResult {
  readonly seed: number;
  readonly #hours: number;
  readonly wrong: Wrong[] = [];
  readonly faults: Record<string, number> = {};
  readonly #footprints: Footprint[] = [];

  constructor(seed: number, hours: number) {
    this.seed = seed;
    this.#hours = hours;
  }

  count(fault: string): void {
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
  }

  note(footprint: Footprint): void {
    this.#footprints.push(footprint);
  }

  /** How much the agent grows in a lesson; null before there are lessons enough to tell. */
  get growth(): Record<(typeof grown)[number], number> | null {
    const lives = [...new Set(this.#footprints.map(({ life }) => life))]
      .map((life) => this.#footprints.filter((each) => each.life === life).slice(WARM_UP))
      .filter((each) => each.length > 0);
    if (lives.flat().length < LEAST_FOR_SLOPE) return null;
    const slope = (what: (typeof grown)[number]) => slopeOf(...lives.map((life) => life.map((each) => each[what])));
    return { mb: slope('mb'), heapMb: slope('heapMb'), descriptors: slope('descriptors') };
  }

  /** Everything that was wrong, and how to repeat it. */
  get findings(): (Wrong & { again: string })[] {
    const { growth } = this;
    const leaks = grown
      .filter((what) => growth && growth[what] > MOST_GROWTH[what])
      .map((what) => ({ lesson: null, what: `the agent grows by ${growth![what].toFixed(3)} ${what} a lesson` }));
    return [...this.wrong, ...leaks].map((each) => ({ ...each, again: this.again(each.lesson) }));
  }

  again(lesson: number | null): string {
    return `npm run soak -- --seed ${this.seed}${lesson === null ? ` --hours ${this.#hours}` : ` --first ${lesson} --lessons 1`}`;
  }
}
