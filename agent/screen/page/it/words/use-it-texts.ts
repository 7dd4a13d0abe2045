import { useContext } from 'preact/hooks';
import { LanguageContext } from '../../words/language.tsx';
import { type ItTexts, itTexts } from './it-texts.ts';

/** The words of the IT area in the language the page is in. */
export function useItTexts(): ItTexts {
  return itTexts[useContext(LanguageContext).language];
}
