import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { SessionContext } from './access/use-session.ts';
import { LanguageContext, useTexts } from './words/language.tsx';

interface BarProps {
  /** The way back, where there is one. */
  back?: { href: string; text: string };
  children?: ComponentChildren;
}

/** The top line of every page: the way back, what the page is about, the lock while somebody is signed in, the other language. */
export function Bar({ back, children }: BarProps) {
  const texts = useTexts();
  const { switchLanguage } = useContext(LanguageContext);
  const { session, lock } = useContext(SessionContext);
  return (
    <nav class="bar">
      {back && (
        <a class="button" href={back.href}>
          ‹ {back.text}
        </a>
      )}
      {children}
      <span class="bar-end">
        {session?.signedIn && (
          <button type="button" class="button" onClick={lock}>
            {texts.access.lock}
          </button>
        )}
        <button type="button" class="button" onClick={switchLanguage}>
          {texts.otherLanguage}
        </button>
      </span>
    </nav>
  );
}
