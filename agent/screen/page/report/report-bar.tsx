import type { LessonReport } from '../../../indicators/indicator.ts';
import { Bar } from '../bar.tsx';
import { Menu } from '../review/menu.tsx';
import { exportAddress, type Review } from '../review-api.ts';
import { lengthText } from '../words/facts.ts';
import { dateText, timeRangeText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { labelsText } from '../words/lesson-labels.ts';

interface ReportBarProps {
  report: LessonReport;
  review: Review | null;
  /** Opens the note. */
  note(): void;
}

/** Which lesson it is, and what can be done with its report. */
export function ReportBar({ report: { lesson, durationMs }, review, note }: ReportBarProps) {
  const texts = useTexts();
  const { actions, export: files } = texts.report;
  const address = `#/lessons/${encodeURIComponent(lesson.id)}`;
  return (
    <Bar back={{ href: '#/', text: texts.allLessons }}>
      <div class="lesson-head">
        <h1 class="lesson-title">{labelsText(texts, lesson.labels)}</h1>
        <span class="hint">
          {dateText(lesson.startedAtMs)} {timeRangeText(lesson.startedAtMs, durationMs)} ·{' '}
          {lengthText(texts, durationMs)}
        </span>
      </div>
      <div class="actions">
        {review && (
          <>
            <button type="button" class="button" onClick={note}>
              {actions.note}
            </button>
            <Menu id="export" name={actions.export}>
              <a class="button" href={exportAddress(lesson.id, 'csv')} download>
                {files.csv}
              </a>
              <a class="button" href={exportAddress(lesson.id, 'json')} download>
                {files.json}
              </a>
              <button type="button" class="button" onClick={() => print()}>
                {files.print}
              </button>
            </Menu>
            <a class="button" href={`#/compare/${encodeURIComponent(lesson.id)}`}>
              {actions.compare}
            </a>
          </>
        )}
        {lesson.labels.role !== 'remote' && (
          <a class="button" href={`${address}/portrait`}>
            {texts.portrait.title}
          </a>
        )}
        {review && (
          <a class="button" href={`${address}/sent`}>
            {texts.dispatch.states[review.state]}
          </a>
        )}
      </div>
    </Bar>
  );
}
