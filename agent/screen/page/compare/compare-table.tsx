import type { CatalogueEntry, Chapter, FigureEntry } from '../../../indicators/catalogue.ts';
import { drawnForms } from '../../../indicators/definitions/definition.ts';
import { AboutText } from '../about/about-button.tsx';
import type { ExplainedLesson } from '../about/about-context.ts';
import { figureName } from '../about/figure-name.ts';
import { indicatorOf } from '../words/facts.ts';
import { figureText } from '../words/figure-text.ts';
import { useTexts } from '../words/language.tsx';
import { differenceText } from './difference-text.ts';

interface CompareTableProps {
  lessons: readonly ExplainedLesson[];
  catalogue: readonly CatalogueEntry[];
}

/** Every figure of either lesson, with both values and the difference in words. */
export function CompareTable({ lessons, catalogue }: CompareTableProps) {
  const { figures } = useTexts();
  return (
    <section class="card">
      {(Object.keys(figures.chapters) as Chapter[]).map((chapter) => (
        <ChapterTable key={chapter} chapter={chapter} lessons={lessons} catalogue={catalogue} />
      ))}
    </section>
  );
}

function ChapterTable({ chapter, lessons, catalogue }: CompareTableProps & { chapter: Chapter }) {
  const { figures, compare } = useTexts();
  const rows = catalogue.filter(
    (entry): entry is FigureEntry =>
      entry.chapter === chapter &&
      !drawnForms.some((form) => form === entry.unit) &&
      lessons.some(({ report }) => indicatorOf(report, entry.id)),
  );
  if (rows.length === 0) return null;
  return (
    <table class="portrait">
      <caption>{figures.chapters[chapter]}</caption>
      <thead>
        <tr>
          <th scope="col">{compare.figure}</th>
          {lessons.map(({ name, report }) => (
            <th key={report.lesson.id} scope="col" class="number">
              {name}
            </th>
          ))}
          <th scope="col" class="number">
            {compare.difference}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((entry) => (
          <FigureRow key={entry.id} entry={entry} lessons={lessons} />
        ))}
      </tbody>
    </table>
  );
}

function FigureRow({ entry, lessons }: { entry: FigureEntry; lessons: readonly ExplainedLesson[] }) {
  const texts = useTexts();
  const indicators = lessons.map(({ report }) => indicatorOf(report, entry.id));
  const [first, second] = indicators;
  return (
    <tr data-figure={entry.id}>
      <th scope="row">
        <AboutText id={entry.id} class="figure-name">
          {figureName(texts, entry)}
        </AboutText>
      </th>
      {lessons.map(({ report }, i) => {
        const indicator = indicators[i];
        return (
          <td key={report.lesson.id} class="number">
            {indicator && indicator.value !== null ? (
              figureText(texts, indicator, entry.unit)
            ) : (
              <span class={indicator && 'no-data'}>{indicator ? texts.notEnoughData : texts.compare.unknown}</span>
            )}
          </td>
        );
      })}
      <td class="number difference">{differenceText(texts, entry, first, second)}</td>
    </tr>
  );
}
