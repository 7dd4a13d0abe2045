import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Answer } from '../api.ts';

/** An agent that has not answered so often in a row is gone, and was not just beginning anew. */
const MOST_MISSED = 2;

/**
 * What the agent answers, asked at once and then every so often while the page can be seen.
 * @param everyMs null to ask only once
 * @returns the answer (undefined before the first), how to ask again now, how to take what a command answered, and whether
 *   the agent does not answer any more, so that the answer is an old one
 */
export function useAnswer<T>(
  ask: () => Promise<Answer<T>>,
  everyMs: number | null = null,
): [answer: Answer<T> | undefined, again: () => Promise<void>, take: (data: T) => void, isOld: boolean] {
  const [missed, setMissed] = useState(0);
  const [answer, setAnswer] = useState<Answer<T>>();
  const again = useCallback(async () => {
    const next = await ask();
    setMissed((before) => (next.kind === 'unreachable' ? before + 1 : 0));
    // What was told before stands while the agent does not answer, as when it begins anew.
    setAnswer((before) => (next.kind === 'here' || before === undefined ? next : before));
  }, [ask]);
  useEffect(() => {
    void again();
    if (everyMs === null) return;
    const timer = setInterval(() => {
      if (!document.hidden) void again();
    }, everyMs);
    return () => clearInterval(timer);
  }, [again, everyMs]);
  const take = useCallback((data: T) => setAnswer({ kind: 'here', data }), []);
  return [answer, again, take, missed >= MOST_MISSED];
}
