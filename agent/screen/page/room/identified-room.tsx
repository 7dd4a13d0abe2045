import { useRoomState } from './use-room.ts';

/** Over everything else, for a minute: which room this is, to be read from the door, in both languages. */
export function IdentifiedRoom() {
  const name = useRoomState()?.identified;
  if (name === undefined) return null;
  const parts = name.split('/');
  return (
    <div class="identified-room" role="alert">
      <p>
        这里是 <span lang="en">This is</span>
      </p>
      <strong>{parts.at(-1)}</strong>
      <p>{parts.length > 1 ? parts.slice(0, -1).join(' · ') : ''}</p>
    </div>
  );
}
