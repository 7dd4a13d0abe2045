import type { StudentView } from './student-view.ts';

/** What a student's head is doing: raised, bowed over the desk, lying on it. */
export type HeadState = 'up' | 'bowed' | 'on-desk';

/** What is known of the person at one seat. */
export interface SeatState {
  head: HeadState;
  /** The raised head is turned to a neighbour. */
  turned: boolean;
  hand: boolean;
}

/** Time constants with which single looks are believed, milliseconds: a head on a desk stays there for long. */
const TAU_MS = { head: 700, onDesk: 2_500, hand: 500, turned: 1_500 };
/** A state is taken up above the higher and given up below the lower probability. */
const HYSTERESIS = { enter: 0.55, leave: 0.45 };
const HAND_HYSTERESIS = { enter: 0.5, leave: 0.35 };
const ON_DESK = { enter: 0.6, leave: 0.4 };

/** One look at a seat: what the net sees, and the final probability of a raised hand, 0..1. */
export interface SeatLook {
  view: StudentView;
  hand: number;
}

interface Smoothed {
  atMs: number;
  down: number;
  onDesk: number;
  hand: number;
  turned: number;
  state: SeatState;
}

/** Smooths the looks at each seat, so that one mistaken look changes no state. */
export class SeatStates {
  readonly #seats = new Map<number, Smoothed>();

  /** @param seat its number */
  look(seat: number, { view, hand }: SeatLook, atMs: number): SeatState {
    const before = this.#seats.get(seat);
    const person = Math.max(1e-6, view.up + view.bowed + view.onDesk);
    const now = {
      down: (view.bowed + view.onDesk) / person,
      onDesk: view.onDesk / person,
      hand,
      turned: view.turned,
    };
    const mix = (key: keyof typeof now, tauMs: number): number =>
      before ? before[key] + (1 - Math.exp((before.atMs - atMs) / tauMs)) * (now[key] - before[key]) : now[key];
    const smoothed = {
      atMs,
      down: mix('down', TAU_MS.head),
      onDesk: mix('onDesk', TAU_MS.onDesk),
      hand: mix('hand', TAU_MS.hand),
      turned: mix('turned', TAU_MS.turned),
    };
    const was = before?.state;
    const onDesk = held(smoothed.onDesk, was?.head === 'on-desk', ON_DESK);
    const down = held(smoothed.down, was !== undefined && was.head !== 'up', HYSTERESIS);
    const head: HeadState = onDesk ? 'on-desk' : down ? 'bowed' : 'up';
    const state = {
      head,
      turned: head === 'up' && held(smoothed.turned, was?.turned === true, HYSTERESIS),
      hand: held(smoothed.hand, was?.hand === true, HAND_HYSTERESIS),
    };
    this.#seats.set(seat, { ...smoothed, state });
    return state;
  }

  /** What was last known of a seat, when this look shows nothing of it (somebody is in the way). */
  last(seat: number): SeatState | undefined {
    return this.#seats.get(seat)?.state;
  }

  /** Forgets the seats that are not there any more. */
  keep(seats: ReadonlySet<number>): void {
    for (const seat of this.#seats.keys()) if (!seats.has(seat)) this.#seats.delete(seat);
  }
}

const held = (value: number, was: boolean, { enter, leave }: { enter: number; leave: number }): boolean =>
  value > (was ? leave : enter);
