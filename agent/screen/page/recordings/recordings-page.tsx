import { useEffect, useState } from 'preact/hooks';
import type { Recording } from '../../../recordings/recording.ts';
import { fetchRecordings, removeRecording } from '../api.ts';
import { Bar } from '../bar.tsx';
import { percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';
import { RecordingForm } from './recording-form.tsx';

const LOOK_EVERY_MS = 1_000;

/** 微格教学: where a teacher brings a recording of their own and follows what becomes of it. */
export function RecordingsPage() {
  const texts = useTexts();
  const [recordings, setRecordings] = useState<Recording[]>([]);
  const [removing, setRemoving] = useState<string>();
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const look = async () => {
      const answer = await fetchRecordings();
      if (answer.kind === 'here') setRecordings(answer.data);
    };
    void look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const remove = async (id: string) => {
    setRemoving(id);
    const outcome = await removeRecording(id);
    setRemoving(undefined);
    setProblem(outcome.kind === 'refused' ? problemText(texts, outcome.refusal) : null);
    if (outcome.kind === 'unreachable') setProblem(texts.unreachable);
    if (outcome.kind === 'done') setRecordings(outcome.data);
  };

  return (
    <main class="page">
      <Bar back={{ href: '#/', text: texts.allLessons }} />
      <h1 class="title">{texts.recordings.title}</h1>
      <p class="hint">{texts.recordings.hint}</p>
      <RecordingForm />
      {recordings.length > 0 && (
        <section class="card recordings">
          <h2>{texts.recordings.mine}</h2>
          <ul>
            {recordings.map((recording) => (
              <RecordingRow
                key={recording.id}
                recording={recording}
                isBusy={removing !== undefined}
                remove={() => void remove(recording.id)}
              />
            ))}
          </ul>
          {problem && (
            <p class="refusal" role="alert">
              {problem}
            </p>
          )}
        </section>
      )}
    </main>
  );
}

interface RecordingRowProps {
  recording: Recording;
  /** One is just being removed. */
  isBusy: boolean;
  remove(): void;
}

function RecordingRow({ recording, isBusy, remove }: RecordingRowProps) {
  const texts = useTexts();
  const { title, state, done, lessonId, problem } = recording;
  const isMoving = state === 'receiving' || state === 'measuring';
  return (
    <li class="recording" data-state={state}>
      <strong>{title}</strong>
      <span>{problem ? problemText(texts, problem) : texts.recordings.states[state]}</span>
      <span class="recording-done">
        {isMoving && (
          <>
            <progress max={1} value={done} aria-label={texts.recordings.states[state]} />
            {percent(done)}
          </>
        )}
      </span>
      <span class="recording-buttons">
        {lessonId !== undefined && (
          <a class="button" href={`#/lessons/${encodeURIComponent(lessonId)}`}>
            {texts.recordings.open}
          </a>
        )}
        {state !== 'receiving' && (
          <button type="button" class="button" disabled={isBusy} onClick={remove}>
            {texts.recordings.remove}
          </button>
        )}
      </span>
    </li>
  );
}

function problemText({ recordings }: Texts, { code, message }: { code: string; message: string }): string {
  return recordings.problems[code] ?? `${recordings.failed}: ${message}`;
}
