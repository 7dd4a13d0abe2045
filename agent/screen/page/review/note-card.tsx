import { useEffect, useRef, useState } from 'preact/hooks';
import { saveNote } from '../review-api.ts';
import { useTexts } from '../words/language.tsx';
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
  useEffect(() => area.current?.focus(), []);
  const save = async () => {
    const outcome = await saveNote(lessonId, draft.trim());
    const why = refusalText(texts, outcome);
    setRefusal(why);
    if (why === null) done(draft.trim());
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
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && done(note)}
      />
      <p class="row">
        <button type="button" class="button solid" onClick={() => void save()}>
          {words.save}
        </button>
        <button type="button" class="button" onClick={() => done(note)}>
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
