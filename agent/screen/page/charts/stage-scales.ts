import type { Box } from '../layout/box.ts';
import { linearScale } from '../layout/scale.ts';
import { stageRows } from '../layout/stage-rows.ts';
import type { Tracks } from '../report/tracks.ts';

/** Where a time and a value lie on the stage. */
export type StageScales = ReturnType<typeof stageScales>;

export function stageScales({ width, rem }: Box, durationMs: number, { activities, handsTop, bookmarks }: Tracks) {
  const rows = stageRows(width, rem, { activities: activities.length > 0, bookmarks: bookmarks.length > 0 });
  const { headsUp, hands } = rows;
  return {
    rows,
    x: linearScale(0, durationMs, rows.left, rows.right),
    yHeadsUp: linearScale(0, 1, headsUp.y + headsUp.height, headsUp.y),
    yHands: linearScale(0, handsTop, hands.y + hands.height, hands.y),
  };
}
