import { cross, dot, minus, type PinholeCamera, plus, times, unit, type Vector } from './pinhole-camera.ts';

/** Points of the floor, metres, and where they are seen, pixels of a picture of the given size. */
export interface FloorPoints {
  width: number;
  height: number;
  points: readonly { picture: readonly [x: number, y: number]; floor: readonly [x: number, y: number] }[];
}

/** - `line`: the points do not spread · `under-floor`: some are swapped · `misfit`: one camera cannot see them so */
export type CalibrationFault = 'line' | 'under-floor' | 'misfit';

export type Calibrated =
  /** `misfitPx`: root mean square distance of the points from where the camera shows them. */
  | { camera: PinholeCamera; misfitPx: number; problem?: undefined; fault?: undefined }
  | { camera?: undefined; problem: string; fault: CalibrationFault };

/** Half the picture's width over the focal length of a lens of 60°, taken where the points do not tell the lens. */
const USUAL_HALF_WIDTH = Math.tan(Math.PI / 6);
/** Lenses from 10° to 150° are believed. */
const HALF_WIDTHS = { least: Math.tan(Math.PI / 36), most: Math.tan((75 * Math.PI) / 180) };
/** The points may miss where the solved camera shows them by this share of the picture's width. */
const MOST_MISFIT = 0.03;
/** A camera hangs at least this high, metres. */
const LEAST_HEIGHT_M = 0.5;

const ON_A_LINE: Calibrated = {
  fault: 'line',
  problem: 'the points lie on a line, or on one spot: spread them over the floor that the camera sees',
};

/**
 * The camera that sees four or more points of the floor where they were picked. The homography of floor and picture
 * (direct linear transform, Hartley & Zisserman 2004, algorithm 4.2) also holds the camera's pose, once its centre is
 * taken to be the picture's and its pixels to be square: its first two columns are orthogonal and of equal length,
 * which gives the focal length (ibid. 8.10). A camera that looks straight down leaves that open; a usual lens is taken.
 */
export function calibratedCamera({ width, height, points }: FloorPoints): Calibrated {
  const seen = points.map(({ picture: [x, y] }) => [(x - width / 2) / width, (y - height / 2) / width] as const);
  const centre = [0, 1].map((i) => points.reduce((sum, { floor }) => sum + floor[i]!, 0) / points.length);
  const floor = points.map(({ floor: [x, y] }) => [x - centre[0]!, y - centre[1]!] as const);
  const columns = homography(floor, seen);
  if (!columns) return ON_A_LINE;
  const focal = focalLength(columns);
  const lens = ([x, y, z]: Vector): Vector => [x / focal, y / focal, z];
  const [a, b, c] = [lens(columns[0]), lens(columns[1]), lens(columns[2])];
  const scale = 2 / (Math.sqrt(dot(a, a)) + Math.sqrt(dot(b, b)));
  const [first, second] = squared(a, b);
  const third = cross(first, second);
  const row = (i: 0 | 1 | 2): Vector => [first[i], second[i], third[i]];
  const offset = times(c, scale);
  const back = plus(plus(times(row(0), offset[0]), times(row(1), offset[1])), times(row(2), offset[2]));
  const position = minus([centre[0]!, centre[1]!, 0], back);
  // Points that differ by less than a number can hold pass for spread, and make a camera of columns that are parallel.
  if (!position.every(Number.isFinite)) return ON_A_LINE;
  if (position[2] < LEAST_HEIGHT_M) {
    return {
      fault: 'under-floor',
      problem:
        'the points put the camera under the floor: check that none is swapped, x grows to the right as the student camera sees it, and y away from the board',
    };
  }
  const camera = { width, height, position, right: row(0), down: row(1), forward: row(2), focal: focal * width };
  const misfitPx = misfit(camera, points);
  if (misfitPx > MOST_MISFIT * width) {
    return {
      fault: 'misfit',
      problem: 'the points do not fit one camera: check that each picture point belongs to its floor point',
    };
  }
  return { camera, misfitPx };
}

/** Columns of the matrix that takes floor points (x, y, 1), centred on their mean, to picture points; null on a line. */
function homography(
  floor: readonly (readonly [number, number])[],
  seen: readonly (readonly [number, number])[],
): [Vector, Vector, Vector] | null {
  // The mean of what is seen lies in front of the camera: the matrix's last element, its depth, may be set to 1.
  const rows = floor.flatMap(([x, y], i) => {
    const [u, v] = seen[i]!;
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  const normal = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 9 }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  const h = solved(normal);
  return (
    h && [
      [h[0]!, h[3]!, h[6]!],
      [h[1]!, h[4]!, h[7]!],
      [h[2]!, h[5]!, 1],
    ]
  );
}

/** Solves n equations of n unknowns, the right side in the last column, by elimination; null when they are not enough. */
function solved(rows: number[][]): number[] | null {
  const count = rows.length;
  const size = Math.max(...rows.map((row, i) => row[i]!));
  for (let column = 0; column < count; column++) {
    const best = rows.slice(column).reduce((a, b) => (Math.abs(b[column]!) > Math.abs(a[column]!) ? b : a));
    if (Math.abs(best[column]!) < 1e-10 * size) return null;
    const at = rows.indexOf(best);
    [rows[column], rows[at]] = [best, rows[column]!];
    for (const row of rows) {
      if (row === best) continue;
      const by = row[column]! / best[column]!;
      for (let i = column; i <= count; i++) row[i]! -= by * best[i]!;
    }
  }
  return rows.map((row, i) => row[count]! / row[i]!);
}

/** In picture widths, by least squares of what two orthogonal columns of equal length ask of it. */
function focalLength([a, b]: readonly [Vector, Vector, Vector]): number {
  const across = [a[0] * b[0] + a[1] * b[1], a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2] as const;
  const deep = [a[2] * b[2], a[2] ** 2 - b[2] ** 2] as const;
  const inverseSquare = -(across[0] * deep[0] + across[1] * deep[1]) / (across[0] ** 2 + across[1] ** 2);
  const halfWidth = Math.sqrt(inverseSquare) / 2;
  const believed = halfWidth >= HALF_WIDTHS.least && halfWidth <= HALF_WIDTHS.most;
  return 1 / 2 / (believed ? halfWidth : USUAL_HALF_WIDTH);
}

/** The two orthogonal unit vectors nearest to two that almost are. */
function squared(a: Vector, b: Vector): [Vector, Vector] {
  const middle = unit(plus(a, b));
  const aside = unit(cross(middle, cross(a, b)));
  return [unit(plus(middle, aside)), unit(minus(middle, aside))];
}

/** Root mean square distance of the points from where the camera would show them, pixels. */
function misfit(
  { width, height, position, right, down, forward, focal }: PinholeCamera,
  points: FloorPoints['points'],
) {
  const squares = points.map(({ picture: [x, y], floor }) => {
    const ray = minus([floor[0], floor[1], 0], position);
    const depth = dot(ray, forward);
    if (depth <= 0) return Number.POSITIVE_INFINITY;
    const [seenX, seenY] = [
      width / 2 + (focal * dot(ray, right)) / depth,
      height / 2 + (focal * dot(ray, down)) / depth,
    ];
    return (seenX - x) ** 2 + (seenY - y) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}
