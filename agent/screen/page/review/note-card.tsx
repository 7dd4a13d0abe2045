import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Outcome } from '../api.ts';
import { useTexts } from '../words/language.tsx';
import { NoteDraft } from './note-draft.ts';
import { refusalText } from './refusal-text.ts';

/** As many characters as the agent takes. */
const MOST = 2000;

interface NoteCardProps {
  lessonId: string;
  note: string;
  isEditing: boolean;
  edit(): void;
  /** @param note as it is now */
  done(note: string): void;
}

/** The teacher's note on the lesson; nothing at all while there is none. */
export function NoteCard(props: NoteCardProps) {
  const { note: texts } = useTexts().review;
  const { note, isEditing, edit } = props;
  if (isEditing) return <NoteEditor {...props} />;
  if (note === '') return null;
  return (
    <section class="card note no-print">
      <h2>{texts.title}</h2>
      {/* Whatever direction it was written in, it must not turn what stands around it. */}
      <p class="note-text" dir="auto">
        {note}
      </p>
      <button type="button" class="button" onClick={edit}>
        {texts.edit}
      </button>
    </section>
  );
}

function NoteEditor({ lessonId, note, done }: NoteCardProps) {
  const texts = useTexts();
  const { note: words } = texts.review;
  const [draft, setDraft] = useState(note);
  const [refusal, setRefusal] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const typed = useMemo(() => new NoteDraft(lessonId, note), []);
  useEffect(() => {
    area.current?.focus();
    return () => void typed.keep();
  }, [typed]);
  const tell = (outcome: Outcome<object>) => setRefusal(refusalText(texts, outcome));
  /** Keeps the text, or shows why not. */
  const end = async (text: string) => {
    const outcome = await typed.keep(text);
    tell(outcome);
    if (outcome.kind === 'done') done(text.trim());
  };
  return (
    <section class="card note no-print">
      <h2>
        <label for="note">{words.title}</label>
        <span class="aside">{words.hint}</span>
      </h2>
      <textarea
        ref={area}
        id="note"
        class="field"
        dir="auto"
        rows={4}
        maxLength={MOST}
        placeholder={words.label}
        value={draft}
        onInput={({ currentTarget: { value } }) => {
          setDraft(value);
          typed.type(value, tell);
        }}
        // Whoever touches the lock leaves the field first.
        onBlur={() => void typed.keep().then(tell)}
        onKeyDown={({ key, isComposing }) => key === 'Escape' && !isComposing && draft === note && done(note)}
      />
      <p class="row">
        <button type="button" class="button solid" onClick={() => void end(draft)}>
          {words.save}
        </button>
        <button type="button" class="button" onClick={() => void end(note)}>
          {words.cancel}
        </button>
        <span class="hint">{words.left(MOST - draft.length)}</span>
      </p>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </section>
  );
}
