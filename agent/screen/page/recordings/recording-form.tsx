import { useState } from 'preact/hooks';
import { type RecordingView, recordingViews } from '../../../recordings/recording.ts';
import { bringRecording, type Refusal } from '../api.ts';
import { useTexts } from '../words/language.tsx';

/** As a name it is enough without its ending, and may be changed. */
const titleOf = ({ name }: File): string => name.replace(/\.[^.]{1,5}$/, '').slice(0, 80);

/** Chooses a recording and brings it. */
export function RecordingForm() {
  const texts = useTexts();
  const { recordings } = texts;
  const [file, setFile] = useState<File>();
  const [title, setTitle] = useState('');
  const [view, setView] = useState<RecordingView>('students');
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | 'unreachable'>();

  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    setRefusal(undefined);
    setTitle(chosen ? titleOf(chosen) : '');
  };
  const bring = async (event: Event) => {
    event.preventDefault();
    if (!file) return;
    setBusy(true);
    setRefusal(undefined);
    const outcome = await bringRecording(file, title, view);
    setBusy(false);
    if (outcome.kind === 'done') choose(undefined);
    else setRefusal(outcome.kind === 'refused' ? outcome.refusal : 'unreachable');
  };
  const message = () => {
    if (refusal === undefined) return undefined;
    if (refusal === 'unreachable') return texts.unreachable;
    return recordings.problems[refusal.code] ?? refusal.message;
  };

  return (
    <form class="card recording-form" onSubmit={bring}>
      <label class="file-choice">
        <span class="open-button">{recordings.choose}</span>
        <input
          type="file"
          accept="video/*,audio/*"
          aria-label={recordings.file}
          disabled={isBusy}
          // The same recording must be a choice again.
          onClick={({ currentTarget }) => {
            currentTarget.value = '';
          }}
          onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
        />
        <span class="hint">{file ? `${file.name} · ${(file.size / 1e6).toFixed(0)} MB` : recordings.none}</span>
      </label>
      <label class="labelled">
        {recordings.name}
        <input
          class="field"
          required
          maxLength={80}
          value={title}
          disabled={isBusy}
          onInput={({ currentTarget }) => setTitle(currentTarget.value)}
        />
      </label>
      <fieldset class="choices" disabled={isBusy}>
        <legend>{recordings.view}</legend>
        {recordingViews.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="view" checked={view === each} onChange={() => setView(each)} />
            {recordings.views[each]}
          </label>
        ))}
      </fieldset>
      <div class="form-end">
        <button type="submit" class="open-button" disabled={!file || isBusy}>
          {isBusy ? `${recordings.states.receiving} …` : recordings.start}
        </button>
        <strong role="alert">{message()}</strong>
      </div>
    </form>
  );
}
