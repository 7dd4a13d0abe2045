import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { Texts } from '../words/texts.ts';

export function figureName({ htmlLang }: Texts, { zh, en }: Pick<CatalogueEntry, 'zh' | 'en'>): string {
  return htmlLang.startsWith('zh') ? zh : en;
}
