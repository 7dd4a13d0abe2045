import { type ComponentChild, render } from 'preact';
import { useEffect } from 'preact/hooks';

/**
 * Puts something else on paper than on the screen. It is drawn only while the browser prints, into an element of its own
 * beside the page: the screen's drawings are as wide as the screen, and paper is not.
 */
export function usePrint(sheets: () => ComponentChild): void {
  useEffect(() => {
    const paper = document.createElement('div');
    paper.className = 'paper';
    document.body.append(paper);
    const draw = () => render(sheets(), paper);
    const clear = () => render(null, paper);
    addEventListener('beforeprint', draw);
    addEventListener('afterprint', clear);
    return () => {
      removeEventListener('beforeprint', draw);
      removeEventListener('afterprint', clear);
      clear();
      paper.remove();
    };
  }, [sheets]);
}
