import type { CatalogueEntry, Chapter, FigureEntry } from '../../../indicators/catalogue.ts';
import { drawnForms } from '../../../indicators/definitions/definition.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { indicatorOf } from '../words/facts.ts';
import { figureText } from '../words/figure-text.ts';
import { percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';

interface FiguresTableProps {
  report: LessonReport;
  catalogue: readonly CatalogueEntry[];
}

/** Two columns of about the same length. */
const columns: readonly (readonly Chapter[])[] = [
  ['talk', 'st', 'activity'],
  ['students', 'teacher'],
];

/** Every figure of the catalogue with its value, its coverage, and, behind its name, what it means. */
export function FiguresTable({ report, catalogue }: FiguresTableProps) {
  const { figures } = useTexts();
  return (
    <section class="card figures">
      <h2>{figures.title}</h2>
      <p class="hint">{figures.hint}</p>
      {columns.map((chapters) => (
        <div key={chapters[0]}>
          {chapters.map((chapter) => (
            <ChapterTable key={chapter} chapter={chapter} report={report} catalogue={catalogue} />
          ))}
        </div>
      ))}
    </section>
  );
}

function ChapterTable({ chapter, report, catalogue }: FiguresTableProps & { chapter: Chapter }) {
  const { figures } = useTexts();
  return (
    <table>
      <caption>{figures.chapters[chapter]}</caption>
      <thead>
        <tr>
          <th scope="col">{figures.name}</th>
          <th scope="col" class="number">
            {figures.value}
          </th>
          <th scope="col" class="number">
            {figures.coverage}
          </th>
        </tr>
      </thead>
      <tbody>
        {catalogue
          .filter(
            (entry): entry is FigureEntry =>
              entry.chapter === chapter && !drawnForms.some((form) => form === entry.unit),
          )
          .map((entry) => (
            <FigureRow key={entry.id} report={report} entry={entry} />
          ))}
      </tbody>
    </table>
  );
}

/** A figure that the report does not have, because it does not apply to the lesson, has no row. */
function FigureRow({ report, entry }: { report: LessonReport; entry: FigureEntry }) {
  const texts = useTexts();
  const chinese = texts.htmlLang.startsWith('zh');
  const indicator = indicatorOf(report, entry.id);
  if (!indicator) return null;
  const known = indicator.value !== null;
  return (
    <tr data-figure={entry.id}>
      <th scope="row">
        <details>
          <summary>{chinese ? entry.zh : entry.en}</summary>
          {chinese ? entry.definitionZh : entry.definitionEn}
        </details>
      </th>
      <td class={known ? 'number' : 'number hint'}>
        {known ? figureText(texts, indicator, entry.unit) : texts.notEnoughData}
      </td>
      <td class="number">{percent(indicator.coverage)}</td>
    </tr>
  );
}
