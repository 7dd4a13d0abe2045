import type { CatalogueEntry, Chapter, FigureEntry } from '../../../indicators/catalogue.ts';
import { drawnForms } from '../../../indicators/definitions/definition.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { AboutText } from '../about/about-button.tsx';
import { figureName } from '../about/figure-name.ts';
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
  ['students', 'teacher', 'room'],
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
  const entries = catalogue.filter(
    (entry): entry is FigureEntry => entry.chapter === chapter && !drawnForms.some((form) => form === entry.unit),
  );
  // A room without sensors has nothing of them, rather than rows without data.
  if (!entries.some(({ id }) => indicatorOf(report, id))) return null;
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
        {entries.map((entry) => (
          <FigureRow key={entry.id} report={report} entry={entry} />
        ))}
      </tbody>
    </table>
  );
}

/** A figure that the report does not have, because it does not apply to the lesson, has no row. */
function FigureRow({ report, entry }: { report: LessonReport; entry: FigureEntry }) {
  const texts = useTexts();
  const indicator = indicatorOf(report, entry.id);
  if (!indicator) return null;
  const known = indicator.value !== null;
  return (
    <tr data-figure={entry.id}>
      <th scope="row">
        <AboutText id={entry.id} class="figure-name">
          {figureName(texts, entry)}
        </AboutText>
      </th>
      <td class="number">
        <span class={known ? undefined : 'no-data'}>
          {known ? figureText(texts, indicator, entry.unit) : texts.notEnoughData}
        </span>
      </td>
      <td class="number">{percent(indicator.coverage)}</td>
    </tr>
  );
}
