import type { Scale } from '../layout/scale.ts';
import type { Row } from '../layout/stage-rows.ts';

interface FlagsProps {
  row: Row;
  x: Scale;
  rem: number;
  /** Lesson times. */
  atMs: readonly number[];
}

/** In rem. */
const POLE = 1.5;
const CLOTH = { width: 0.9, height: 0.7 };

/** The teacher's bookmarks: small flags that stand on the time axis. */
export function Flags({ row, x, rem, atMs }: FlagsProps) {
  const foot = row.y + row.height;
  return (
    <g class="flags">
      {atMs.map((ms) => (
        <path
          key={ms}
          d={`M${x(ms)} ${foot} v${-POLE * rem} l${CLOTH.width * rem} ${(CLOTH.height / 2) * rem} l${-CLOTH.width * rem} ${(CLOTH.height / 2) * rem}`}
        />
      ))}
    </g>
  );
}
