import type { ComponentChildren } from 'preact';
import { useTexts } from '../words/language.tsx';
import { useAbout } from './about-context.ts';
import { figureName } from './figure-name.ts';

/** A small mark beside a title or a number: what it means. */
export function AboutButton({ id }: { id: string }) {
  const texts = useTexts();
  const { entryOf, show } = useAbout();
  const entry = entryOf(id);
  if (!entry) return null;
  return (
    <button
      type="button"
      class="about-mark"
      aria-label={texts.report.about.of(figureName(texts, entry))}
      onClick={() => show(id)}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="8.5" />
        <path d="M10 9v5.5M10 5.5v1.2" />
      </svg>
    </button>
  );
}

/** A figure that says what it means when it is touched; plain where the catalogue knows nothing of it. */
export function AboutText({
  id,
  class: style,
  children,
}: {
  id: string;
  class?: string | undefined;
  children: ComponentChildren;
}) {
  const { entryOf, show } = useAbout();
  if (!entryOf(id)) return <span class={style}>{children}</span>;
  return (
    <button type="button" class={`about-text ${style ?? ''}`} aria-haspopup="dialog" onClick={() => show(id)}>
      {children}
    </button>
  );
}
