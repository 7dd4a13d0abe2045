import type { Patrol } from '../../../indicators/indicator.ts';
import type { RoomShape } from '../../../lesson/room-plan.ts';

/** A place of the floor on the drawing, in pixels. */
export type DrawnPlace = readonly [x: number, y: number];

/** Depth of the usual classroom against its width, where the report does not tell this room's. */
const USUAL_ASPECT = 1.1;
/** How wide a podium without a zone of its own is drawn, metres to both sides of its middle. */
const PODIUM_M = 0.6;

/** The room from above, the board on top: how high it is drawn, and where its parts lie. */
export interface DrawnRoom {
  height: number;
  /** undefined where the room was not measured. */
  parts:
    | { board: readonly [DrawnPlace, DrawnPlace]; zones: { zone: 'podium' | 'board' | 'aisle'; d: string }[] }
    | undefined;
  pathOf(patrol: Patrol): string;
}

/**
 * Fits the room into a width. The room's x grows to the right of the front camera, which faces the class; whoever faces the
 * board has it the other way, so the drawing runs against it.
 */
export function drawnRoom(shape: RoomShape | undefined, width: number): DrawnRoom {
  const scale = shape ? width / shape.widthM : 0;
  const place = ([xM, yM]: readonly [number, number]): DrawnPlace => [width / 2 - xM * scale, yM * scale];
  const path = (places: readonly (readonly [number, number])[]) =>
    places
      .map((each, i) => {
        const [x, y] = place(each);
        return `${i === 0 ? 'M' : 'L'}${tenth(x)} ${tenth(y)}`;
      })
      .join('');
  return {
    height: shape ? shape.depthM * scale : width * USUAL_ASPECT,
    parts: shape && {
      board: [place([shape.board.x0, 0]), place([shape.board.x1, 0])],
      zones: zonesOf(shape).map(({ zone, corners }) => ({ zone, d: `${path(corners)}Z` })),
    },
    pathOf: (patrol) => (shape ? path(patrol.path) : ''),
  };
}

/** The measured zones; without one the podium has its place, and the front its depth. */
function zonesOf({ zones, podium, frontDepthM, widthM }: RoomShape) {
  const [left, right, front] = [podium.x - PODIUM_M, podium.x + PODIUM_M, podium.y];
  const usual = {
    podium: rectangle(left, Math.max(0, front - PODIUM_M), right, front + PODIUM_M),
    aisle: [
      [-widthM / 2, frontDepthM],
      [widthM / 2, frontDepthM],
    ] as [number, number][],
  };
  return (['podium', 'board', 'aisle'] as const).flatMap((zone) => {
    const corners = zones?.[zone] ?? (zone === 'board' ? undefined : usual[zone]);
    return corners ? [{ zone, corners }] : [];
  });
}

const rectangle = (x0: number, y0: number, x1: number, y1: number): [number, number][] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

/** A tenth of a pixel is finer than anybody sees and keeps paths short. */
const tenth = (position: number): number => Math.round(position * 10) / 10;
