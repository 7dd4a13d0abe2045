import { beforeEach, describe, expect, it } from 'vitest';
import { type SeatState, SeatStates } from './seat-states.ts';
import type { StudentView } from './student-view.ts';

const up: StudentView = {
  none: 0.02,
  up: 0.94,
  bowed: 0.03,
  onDesk: 0.01,
  hand: 0.02,
  standing: 0.01,
  turned: 0.03,
  yawDeg: 0,
  offset: { right: 0, down: 0, size: 1 },
};
const bowed: StudentView = { ...up, up: 0.05, bowed: 0.9, onDesk: 0.03 };
const onDesk: StudentView = { ...up, up: 0.02, bowed: 0.06, onDesk: 0.9 };
const turned: StudentView = { ...up, turned: 0.9 };

let states: SeatStates;
let atMs: number;
beforeEach(() => {
  states = new SeatStates();
  atMs = 0;
});

/** Looks every second (or as said), and gives the states one after the other. */
function see(views: readonly StudentView[], hand = 0.02, everyMs = 1000): SeatState[] {
  return views.map((view) => {
    atMs += everyMs;
    return states.look(7, { view, hand }, atMs);
  });
}
const times = (count: number, view: StudentView) => Array.from({ length: count }, () => view);
const heads = (seen: readonly SeatState[]) => seen.map(({ head }) => head);

describe('a head', () => {
  it('is taken as the first look shows it', () => {
    expect(heads(see([bowed]))).toEqual(['bowed']);
  });

  it('that bows counts as bowed in the next look or the one after', () => {
    see(times(5, up));
    expect(heads(see(times(3, bowed))).slice(1)).toEqual(['bowed', 'bowed']);
  });

  it('is not bowed by one doubtful look', () => {
    see(times(5, up));
    expect(heads(see([{ ...up, up: 0.4, bowed: 0.55 }, up]))).toEqual(['up', 'up']);
  });

  it('stays what it was while looks are undecided', () => {
    see(times(5, bowed));
    expect(heads(see(times(5, { ...up, up: 0.5, bowed: 0.46 })))).toEqual(times(5, bowed).map(() => 'bowed'));
  });

  it('is on the desk after some seconds of it, and long before ten', () => {
    see(times(10, bowed));
    const seen = heads(see(times(8, onDesk)));
    expect(seen[0]).toBe('bowed');
    expect(seen.indexOf('on-desk')).toBeLessThan(5);
    expect(seen.at(-1)).toBe('on-desk');
  });

  it('is not on the desk for one look that says so', () => {
    see(times(10, bowed));
    expect(heads(see([onDesk, bowed, bowed, bowed]))).not.toContain('on-desk');
  });

  it('follows at any rate of looks', () => {
    see(times(20, up), 0.02, 200);
    expect(see(times(10, bowed), 0.02, 200).at(-1)!.head).toBe('bowed');
    expect(see(times(2, up), 0.02, 4000).at(-1)!.head).toBe('up');
  });
});

describe('a hand', () => {
  it('is up from the first clear look to the last', () => {
    see(times(3, up));
    expect(see(times(3, up), 0.95).map(({ hand }) => hand)).toEqual([true, true, true]);
    expect(see(times(2, up)).map(({ hand }) => hand)).toEqual([false, false]);
  });

  it('is not raised by a doubt', () => {
    see(times(3, up));
    expect(see(times(4, up), 0.45).some(({ hand }) => hand)).toBe(false);
  });
});

describe('turning to a neighbour', () => {
  it('is counted once it lasts, and only of raised heads', () => {
    see(times(5, up));
    expect(see([turned])[0]!.turned).toBe(false);
    expect(see(times(4, turned)).at(-1)!.turned).toBe(true);
    expect(see(times(4, { ...bowed, turned: 0.9 })).at(-1)).toMatchObject({ head: 'bowed', turned: false });
  });
});

describe('seats', () => {
  it('are apart', () => {
    states.look(1, { view: bowed, hand: 0 }, 0);
    expect(states.look(2, { view: up, hand: 0 }, 0).head).toBe('up');
    expect(states.last(1)?.head).toBe('bowed');
  });

  it('that are gone are forgotten', () => {
    states.look(1, { view: bowed, hand: 0 }, 0);
    states.keep(new Set([2]));
    expect(states.last(1)).toBeUndefined();
  });
});
