import { useEffect, useState } from 'preact/hooks';
import type { LessonListItem } from '../../store/lesson-store.ts';
import { type Answer, fetchLessons } from './api.ts';
import { Bar } from './bar.tsx';
import { useRoomState } from './room/use-room.ts';
import { lengthText } from './words/facts.ts';
import { dateText, timeRangeText } from './words/format.ts';
import { useTexts } from './words/language.tsx';
import { labelsText } from './words/lesson-labels.ts';
import type { Texts } from './words/texts.ts';

/** A report may be done while the next lesson is already recorded, and its summary delivered at any time. */
const LOOK_EVERY_MS = 20_000;

/** All lessons on this machine, newest first. */
export function LessonList() {
  const texts = useTexts();
  const answer = useLessons();

  return (
    <main class="page">
      <Bar>
        <span class="hint">{texts.product}</span>
        <a class="button" href="#/recordings">
          {texts.recordings.link}
        </a>
        <a class="button" href="#/pin">
          {texts.access.changePin}
        </a>
      </Bar>
      <h1 class="title">{texts.lessons}</h1>
      {(answer?.kind === 'unknown' || answer?.kind === 'unreachable') && <p class="notice">{texts.unreachable}</p>}
      {answer?.kind === 'here' && answer.data.length === 0 && (
        <p class="notice">
          {texts.noLessons}
          <br />
          {texts.noLessonsHint}
        </p>
      )}
      {answer?.kind === 'here' &&
        monthsOf(answer.data).map(({ key, lessons }) => (
          <section key={key} class="month">
            <h2>{texts.month(new Date(lessons[0]!.startedAtMs))}</h2>
            <ul class="lessons">
              {lessons.map((lesson) => (
                <li key={lesson.id}>
                  <a class="lesson" href={`#/lessons/${encodeURIComponent(lesson.id)}`}>
                    <strong class="lesson-name">{labelsText(texts, lesson.labels)}</strong>
                    <span class="lesson-time">
                      {dateText(lesson.startedAtMs)} {timeRangeText(lesson.startedAtMs, lesson.durationMs)}
                    </span>
                    <span class="lesson-length">{lengthText(texts, lesson.durationMs)}</span>
                    <span class="lesson-sync">{dispatchText(texts, lesson)}</span>
                    <span aria-hidden="true">›</span>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </main>
  );
}

/** Lessons by the month they were in, in the order they come. */
function monthsOf(lessons: readonly LessonListItem[]): { key: string; lessons: LessonListItem[] }[] {
  return [...Map.groupBy(lessons, ({ startedAtMs }) => dateText(startedAtMs).slice(0, 7))].map(([key, those]) => ({
    key,
    lessons: those,
  }));
}

function dispatchText(texts: Texts, { synced, withheld, recorded }: LessonListItem): string {
  if (recorded) return texts.recordings.stays;
  if (withheld) return texts.withheld;
  return synced ? texts.sent : texts.waitingToSend;
}

/** The lessons; where there is a room, read again whenever it does something else, and now and then. */
function useLessons(): Answer<LessonListItem[]> | undefined {
  const [answer, setAnswer] = useState<Answer<LessonListItem[]>>();
  const room = useRoomState();
  const hasRoom = room !== null;
  const doing = room && `${room.activity} ${room.lesson?.id}`;
  useEffect(() => {
    const look = async () => {
      if (document.hidden) return;
      const next = await fetchLessons();
      // An agent that does not answer is told of by the bar; what it said before stands.
      setAnswer((before) => (next.kind === 'here' ? next : (before ?? next)));
    };
    void look();
    if (!hasRoom) return;
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [doing, hasRoom]);
  return answer;
}
