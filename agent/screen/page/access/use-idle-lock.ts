import { useEffect, useState } from 'preact/hooks';
import { keepAlive } from '../api.ts';

/** The agent is told no more often than this that somebody is there. */
const TELL_EVERY_MS = 20_000;
const LOOK_EVERY_MS = 250;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Locks when nobody has touched the page for so long, also when the agent does not answer any more.
 * @param idleMs undefined while there is nothing to lock
 * @param warnMs how long before it is said
 * @returns seconds left, once it is to be said
 */
export function useIdleLock(idleMs: number | undefined, warnMs: number, lock: () => void): number | undefined {
  const [leftS, setLeftS] = useState<number>();
  useEffect(() => {
    setLeftS(undefined);
    if (idleMs === undefined) return;
    let touchedMs = performance.now();
    let toldMs = touchedMs;
    const touched = () => {
      touchedMs = performance.now();
    };
    const look = () => {
      const nowMs = performance.now();
      const leftMs = touchedMs + idleMs - nowMs;
      if (leftMs <= 0) lock();
      else setLeftS(leftMs <= warnMs ? Math.ceil(leftMs / 1000) : undefined);
      if (touchedMs > toldMs && nowMs - toldMs >= TELL_EVERY_MS) {
        toldMs = nowMs;
        void keepAlive().then((outcome) => {
          if (outcome.kind === 'done' && !outcome.data.signedIn) lock();
        });
      }
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    for (const sign of SIGNS) addEventListener(sign, touched, { passive: true });
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) removeEventListener(sign, touched);
    };
  }, [idleMs, warnMs, lock]);
  return leftS;
}
