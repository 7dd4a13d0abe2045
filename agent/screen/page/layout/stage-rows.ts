/** Where the tracks of the time stage lie, in pixels; every track shares the time axis from `left` to `right`. */
export interface StageRows {
  left: number;
  right: number;
  /** Of no height when no activity is known. */
  activities: Row;
  talk: Row;
  zone: Row;
  headsUp: Row;
  hands: Row;
  /** Where the flags of the bookmarks stand, down to the axis; of no height when there are none. */
  bookmarks: Row;
  axisY: number;
  height: number;
}

export interface Row {
  y: number;
  height: number;
}

/** Heights in rem; above each curve there is room for its peak's label. */
const RIBBON = 2.6;
const THIN_RIBBON = 1.9;
const CURVE = 3.6;
const RIBBON_GAP = 0.3;
const LABEL_ROOM = 1.6;
const FLAGS = 1.6;
const AXIS = 2;
/** Wide enough for the names and, behind them, what they mean. */
const NAME_GUTTER = 7.8;
const TICK_GUTTER = 3.2;

export function stageRows(width: number, rem: number, has: { activities: boolean; bookmarks: boolean }): StageRows {
  let y = 0;
  const row = (height: number, gapBefore: number): Row => {
    const top = y + gapBefore * rem;
    y = top + height * rem;
    return { y: top, height: height * rem };
  };
  const activities = row(has.activities ? THIN_RIBBON : 0, 0);
  const talk = row(RIBBON, has.activities ? RIBBON_GAP : 0);
  const zone = row(THIN_RIBBON, RIBBON_GAP);
  const headsUp = row(CURVE, LABEL_ROOM);
  const hands = row(CURVE, LABEL_ROOM);
  const bookmarks = row(has.bookmarks ? FLAGS : 0, 0);
  return {
    left: NAME_GUTTER * rem,
    right: Math.max(width - TICK_GUTTER * rem, (NAME_GUTTER + 1) * rem),
    activities,
    talk,
    zone,
    headsUp,
    hands,
    bookmarks,
    axisY: y,
    height: y + AXIS * rem,
  };
}
