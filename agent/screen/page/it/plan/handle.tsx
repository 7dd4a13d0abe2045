import { useRef } from 'preact/hooks';

interface HandleProps {
  /** Where it is drawn. */
  at: readonly [x: number, y: number];
  /** Radius of what is seen and of what can be touched, in the drawing's units. */
  radius: number;
  reach: number;
  label: string;
  /** What is said of where it is. */
  valueText: string;
  kind?: string;
  number?: number | undefined;
  /** One press of an arrow key, in the drawing's units. */
  step: number;
  /** Wanted there now, in the drawing's units. */
  move(to: [x: number, y: number]): void;
  remove?: (() => void) | undefined;
}

const arrows: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** With Shift an arrow goes ten times as far. */
const FAR = 10;

/** A dot of a drawing that can be dragged, or moved with the arrow keys. */
export function Handle(props: HandleProps) {
  const { at, radius, reach, label, valueText, kind = 'plain', number, step, move, remove } = props;
  const isDragged = useRef(false);
  const [x, y] = at;
  const drag = (event: PointerEvent & { currentTarget: SVGGElement }) => {
    if (!isDragged.current) return;
    const svg = event.currentTarget.ownerSVGElement!;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()!.inverse());
    move([place.x, place.y]);
  };
  return (
    <g
      class="handle"
      data-kind={kind}
      tabindex={0}
      role="slider"
      aria-label={label}
      aria-valuenow={Math.round(x * 100) / 100}
      aria-valuetext={valueText}
      transform={`translate(${x} ${y})`}
      onPointerDown={(event) => {
        isDragged.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
        event.preventDefault();
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        isDragged.current = false;
      }}
      onPointerCancel={() => {
        isDragged.current = false;
      }}
      onKeyDown={(event) => {
        const arrow = arrows[event.key];
        if (arrow) {
          const far = step * (event.shiftKey ? FAR : 1);
          move([x + arrow[0] * far, y + arrow[1] * far]);
        } else if ((event.key === 'Delete' || event.key === 'Backspace') && remove) remove();
        else return;
        event.preventDefault();
      }}
    >
      <circle class="handle-reach" r={reach} />
      <circle class="handle-dot" r={radius} />
      {number !== undefined && (
        <text class="handle-number" text-anchor="middle" dominant-baseline="central" font-size={radius * 1.3}>
          {number}
        </text>
      )}
    </g>
  );
}
