import type { TimetableView } from '../../../setup/controls/timetable.ts';
import { useItTexts } from '../words/use-it-texts.ts';

/** One week of a timetable, a day a column. @param show asks for another week */
export function WeekTable({ view, show }: { view: TimetableView; show(week: number): void }) {
  const {
    trials: { timetable: texts },
  } = useItTexts();
  const { number, days, lessons } = view.week;
  // Weekends are left out where nothing happens.
  const shown = days.filter((date, day) => day < 5 || lessons.some((lesson) => lesson.date === date));
  return (
    <div class="week">
      <div class="week-head">
        <strong>{texts.week(number)}</strong>
        <span class="bar-end">
          <button type="button" class="it-button" disabled={number <= 1} onClick={() => show(number - 1)}>
            ‹ {texts.earlier}
          </button>
          <button type="button" class="it-button" disabled={number >= view.term.weeks} onClick={() => show(number + 1)}>
            {texts.later} ›
          </button>
        </span>
      </div>
      {lessons.length === 0 && <p class="hint">{texts.noLessons}</p>}
      <div class="week-days">
        {shown.map((date) => (
          <div key={date} class="week-day">
            <p class="week-date">
              {texts.weekdays[days.indexOf(date)]} <span class="hint">{date.slice(5)}</span>
            </p>
            {lessons
              .filter((lesson) => lesson.date === date)
              .map(({ start, end, className, subject }) => (
                <p key={start} class="week-lesson">
                  <span class="hint">
                    {start}–{end}
                  </span>
                  <strong>{subject ?? '–'}</strong>
                  {className && <span>{className}</span>}
                </p>
              ))}
          </div>
        ))}
      </div>
    </div>
  );
}
