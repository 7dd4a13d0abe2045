import { en } from './en.ts';
import type { Language, Texts } from './text-types.ts';
import { zh } from './zh.ts';

export type { Language, Phrase, Sentence, Texts } from './text-types.ts';

export const texts: Record<Language, Texts> = { zh, en };
