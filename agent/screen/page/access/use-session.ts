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
/** Kept by the browser until the agent has ended the session: a page that is loaded anew ends it first. */
const LOCKING = 'lectern.locking';

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
      if (sessionStorage.getItem(LOCKING)) await endSession();
      const answer = await fetchSession();
      if (answer.kind === 'here' && !sessionStorage.getItem(LOCKING)) setSession(answer.data);
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
    sessionStorage.setItem(LOCKING, '1');
    void endSession();
  }, [forget]);
  const recheck = useCallback(async () => {
    const answer = await fetchSession();
    if (answer.kind !== 'here') return forget();
    const now = answer.data;
    setSession((before) => {
      if (whoOf(before) === whoOf(now)) return isAsBefore(before, now) ? before : now;
      // Somebody else has signed in, in another tab: nothing of the one before stays.
      location.hash = '#/';
      return now;
    });
  }, [forget]);
  return useMemo(() => ({ session, take: setSession, lock, recheck }), [session, lock, recheck]);
}

/** Nobody was signed in and nobody is: what hangs on the session need not begin anew. */
const isAsBefore = (before: Session | null, now: Session): before is Session =>
  before !== null && !now.signedIn && before.isItSetUp === now.isItSetUp;

const whoOf = (session: Session | null): string => {
  const { kind, owner = '' } = session?.signedIn ?? {};
  return kind === undefined ? '' : `${kind} ${owner}`;
};

/** Tries until the agent has ended the session. */
async function endSession(): Promise<void> {
  for (;;) {
    const outcome = await signOut();
    if (outcome.kind !== 'unreachable') return sessionStorage.removeItem(LOCKING);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
