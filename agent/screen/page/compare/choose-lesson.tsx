import { useEffect, useState } from 'preact/hooks';
import type { LessonReport } from '../../../indicators/indicator.ts';
import type { LessonListItem } from '../../../store/lesson-store.ts';
import { type Answer, fetchLessons } from '../api.ts';
import { lengthText } from '../words/facts.ts';
import { dateText, timeRangeText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { labelsText } from '../words/lesson-labels.ts';

/** The teacher's other lessons, those of the same subject first. */
export function ChooseLesson({ report: { lesson } }: { report: LessonReport }) {
  const texts = useTexts();
  const { compare } = texts;
  const [answer, setAnswer] = useState<Answer<LessonListItem[]>>();
  useEffect(() => void fetchLessons().then(setAnswer), []);
  if (!answer) return null;
  if (answer.kind !== 'here') return <p class="notice">{texts.unreachable}</p>;
  const others = answer.data.filter(({ id }) => id !== lesson.id);
  const { subject } = lesson.labels;
  const isSame = ({ labels }: LessonListItem) => subject !== undefined && labels.subject === subject;
  const parts = [
    { name: compare.sameSubject, lessons: others.filter(isSame) },
    { name: compare.otherSubjects, lessons: others.filter((each) => !isSame(each)) },
  ].filter(({ lessons }) => lessons.length > 0);
  return (
    <>
      <p class="sentences">{compare.choose(labelsText(texts, lesson.labels))}</p>
      <p class="hint">{others.length > 0 ? compare.chooseHint : compare.noOther}</p>
      {parts.map(({ name, lessons }) => (
        <section key={name}>
          <h2 class="part-title">{name}</h2>
          <ul class="lessons">
            {lessons.map(({ id, labels, startedAtMs, durationMs }) => (
              <li key={id}>
                <a class="lesson" href={`#/compare/${encodeURIComponent(lesson.id)}/${encodeURIComponent(id)}`}>
                  <strong class="lesson-name">{labelsText(texts, labels)}</strong>
                  <span class="lesson-time">
                    {dateText(startedAtMs)} {timeRangeText(startedAtMs, durationMs)}
                  </span>
                  <span class="lesson-length">{lengthText(texts, durationMs)}</span>
                  <span />
                  <span aria-hidden="true">›</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
