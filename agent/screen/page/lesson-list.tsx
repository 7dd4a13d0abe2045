import { useEffect, useState } from 'preact/hooks';
import type { LessonListItem } from '../../store/lesson-store.ts';
import { type Answer, fetchLessons } from './api.ts';
import { Bar } from './bar.tsx';
import { lengthText } from './words/facts.ts';
import { dateText, timeRangeText } from './words/format.ts';
import { useTexts } from './words/language.tsx';
import { labelsText } from './words/lesson-labels.ts';

/** All lessons on this machine, newest first. */
export function LessonList() {
  const texts = useTexts();
  const [answer, setAnswer] = useState<Answer<LessonListItem[]>>();
  useEffect(() => {
    void fetchLessons().then(setAnswer);
  }, []);

  return (
    <main class="page">
      <Bar atList>
        <span class="hint">{texts.product}</span>
      </Bar>
      <h1 class="title">{texts.lessons}</h1>
      {answer && answer.kind !== 'here' && <p class="notice">{texts.unreachable}</p>}
      {answer?.kind === 'here' && answer.data.length === 0 && (
        <p class="notice">
          {texts.noLessons}
          <br />
          {texts.noLessonsHint}
        </p>
      )}
      {answer?.kind === 'here' && answer.data.length > 0 && (
        <ul class="lessons">
          {answer.data.map((lesson) => (
            <li key={lesson.id}>
              <a class="lesson" href={`#/lessons/${encodeURIComponent(lesson.id)}`}>
                <strong class="lesson-name">{labelsText(texts, lesson.labels)}</strong>
                <span class="lesson-time">
                  {dateText(lesson.startedAtMs)} {timeRangeText(lesson.startedAtMs, lesson.durationMs)}
                </span>
                <span class="lesson-length">{lengthText(texts, lesson.durationMs)}</span>
                <span class="lesson-sync">{lesson.synced ? texts.sent : texts.waitingToSend}</span>
                <span aria-hidden="true">›</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}
