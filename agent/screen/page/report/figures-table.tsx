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

/** Two columns of about the same length. */
const columns: readonly (readonly FigureGroup[])[] = [
  ['talk', 'st'],
  ['students', 'teacher'],
];

/** Every figure of the catalogue with its value, its coverage, and, behind its name, what it means. */
export function FiguresTable({ report, catalogue }: FiguresTableProps) {
  const { figures } = useTexts();
  return (
    <section class="card figures">
      <h2>{figures.title}</h2>
      <p class="hint">{figures.hint}</p>
      {columns.map((groups) => (
        <div key={groups[0]}>
          {groups.map((group) => (
            <FigureGroupTable key={group} group={group} report={report} catalogue={catalogue} />
          ))}
        </div>
      ))}
    </section>
  );
}

function FigureGroupTable({ group, report, catalogue }: FiguresTableProps & { group: FigureGroup }) {
  const { figures } = useTexts();
  return (
    <table>
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
  );
}

function FigureRow({ report, entry }: { report: LessonReport; entry: CatalogueEntry }) {
  const texts = useTexts();
  const chinese = texts.htmlLang.startsWith('zh');
  const indicator = indicatorOf(report, entry.id);
  const known = indicator !== undefined && indicator.value !== null;
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
      <td class="number">{indicator ? percent(indicator.coverage) : '–'}</td>
    </tr>
  );
}
