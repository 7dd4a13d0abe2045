import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { RoomState } from '../../../lesson/room-state.ts';
import type { Session } from '../api.ts';
import { RoomFeed, type RoomView } from './room-feed.ts';

export interface Room {
  view: RoomView;
  /** Takes how the room is after a command. */
  take(state: RoomState): void;
}

export const RoomContext = createContext<Room>({ view: { kind: 'none' }, take() {} });

/**
 * Follows the room for as long as the page is open.
 * @param session whose stream it is: the agent tells of the end of the session in which it was begun
 */
export function useRoomFeed(session: Session | null, locked: () => void): Room {
  const [view, setView] = useState<RoomView>({ kind: 'asking' });
  const feed = useMemo(() => new RoomFeed({ view: setView, locked }), [locked]);
  useEffect(() => feed.start(), [feed]);
  useEffect(() => feed.restart(), [feed, session]);
  return useMemo(() => ({ view, take: (state) => feed.take(state) }), [view, feed]);
}

/** How the room was when the agent last told; null where there is none, and before it is known. */
export function useRoomState(): RoomState | null {
  const { view } = useContext(RoomContext);
  return view.kind === 'here' ? view.state : null;
}
