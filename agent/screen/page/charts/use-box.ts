import type { RefObject } from 'preact';
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Box } from '../layout/box.ts';
import { FixedBox } from '../print/fixed-box.ts';

/**
 * Measures the element a drawing fills, again whenever it or the text size changes. Undefined until first measured; on paper
 * it is given.
 */
export function useBox<E extends Element>(): { ref: RefObject<E | null>; box: Box | undefined } {
  const ref = useRef<E>(null);
  const fixed = useContext(FixedBox);
  const [box, setBox] = useState<Box | undefined>(fixed);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || fixed) return;
    const measure = () => {
      // While the page is not shown, as when it is printed, there is nothing to draw into.
      if (element.clientWidth === 0) return;
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setBox({ width: element.clientWidth, rem });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [fixed]);
  return { ref, box };
}
