import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { indicatorOf } from '../words/facts.ts';
import { figureText, groupOf } from '../words/figure-text.ts';
import { percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { FigureGroup } from '../words/texts.ts';

interface FiguresTableProps {
  report: LessonReport;
  catalogue: readonly CatalogueEntry[];
}

const groups: readonly FigureGroup[] = ['talk', 'students', 'teacher', 'st'];

/** Every figure of the catalogue with its value, its coverage, and what it means. */
export function FiguresTable({ report, catalogue }: FiguresTableProps) {
  const texts = useTexts();
  const { figures } = texts;
  return (
    <section class="card figures">
      <h2>{figures.title}</h2>
      <p class="hint">{figures.hint}</p>
      {groups.map((group) => (
        <table key={group}>
          <caption>{figures.groups[group]}</caption>
          <thead>
            <tr>
              <th scope="col">{figures.name}</th>
              <th scope="col" class="number">
                {figures.value}
              </th>
              <th scope="col" class="number">
                {figures.coverage}
              </th>
              <th scope="col">
                <span class="visually-hidden">{figures.meaning}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {catalogue
              .filter((entry) => groupOf(entry.id) === group)
              .map((entry) => (
                <FigureRow key={entry.id} report={report} entry={entry} />
              ))}
          </tbody>
        </table>
      ))}
    </section>
  );
}

function FigureRow({ report, entry }: { report: LessonReport; entry: CatalogueEntry }) {
  const texts = useTexts();
  const chinese = texts.htmlLang.startsWith('zh');
  const indicator = indicatorOf(report, entry.id);
  const known = indicator !== undefined && indicator.value !== null;
  return (
    <tr data-figure={entry.id}>
      <th scope="row">{chinese ? entry.zh : entry.en}</th>
      <td class={known ? 'number' : 'number hint'}>
        {known ? figureText(texts, indicator, entry.unit) : texts.notEnoughData}
      </td>
      <td class="number">{indicator ? percent(indicator.coverage) : '–'}</td>
      <td class="meaning">
        <details>
          <summary>{texts.figures.meaning}</summary>
          {chinese ? entry.definitionZh : entry.definitionEn}
        </details>
      </td>
    </tr>
  );
}
