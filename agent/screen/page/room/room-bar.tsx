import { useContext, useState } from 'preact/hooks';
import type { RoomState } from '../../../lesson/room-state.ts';
import { useTexts } from '../words/language.tsx';
import type { RoomLook } from '../words/room-texts.ts';
import { detailText, lessonName, lookOf, type Note, notesLine, notesOf } from '../words/room-words.ts';
import { RoomButtons } from './room-buttons.tsx';
import { RoomNotes } from './room-notes.tsx';
import { RoomShape } from './room-shape.tsx';
import { useBriefly } from './use-briefly.ts';
import { RoomContext } from './use-room.ts';

const REFUSAL_MS = 8_000;
const NOTES_ID = 'room-notes';

/** What the room does, on top of every page and always in sight. As high whatever it says, so that nothing below moves. */
export function RoomBar() {
  const texts = useTexts();
  const { view } = useContext(RoomContext);
  const [refusal, setRefusal] = useBriefly<string>(REFUSAL_MS);
  const [isOpen, setOpen] = useState(false);
  if (view.kind !== 'here') return null;

  const { state, isLost } = view;
  const look = isLost || !state ? 'lost' : lookOf(state);
  const notes = state && !isLost ? notesOf(texts, state, Date.now()) : [];
  const areShown = isOpen && notes.length > 0;
  // Before the agent has answered for the first time there is nothing to say, nor that it does not answer.
  if (!state && !isLost) return <header class="room-bar" />;
  return (
    <header class="room-bar" data-look={look}>
      <div class="room-line">
        <RoomShape look={look} />
        <RoomSaying
          look={look}
          state={state}
          notes={refusal === undefined ? notes : []}
          refusal={refusal}
          isOpen={areShown}
          toggle={() => setOpen(!areShown)}
        />
        {state?.preview && !isLost && (
          <strong class="room-preview" role="status">
            {texts.room.preview}
          </strong>
        )}
        {state && <RoomButtons state={state} isLost={isLost} refused={setRefusal} />}
      </div>
      {areShown && <RoomNotes id={NOTES_ID} notes={notes} />}
    </header>
  );
}

interface RoomSayingProps {
  look: RoomLook;
  state: RoomState | null;
  notes: readonly Note[];
  refusal: string | undefined;
  isOpen: boolean;
  toggle(): void;
}

/** Two lines of words; they can be touched when there is more to read. */
function RoomSaying({ look, state, notes, refusal, isOpen, toggle }: RoomSayingProps) {
  const texts = useTexts();
  const hasNotes = notes.length > 0;
  const lines = (
    <>
      <span class="room-headline">
        <strong>{texts.room.headlines[look]}</strong>
        {look === 'recording' && state?.lesson && (
          <>
            <span class="room-lesson">{lessonName(state.lesson.labels)}</span>
            <span>{texts.minutes(String(Math.floor(state.lesson.elapsedMs / 60_000)))}</span>
          </>
        )}
      </span>
      <span class="room-detail">
        {refusal !== undefined && <span role="alert">{refusal}</span>}
        {refusal === undefined && (!hasNotes || look === 'off') && (
          <span>{state ? detailText(texts, look, state) : texts.room.details.lost}</span>
        )}
        {hasNotes && (
          <>
            <span class="room-note">{notesLine(notes)}</span>
            <span class="room-open" aria-hidden="true">
              {isOpen ? '▴' : '▾'}
            </span>
          </>
        )}
      </span>
    </>
  );
  if (!hasNotes) return <div class="room-saying">{lines}</div>;
  return (
    <button type="button" class="room-saying" aria-expanded={isOpen} aria-controls={NOTES_ID} onClick={toggle}>
      {lines}
    </button>
  );
}
