import { useContext } from 'preact/hooks';
import { useTexts } from '../words/language.tsx';
import { useIdleLock } from './use-idle-lock.ts';
import { SessionContext } from './use-session.ts';

const MINUTE_MS = 60_000;
const WARN_MS = 20_000;

/** Locks the page when nobody touches it, and says so some seconds before. Touching anything keeps it open. */
export function LockNotice({ idleMs = 3 * MINUTE_MS }: { idleMs?: number }) {
  const { access } = useTexts();
  const { session, lock } = useContext(SessionContext);
  const leftS = useIdleLock(session?.signedIn ? idleMs : undefined, WARN_MS, lock);
  if (leftS === undefined) return null;
  return (
    <div class="lock-notice" role="status">
      <strong>{access.locksSoon(leftS)}</strong>
      <button type="button" class="button">
        {access.stay}
      </button>
    </div>
  );
}
