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
    const outcome = await removeRecording(id);
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
              <RecordingRow key={recording.id} recording={recording} remove={() => void remove(recording.id)} />
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

function RecordingRow({ recording, remove }: { recording: Recording; remove(): void }) {
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
          <button type="button" class="button" onClick={remove}>
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
