import { useContext } from 'preact/hooks';
import { LanguageContext } from '../../words/language.tsx';

const languages = [
  ['zh', '中文', 'zh-CN'],
  ['en', 'English', 'en'],
] as const;

/** The language of these pages. */
export function LanguageStep() {
  const { language, switchLanguage } = useContext(LanguageContext);
  return (
    <div class="language-choice">
      {languages.map(([code, name, htmlLang]) => (
        <button
          key={code}
          type="button"
          class="language-button"
          lang={htmlLang}
          aria-pressed={code === language}
          onClick={() => {
            if (code !== language) switchLanguage();
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
