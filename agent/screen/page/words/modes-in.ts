import { modeNames } from '../../../indicators/mode-names.ts';
import type { LessonMode } from '../../../indicators/st-curves.ts';
import type { Language } from './text-types.ts';

/** The kinds of lesson in a language. */
export function modesIn(language: Language): Record<LessonMode, string> {
  const { practice, lecture, dialogue, mixed } = modeNames;
  return {
    practice: practice[language],
    lecture: lecture[language],
    dialogue: dialogue[language],
    mixed: mixed[language],
  };
}
