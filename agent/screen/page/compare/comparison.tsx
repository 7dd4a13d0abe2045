import { useMemo } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { AboutFigures } from '../about/about-figures.tsx';
import { Key } from '../charts/key.tsx';
import { Sentences } from '../report/sentences.tsx';
import { dateText, timeText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { labelsText } from '../words/lesson-labels.ts';
import { CompareRibbons } from './compare-ribbons.tsx';
import { CompareTable } from './compare-table.tsx';

export type TwoReports = readonly [LessonReport, LessonReport];

/** Two lessons, the earlier first: in words, over time, and figure by figure. Neither is better. */
export function Comparison({ reports, catalogue }: { reports: TwoReports; catalogue: readonly CatalogueEntry[] }) {
  const texts = useTexts();
  const { compare } = texts;
  const lessons = useMemo(() => reports.map((report) => ({ name: whenText(report), report })), [reports]);
  const hasGaps = reports.some(({ gaps }) => gaps.length > 0);
  return (
    <AboutFigures catalogue={catalogue} lessons={lessons}>
      <p class="hint">
        {compare.hint} {compare.differenceHint}
      </p>
      <div class="two">
        {lessons.map(({ name, report }) => (
          <section key={report.lesson.id} class="card" aria-label={name}>
            <h2>
              {labelsText(texts, report.lesson.labels)}
              <span class="aside">{name}</span>
            </h2>
            <Sentences report={report} />
          </section>
        ))}
      </div>
      <section class="card">
        <h2>{compare.overTime}</h2>
        <Key missing={hasGaps} />
        <CompareRibbons lessons={lessons} />
      </section>
      <CompareTable lessons={lessons} catalogue={catalogue} />
    </AboutFigures>
  );
}

const whenText = ({ lesson }: LessonReport): string =>
  `${dateText(lesson.startedAtMs)} ${timeText(lesson.startedAtMs)}`;
