import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { type Language, type Texts, texts } from './texts.ts';

const STORAGE_KEY = 'lectern.language';

/** The language the page is in, and the way to the other one. */
export const LanguageContext = createContext<{ language: Language; switchLanguage(): void }>({
  language: 'zh',
  switchLanguage() {},
});

/** The words of the language the page is in. */
export function useTexts(): Texts {
  return texts[useContext(LanguageContext).language];
}

/** Gives everything within it the words of one language, and the way to the other. */
export function LanguageProvider({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = texts[language].htmlLang;
  }, [language]);
  const value = useMemo(() => {
    const other = language === 'zh' ? 'en' : 'zh';
    const switchLanguage = () => {
      rememberLanguage(other);
      setLanguage(other);
    };
    return { language, switchLanguage };
  }, [language]);
  return <LanguageContext.Provider value={value}>{children}</LanguageContext.Provider>;
}

/** `?lang=` wins, then what was chosen on this screen before, then Chinese. */
function initialLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  return [asked, localStorage.getItem(STORAGE_KEY)].find(isLanguage) ?? 'zh';
}

/** Keeps the choice for the next visit, and takes a `?lang=` that says otherwise out of the address. */
function rememberLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
  const address = new URL(location.href);
  address.searchParams.delete('lang');
  history.replaceState(null, '', address);
}

function isLanguage(value: string | null): value is Language {
  return value !== null && Object.hasOwn(texts, value);
}
