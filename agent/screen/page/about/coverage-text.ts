import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { Indicator } from '../../../indicators/indicator.ts';
import { percent } from '../words/format.ts';
import type { Texts } from '../words/texts.ts';

/** How much of the lesson a figure rests on; of one without a value, why it has none. */
export function coverageText(
  { report: { about } }: Texts,
  { value, coverage }: Indicator,
  entry: CatalogueEntry,
): string {
  if (value !== null) return about.coverageOf(percent(coverage));
  if (coverage >= entry.coverageFloor) return about.nothing(percent(coverage));
  return about.tooLittle(percent(coverage), percent(entry.coverageFloor));
}
