import { useContext, useEffect, useRef } from 'preact/hooks';
import type { RoomState } from '../../../lesson/room-state.ts';
import { endLesson, type Outcome, setBookmark, startLesson, switchSensing } from '../api.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { lookOf, refusalText } from '../words/room-words.ts';
import { useBriefly } from './use-briefly.ts';
import { RoomContext } from './use-room.ts';

interface RoomButtonsProps {
  state: RoomState;
  /** The agent does not answer: nothing can be done. */
  isLost: boolean;
  /** Told why a command was refused. */
  refused(words: string): void;
}

const SURE_MS = 5_000;
const BOOKMARKED_MS = 3_000;
/** A finger that touches twice means once; the second touch must not end what the first began. */
const DOUBLE_TOUCH_MS = 400;

/** What can be done in the room. Every button keeps its place, whatever the room does. */
export function RoomButtons({ state, isLost, refused }: RoomButtonsProps) {
  const texts = useTexts();
  const { buttons } = texts.room;
  const { take } = useContext(RoomContext);
  const [isSure, setSure] = useBriefly<boolean>(SURE_MS);
  const [markedMs, setMarkedMs] = useBriefly<number>(BOOKMARKED_MS);
  const touched = useRef({ place: '', atMs: 0 });
  const look = lookOf(state);
  // Held for want of a lamp: the switch itself is on.
  const isOff = look === 'off' && state.why !== 'no-lamp';
  const lessonId = state.lesson?.id;

  // Of another lesson nobody has said that it is over.
  useEffect(() => setSure(undefined), [lessonId, setSure]);

  const command = async <T,>(send: () => Promise<Outcome<T>>, done: (data: T) => void) => {
    const outcome = await send();
    if (outcome.kind === 'done') done(outcome.data);
    else refused(refusalText(texts, outcome.kind === 'refused' ? outcome.refusal : null));
  };
  const onTouch = (place: string, act: () => void) => () => {
    const before = touched.current;
    if (before.place === place && performance.now() - before.atMs < DOUBLE_TOUCH_MS) return;
    touched.current = { place, atMs: performance.now() };
    act();
  };
  const end = () => {
    setSure(isSure ? undefined : true);
    if (isSure) void command(endLesson, take);
  };

  return (
    <div class="room-buttons">
      {look === 'recording' && (
        <button
          type="button"
          class="room-button bookmark-button"
          aria-live="polite"
          disabled={isLost}
          onClick={onTouch('bookmark', () => void command(setBookmark, ({ atMs }) => setMarkedMs(atMs)))}
        >
          {markedMs === undefined ? buttons.bookmark : buttons.bookmarked(clockText(markedMs))}
        </button>
      )}
      {state.lesson ? (
        <button
          type="button"
          class="room-button lesson-button"
          aria-live="polite"
          disabled={isLost}
          onClick={onTouch('lesson', end)}
        >
          {isSure ? buttons.endAgain : buttons.end}
        </button>
      ) : (
        !isOff && (
          <button
            type="button"
            class="room-button lesson-button"
            disabled={isLost}
            onClick={onTouch('lesson', () => void command(startLesson, take))}
          >
            {buttons.start}
          </button>
        )
      )}
      <button
        type="button"
        class="room-button sensing-button"
        disabled={isLost}
        onClick={onTouch('sensing', () => void command(() => switchSensing(isOff), take))}
      >
        {isOff ? buttons.turnOn : buttons.turnOff}
      </button>
    </div>
  );
}
