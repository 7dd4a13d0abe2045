import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import { useTexts } from '../words/language.tsx';
import { AboutContext, type ExplainedLesson } from './about-context.ts';
import { AboutFigure } from './about-figure.tsx';

interface AboutFiguresProps {
  catalogue: readonly CatalogueEntry[];
  lessons: readonly ExplainedLesson[];
  children: ComponentChildren;
}

/** Lets every figure within it say what it means, in one dialog. */
export function AboutFigures({ catalogue, lessons, children }: AboutFiguresProps) {
  const { report: texts } = useTexts();
  const [id, setId] = useState<string | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const about = useMemo(() => {
    const entries = new Map(catalogue.map((entry) => [entry.id, entry]));
    return { entryOf: (of: string) => entries.get(of), show: setId };
  }, [catalogue]);
  const entry = id === null ? undefined : about.entryOf(id);
  useEffect(() => {
    const shown = dialog.current;
    if (!entry || !shown) return;
    shown.showModal();
    // A click beside the dialog's content is one on the dialog itself; the keyboard has Escape.
    const leave = (event: Event) => event.target === shown && shown.close();
    shown.addEventListener('click', leave);
    return () => shown.removeEventListener('click', leave);
  }, [entry]);

  return (
    <AboutContext.Provider value={about}>
      {children}
      {entry && (
        <dialog ref={dialog} class="dialog" aria-labelledby="about-name" onClose={() => setId(null)}>
          <AboutFigure entry={entry} lessons={lessons} />
          <button type="button" class="button solid" onClick={() => dialog.current?.close()}>
            {texts.about.close}
          </button>
        </dialog>
      )}
    </AboutContext.Provider>
  );
}
