import type { SeatPlace } from './observation.ts';

/** Rows of seats are apart by more than this share of a head's height in the picture. */
const ROW_GAP = 0.3;

/** What the room's self-check says of the seats one camera sees. */
export interface SeatCheck {
  seats: number;
  /** Seats whose heads are too small to be judged: they are counted, nothing more. */
  tooSmall: number;
  /** Heights of the smallest and the largest head, pixels; null without seats. */
  headPx: { least: number; most: number } | null;
  /** Rows, counted from the front (the lowest in the picture), in which most heads are too small; null when rows cannot be told. */
  rowsTooSmall: { first: number; last: number } | null;
}

/** @param seats the confirmed seats of one camera, in any order */
export function checkSeats(seats: readonly SeatPlace[]): SeatCheck {
  const small = seats.filter(({ measurable }) => !measurable).length;
  const heights = seats.map(({ headPx }) => headPx);
  return {
    seats: seats.length,
    tooSmall: small,
    headPx: seats.length > 0 ? { least: Math.min(...heights), most: Math.max(...heights) } : null,
    rowsTooSmall: small > 0 ? smallRows(seats) : null,
  };
}

function smallRows(seats: readonly SeatPlace[]): SeatCheck['rowsTooSmall'] {
  const rows = rowsOf(seats);
  const small = rows.flatMap((row, i) =>
    row.filter(({ measurable }) => !measurable).length * 2 > row.length ? [i + 1] : [],
  );
  const [first, last] = [small[0], small.at(-1)];
  return rows.length > 1 && first !== undefined && last !== undefined ? { first, last } : null;
}

/** Seats by rows, the front row first. Seen from the side rows run into each other: then there is only one. */
function rowsOf(seats: readonly SeatPlace[]): SeatPlace[][] {
  const rows: SeatPlace[][] = [];
  for (const seat of seats.toSorted((a, b) => b.y - a.y)) {
    const row = rows.at(-1);
    const above = row ? row.at(-1)!.y - seat.y : Number.POSITIVE_INFINITY;
    if (row && above <= ROW_GAP * seat.headPx) row.push(seat);
    else rows.push([seat]);
  }
  return rows;
}

/** The check as one plain sentence for whoever mounts the camera, Chinese and English. */
export function seatCheckText(check: SeatCheck): { zh: string; en: string } {
  const { seats, tooSmall, headPx, rowsTooSmall } = check;
  if (!headPx)
    return {
      zh: '学生摄像头:还没有发现座位。请检查镜头是否对着学生。',
      en: 'Student camera: no seats found yet. Check that it looks at the students.',
    };
  const [least, most] = [Math.round(headPx.least), Math.round(headPx.most)];
  const zh = `学生摄像头:${seats} 个座位,头部高 ${least}–${most} 像素`;
  const en = `Student camera: ${seats} seats, heads ${least}–${most} px high`;
  if (tooSmall === 0) return { zh: `${zh},全部可测。`, en: `${en}: all can be measured.` };
  const rows = rowsTooSmall
    ? {
        zh: `第 ${range(rowsTooSmall)} 排在画面中太小`,
        en: `row${rowsTooSmall.first === rowsTooSmall.last ? '' : 's'} ${range(rowsTooSmall)} from the front ${rowsTooSmall.first === rowsTooSmall.last ? 'is' : 'are'} too small for this camera`,
      }
    : { zh: `其中 ${tooSmall} 个在画面中太小`, en: `${tooSmall} of them are too small for this camera` };
  return {
    zh: `${zh};${rows.zh},只能计数:请把摄像头装近一些,或改用 4K 码流。`,
    en: `${en}; ${rows.en} and only counted: mount it closer or use a 4K stream.`,
  };
}

const range = ({ first, last }: { first: number; last: number }): string =>
  first === last ? `${first}` : `${first}–${last}`;
