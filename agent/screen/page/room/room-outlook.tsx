import { useEffect, useState } from 'preact/hooks';
import { timeText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { airText, dateWords, outlook } from '../words/room-words.ts';
import { useRoomState } from './use-room.ts';

/** The clock, and the lesson that goes on or comes next. */
export function RoomOutlook() {
  const texts = useTexts();
  const state = useRoomState();
  const nowMs = useNow();
  if (!state) return null;
  const { title, text } = outlook(texts, state, nowMs);
  return (
    <section class="outlook">
      <p class="clock">{timeText(nowMs)}</p>
      <p class="outlook-date">{dateWords(texts.room, nowMs)}</p>
      <p class="outlook-title">{title}</p>
      <p class="outlook-text">{text}</p>
      {state.air && <p class="outlook-air">{airText(state.air)}</p>}
    </section>
  );
}

/** The wall clock, looked at once a second. */
function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
