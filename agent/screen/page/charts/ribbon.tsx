import type { Span } from '../../../lesson/timeline.ts';
import { textEms } from '../layout/label.ts';
import type { Scale } from '../layout/scale.ts';
import type { Row } from '../layout/stage-rows.ts';

export interface RibbonSegment extends Span {
  /** The segment's class, also the hook for its label's colour. */
  kind: string;
  paint: string;
  name: string;
}

export interface RibbonProps {
  /** `activities`, `talk` or `zone`. */
  track: string;
  row: Row;
  x: Scale;
  rem: number;
  segments: readonly RibbonSegment[];
}

/** Segments shorter than their name by this many rem stay without it; the key above the ribbon names them. */
const LABEL_PADDING = 0.8;
const LABEL_SIZE = 0.8;

/** A band over time, cut into named segments. */
export function Ribbon({ row, x, rem, segments }: RibbonProps) {
  return (
    <>
      {segments.map(({ startMs, endMs, kind, paint, name }) => {
        const left = x(startMs);
        const width = x(endMs) - left;
        const fits = width > (textEms(name) * LABEL_SIZE + LABEL_PADDING) * rem;
        return (
          <g key={startMs}>
            <rect data-kind={kind} x={left} y={row.y} width={width} height={row.height} fill={paint} />
            {fits && (
              <text
                class={`on-ribbon on-${kind}`}
                x={left + width / 2}
                y={row.y + row.height / 2}
                dominant-baseline="central"
                text-anchor="middle"
              >
                {name}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}
