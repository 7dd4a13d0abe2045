import { useContext } from 'preact/hooks';
import { SessionContext } from '../access/use-session.ts';
import { LanguageContext, useTexts } from '../words/language.tsx';
import { type ItArea, itAreas } from './it-place.ts';
import { useItTexts } from './words/use-it-texts.ts';

/** The top line of the IT area: its pages, the way back to the classroom page, the other language. @param area null while nobody is signed in */
export function ItBar({ area }: { area: ItArea | null }) {
  const texts = useTexts();
  const { setup } = useItTexts();
  const { switchLanguage } = useContext(LanguageContext);
  const { lock } = useContext(SessionContext);
  return (
    <header class="it-bar">
      <div class="it-line">
        <strong class="it-name">{texts.access.itTitle}</strong>
        {area && (
          <nav class="it-areas" aria-label={setup.menu}>
            {itAreas.map((each) => (
              <a key={each} href={`#/${each}`} class="it-area" aria-current={each === area ? 'page' : undefined}>
                {setup.areas[each]}
              </a>
            ))}
          </nav>
        )}
        <span class="bar-end">
          <a class="button" href="/">
            {texts.access.toPanel}
          </a>
          <button type="button" class="button" onClick={switchLanguage}>
            {texts.otherLanguage}
          </button>
          {area && (
            <button type="button" class="button" onClick={lock}>
              {texts.access.signOut}
            </button>
          )}
        </span>
      </div>
    </header>
  );
}
