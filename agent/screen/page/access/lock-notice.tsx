import { useContext } from 'preact/hooks';
import { useTexts } from '../words/language.tsx';
import { useIdleLock } from './use-idle-lock.ts';
import { SessionContext } from './use-session.ts';

const MINUTE_MS = 60_000;
const WARN_MS = 20_000;

/** As the agent has it, which ends a session by itself then. */
const IDLE_MS = { teacher: 3 * MINUTE_MS, newcomer: 3 * MINUTE_MS, it: 15 * MINUTE_MS };

/** Locks the page when nobody touches it, and says so some seconds before. Touching anything keeps it open. */
export function LockNotice() {
  const { access } = useTexts();
  const { session, lock } = useContext(SessionContext);
  const leftS = useIdleLock(session?.signedIn && IDLE_MS[session.signedIn.kind], WARN_MS, lock);
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
