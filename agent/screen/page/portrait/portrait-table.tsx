import type { CatalogueEntry, Chapter } from '../../../indicators/catalogue.ts';
import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import type { Spread } from '../../../indicators/portrait/own-change.ts';
import type { Portrait, PortraitFigure } from '../../../indicators/portrait/portrait.ts';
import { AboutText } from '../about/about-button.tsx';
import { figureName } from '../about/figure-name.ts';
import { bareNumberText, numberText } from '../words/figure-text.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';
import { changeText } from './change-text.ts';

interface PortraitTableProps {
  portrait: Portrait;
  catalogue: readonly CatalogueEntry[];
}

/** Every figure of the portrait, chapter by chapter: this lesson, the last five and the last twenty, and what has changed. */
export function PortraitTable({ portrait, catalogue }: PortraitTableProps) {
  const { portrait: texts, figures } = useTexts();
  return (
    <section class="card">
      <p class="hint">{texts.hint}</p>
      <p class="hint">{texts.changeHint}</p>
      {(Object.keys(figures.chapters) as Chapter[]).map((chapter) => (
        <ChapterTable key={chapter} chapter={chapter} portrait={portrait} catalogue={catalogue} />
      ))}
    </section>
  );
}

function ChapterTable({ chapter, portrait, catalogue }: PortraitTableProps & { chapter: Chapter }) {
  const { portrait: texts, figures } = useTexts();
  const rows = catalogue
    .filter((entry) => entry.chapter === chapter)
    .flatMap((entry) => {
      const figure = portrait.figures.find(({ id }) => id === entry.id);
      return figure ? [{ entry, figure }] : [];
    });
  if (rows.length === 0) return null;
  return (
    <table class="portrait">
      <caption>{figures.chapters[chapter]}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.figure}</th>
          {[texts.last1, ...windowsOf(portrait.lessons).map(texts.lastOf), texts.change].map((head) => (
            <th key={head} scope="col" class="number">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ entry, figure }) => (
          <FigureRow key={entry.id} entry={entry} figure={figure} isLong={isLong(portrait.lessons)} />
        ))}
      </tbody>
    </table>
  );
}

/** With as few lessons as the short window takes there is only that. */
const SHORT = 5;
const isLong = (lessons: number): boolean => lessons > SHORT;
const windowsOf = (lessons: number): number[] => (isLong(lessons) ? [SHORT, lessons] : [lessons]);

interface FigureRowProps {
  entry: CatalogueEntry;
  figure: PortraitFigure;
  /** The long window is shown too. */
  isLong: boolean;
}

function FigureRow({ entry, figure, isLong }: FigureRowProps) {
  const texts = useTexts();
  const unit = entry.unit as FigureUnit;
  const { id, last1, last5, last20, change } = figure;
  return (
    <tr data-figure={id}>
      <th scope="row">
        <AboutText id={id} class="figure-name">
          {figureName(texts, entry)}
        </AboutText>
      </th>
      <td class="number">
        {last1 === null ? <span class="no-data">{texts.notEnoughData}</span> : numberText(texts, id, last1, unit)}
      </td>
      <SpreadCell texts={texts} id={id} unit={unit} spread={last5} />
      {isLong && <SpreadCell texts={texts} id={id} unit={unit} spread={last20} />}
      <td class="number">{change === null ? '' : changeText(texts, id, change, unit)}</td>
    </tr>
  );
}

function SpreadCell({
  texts,
  id,
  unit,
  spread,
}: {
  texts: Texts;
  id: string;
  unit: FigureUnit;
  spread: Spread | null;
}) {
  if (!spread) return <td class="number hint">–</td>;
  return (
    <td class="number">
      {numberText(texts, id, spread.median, unit)}{' '}
      <span class="hint">
        ({bareNumberText(spread.q1, unit)} – {bareNumberText(spread.q3, unit)})
      </span>
    </td>
  );
}
