import type { RoomPlan } from '../lesson/room-plan.ts';
import { zoneAt } from '../lesson/room-zones.ts';

/** The room plan in 12 × 8 cells: columns across the room, rows from the board wall to the back. */
export const GRID = { columns: 12, rows: 8 } as const;

/** Number of the cell of a place, row by row from the board, x growing; places outside the walls count as at the wall. */
export function cellAt({ widthM, depthM }: RoomPlan, xM: number, yM: number): number {
  const within = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return within(yM / depthM, GRID.rows) * GRID.columns + within(xM / widthM + 0.5, GRID.columns);
}

/** Numbers of the cells whose middle lies in the seating area. */
export function seatingCells(plan: RoomPlan): number[] {
  const cells = Array.from({ length: GRID.columns * GRID.rows }, (_, cell) => cell);
  return cells.filter((cell) => {
    const xM = (((cell % GRID.columns) + 0.5) / GRID.columns - 0.5) * plan.widthM;
    const yM = ((Math.floor(cell / GRID.columns) + 0.5) / GRID.rows) * plan.depthM;
    return zoneAt(plan, [xM, yM]) === 'aisle';
  });
}
