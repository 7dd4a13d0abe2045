import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { indicatorOf } from '../words/facts.ts';
import { figureText } from '../words/figure-text.ts';
import { percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { ExplainedLesson } from './about-context.ts';
import { coverageText } from './coverage-text.ts';
import { figureName } from './figure-name.ts';

/** What a figure is in a lesson, how much of the lesson it rests on, and what it means. */
export function AboutFigure({ entry, lessons }: { entry: CatalogueEntry; lessons: readonly ExplainedLesson[] }) {
  const texts = useTexts();
  const { about } = texts.report;
  const chinese = texts.htmlLang.startsWith('zh');
  return (
    <div class="dialog-inside">
      <h2 id="about-name">{figureName(texts, entry)}</h2>
      <dl class="about">
        {lessons.map(({ name, report }) => (
          <AboutValue key={report.lesson.id} name={name} entry={entry} report={report} />
        ))}
        <div>
          <dt>{about.definition}</dt>
          <dd>{chinese ? entry.definitionZh : entry.definitionEn}</dd>
        </div>
        <div>
          <dt>{about.madeFrom}</dt>
          <dd>
            {about.inputs[entry.input]} · {about.floor(percent(entry.coverageFloor))}
          </dd>
        </div>
        <div>
          <dt>{about.source}</dt>
          <dd>{entry.source}</dd>
        </div>
        <div>
          <dt>{about.version}</dt>
          <dd>{about.versionNumber(entry.version)}</dd>
        </div>
      </dl>
    </div>
  );
}

/** What is drawn has no value of its own, only its meaning. */
function AboutValue({ name, entry, report }: { name: string; entry: CatalogueEntry; report: LessonReport }) {
  const texts = useTexts();
  const { about } = texts.report;
  const indicator = indicatorOf(report, entry.id);
  if (!indicator) return null;
  const { value, version } = indicator;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value === null ? (
          <span class="no-data">{texts.notEnoughData}</span>
        ) : (
          <strong class="about-value">{figureText(texts, indicator, entry.unit as FigureUnit)}</strong>
        )}
        <span class="about-line">{coverageText(texts, indicator, entry)}</span>
        {version !== entry.version && <span class="about-line">{about.versions(entry.version, version)}</span>}
      </dd>
    </div>
  );
}
