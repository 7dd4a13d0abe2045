import { useTexts } from '../words/language.tsx';
import type { Note } from '../words/room-words.ts';

/** What somebody could mend, each with what to do, and the agent's own words for IT. It lies over the page. */
export function RoomNotes({ id, notes }: { id: string; notes: readonly Note[] }) {
  const { room } = useTexts();
  return (
    <section id={id} class="room-notes" aria-label={room.notes}>
      <ul>
        {notes.map(({ key, what, why, remedy, message }) => (
          <li key={key}>
            <strong>{what}</strong>
            {why && <p>{[why, remedy].filter((part) => part !== undefined).join(' · ')}</p>}
            {message && (
              <p class="for-it">
                {room.forIt}
                <code>{message}</code>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
