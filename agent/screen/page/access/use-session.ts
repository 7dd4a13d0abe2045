import { createContext } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { fetchSession, LOCKED_EVENT, type Session, signOut } from '../api.ts';

export interface SessionControls {
  /** Null until it is known. */
  session: Session | null;
  /** Takes what signing in answered. */
  take(session: Session): void;
  /** Ends it: everything of it goes from the page at once, whether or not the agent answers. */
  lock(): void;
  /** A session has ended by itself: this one, or one before it. */
  recheck(): void;
}

export const SessionContext = createContext<SessionControls>({ session: null, take() {}, lock() {}, recheck() {} });

const ASK_AGAIN_MS = 1_000;

/** Follows who is signed in for as long as the page is open. */
export function useSessionControls(): SessionControls {
  const [session, setSession] = useState<Session | null>(null);
  const forget = useCallback(() => {
    setSession((before) => {
      // Whoever comes next does not begin where somebody else was.
      if (before?.signedIn) location.hash = '#/';
      return before && { isItSetUp: before.isItSetUp };
    });
  }, []);

  useEffect(() => {
    let timer = 0;
    const look = async () => {
      const answer = await fetchSession();
      if (answer.kind === 'here') setSession(answer.data);
      else timer = window.setTimeout(look, ASK_AGAIN_MS);
    };
    void look();
    addEventListener(LOCKED_EVENT, forget);
    return () => {
      clearTimeout(timer);
      removeEventListener(LOCKED_EVENT, forget);
    };
  }, [forget]);

  const lock = useCallback(() => {
    forget();
    void signOut();
  }, [forget]);
  const recheck = useCallback(async () => {
    const answer = await fetchSession();
    if (answer.kind === 'here' && answer.data.signedIn) setSession(answer.data);
    else forget();
  }, [forget]);
  return useMemo(() => ({ session, take: setSession, lock, recheck }), [session, lock, recheck]);
}
