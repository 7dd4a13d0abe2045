import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Space for a drawing: its width and the size of one rem, in pixels. Drawings are laid out in rem, like the text. */
export interface Box {
  width: number;
  rem: number;
}

/** Measures the element a drawing fills, again whenever it or the text size changes. Undefined until first measured. */
export function useBox<E extends Element>(): { ref: RefObject<E | null>; box: Box | undefined } {
  const ref = useRef<E>(null);
  const [box, setBox] = useState<Box>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () =>
      setBox({
        width: element.clientWidth,
        rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, box };
}
