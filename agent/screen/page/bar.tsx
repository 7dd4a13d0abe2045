import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { LanguageContext, useTexts } from './words/language.tsx';

/** The top line of every page: the way back to the list, what the page is about, the other language. */
export function Bar({ atList = false, children }: { atList?: boolean; children?: ComponentChildren }) {
  const texts = useTexts();
  const { switchLanguage } = useContext(LanguageContext);
  return (
    <nav class="bar">
      {!atList && (
        <a class="button" href="#/">
          ‹ {texts.allLessons}
        </a>
      )}
      {children}
      <button type="button" class="button switch" onClick={switchLanguage}>
        {texts.otherLanguage}
      </button>
    </nav>
  );
}
