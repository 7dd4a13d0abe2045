import { useState } from 'preact/hooks';
import type { ChosenLesson, LessonChoice } from '../../../setup/controls/data.ts';
import { dateText, timeText } from '../../words/format.ts';
import { Choice, Field, Section } from '../field.tsx';
import { deleteLessons, findLessons } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';

const MOST_SHOWN = 20;

type By = LessonChoice['kind'];

/** Deletion on request: what goes is shown first, and its number is typed to confirm. */
export function Deletion({ deleted }: { deleted(): void }) {
  const {
    data: { deletion: texts },
  } = useItTexts();
  const [by, setBy] = useState<By>('teacher');
  const [owner, setOwner] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [id, setId] = useState('');
  const [found, setFound] = useState<{ choice: LessonChoice; lessons: ChosenLesson[] }>();
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const choice = (): LessonChoice => {
    if (by === 'teacher') return { kind: 'teacher', owner: owner.trim() };
    if (by === 'lesson') return { kind: 'lesson', id: id.trim() };
    const until = new Date(`${to}T00:00`);
    until.setDate(until.getDate() + 1);
    return { kind: 'dates', fromMs: new Date(`${from}T00:00`).getTime(), untilMs: until.getTime() };
  };
  const find = async (event: Event) => {
    event.preventDefault();
    const wanted = choice();
    const outcome = await findLessons(wanted);
    setSaid('');
    setTyped('');
    setFailure(failureOf(outcome));
    setFound(outcome.kind === 'done' ? { choice: wanted, lessons: outcome.data } : undefined);
  };
  const remove = async () => {
    if (!found) return;
    setBusy(true);
    const outcome = await deleteLessons(found.choice, found.lessons.length);
    setBusy(false);
    setFailure(failureOf(outcome));
    if (outcome.kind !== 'done') return;
    setFound(undefined);
    setSaid(texts.deleted(outcome.data.deleted));
    deleted();
  };
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setFound(undefined);
    };
  return (
    <Section title={texts.title}>
      <div class="deletion no-print">
        <p class="hint">{texts.lead}</p>
        <form class="log-tools" onSubmit={find}>
          <Choice
            label={texts.by}
            value={by}
            options={[
              { value: 'teacher', text: texts.byTeacher },
              { value: 'dates', text: texts.byDates },
              { value: 'lesson', text: texts.byLesson },
            ]}
            change={change((value: By) => setBy(value))}
          />
          {by === 'teacher' && (
            <Field label={texts.owner} placeholder={texts.ownerNone} value={owner} change={change(setOwner)} />
          )}
          {by === 'dates' && (
            <>
              <Field label={texts.from} type="date" value={from} change={change(setFrom)} isRequired />
              <Field label={texts.to} type="date" value={to} change={change(setTo)} isRequired />
            </>
          )}
          {by === 'lesson' && <Field label={texts.lessonId} value={id} change={change(setId)} isRequired />}
          <button type="submit" class="it-button">
            {texts.find}
          </button>
        </form>
        <Trouble failure={failure} />
        <p role="status">{said && `✓ ${said}`}</p>
        {found && (
          <Found
            lessons={found.lessons}
            typed={typed}
            setTyped={setTyped}
            remove={() => void remove()}
            isBusy={isBusy}
          />
        )}
      </div>
    </Section>
  );
}

interface FoundProps {
  lessons: readonly ChosenLesson[];
  typed: string;
  setTyped(text: string): void;
  remove(): void;
  isBusy: boolean;
}

function Found({ lessons, typed, setTyped, remove, isBusy }: FoundProps) {
  const {
    data: { deletion: texts },
  } = useItTexts();
  const sent = lessons.filter(({ isSent }) => isSent).length;
  if (lessons.length === 0) return <p class="notice">{texts.none}</p>;
  return (
    <div class="found-lessons">
      <strong>{texts.found(lessons.length)}</strong>
      <ul class="checklist">
        {lessons.slice(0, MOST_SHOWN).map(({ id, startedAtMs, durationMs, className, subject, isSent }) => (
          <li key={id} data-state="none">
            <strong>
              {dateText(startedAtMs)} {timeText(startedAtMs)}
            </strong>
            <span>
              {[className, subject, texts.minutes(Math.round(durationMs / 60_000))].filter(Boolean).join(' · ')}
              {` · ${isSent ? texts.isSent : texts.isWaiting}`}
            </span>
          </li>
        ))}
      </ul>
      {lessons.length > MOST_SHOWN && <p class="hint">{texts.moreLessons(lessons.length - MOST_SHOWN)}</p>}
      {sent > 0 && <p>{texts.sent(sent)}</p>}
      <div class="log-tools">
        <Field label={texts.confirm(lessons.length)} value={typed} change={setTyped} />
        <button
          type="button"
          class="it-button main"
          disabled={isBusy || typed.trim() !== String(lessons.length)}
          onClick={remove}
        >
          {texts.delete(lessons.length)}
        </button>
      </div>
    </div>
  );
}
