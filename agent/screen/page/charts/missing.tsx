import { textEms } from '../layout/label.ts';
import type { Scale } from '../layout/scale.ts';
import type { Row } from '../layout/stage-rows.ts';
import type { CausedGap } from '../report/gap-causes.ts';
import { missingPaint } from './patterns.tsx';

interface MissingProps {
  gaps: readonly CausedGap[];
  row: Row;
  x: Scale;
  rem: number;
  /** Why, and for how long: each a line of its own. */
  lines(gap: CausedGap): readonly [string, string];
}

const SIZE = 0.75;
const LINE = 1.25;
const PADDING = 0.4;

/** Hatching over the stretches without data, with the reason where there is room for it; elsewhere it is in the list below. */
export function Missing({ gaps, row, x, rem, lines }: MissingProps) {
  return (
    <>
      {gaps.map((gap) => {
        const [left, width] = [x(gap.startMs), x(gap.endMs) - x(gap.startMs)];
        const texts = linesThatFit(lines(gap), width / rem, row.height / rem);
        const middle = row.y + row.height / 2;
        return (
          <g key={gap.startMs} class="missing-stretch">
            <rect class="missing" x={left} y={row.y} width={width} height={row.height} fill={missingPaint} />
            {texts.map((text, i) => (
              <text
                key={text}
                class="missing-reason"
                x={left + width / 2}
                y={middle + (i - (texts.length - 1) / 2) * LINE * SIZE * rem}
                dominant-baseline="central"
                text-anchor="middle"
              >
                {text}
              </text>
            ))}
          </g>
        );
      })}
    </>
  );
}

/** Both on one line, else on two, else nothing; widths and heights in rem. */
function linesThatFit([what, length]: readonly [string, string], width: number, height: number): string[] {
  const fits = (text: string) => textEms(text) * SIZE + PADDING <= width;
  const one = `${what} ${length}`;
  if (fits(one)) return [one];
  return fits(what) && fits(length) && 2 * LINE * SIZE <= height ? [what, length] : [];
}
