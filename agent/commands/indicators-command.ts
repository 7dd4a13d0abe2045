import { type Command, Option } from 'commander';
import { catalogue } from '../indicators/catalogue.ts';
import { catalogueText, type Language, languages } from './catalogue-text.ts';

interface IndicatorsOptions {
  json?: boolean;
  lang?: Language;
}

/** Adds `lectern indicators`. */
export function addIndicatorsCommand(program: Command): void {
  program
    .command('indicators')
    .description('指标: print every figure that is measured, with its definition, unit, version and source')
    .addOption(
      new Option('--lang <language>', 'names and definitions in one language (default: both)').choices(languages),
    )
    .option('--json', 'print one JSON document, in both languages, instead of text')
    .action(({ json, lang }: IndicatorsOptions) =>
      console.log(json ? catalogueJson() : catalogueText(catalogue, lang)),
    );
}

/** Named one by one, so that the document stays the same however a definition is written down. */
function catalogueJson(): string {
  const entries = catalogue.map((entry) => ({
    id: entry.id,
    chapter: entry.chapter,
    unit: entry.unit,
    version: entry.version,
    coverageFloor: entry.coverageFloor,
    input: entry.input,
    source: entry.source,
    zh: entry.zh,
    en: entry.en,
    definitionZh: entry.definitionZh,
    definitionEn: entry.definitionEn,
  }));
  return JSON.stringify({ catalogue: entries }, null, 1);
}
