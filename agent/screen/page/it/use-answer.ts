import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Answer } from '../api.ts';

/**
 * What the agent answers, asked at once and then every so often while the page can be seen.
 * @param everyMs null to ask only once
 * @returns the answer (undefined before the first), and how to ask again now
 */
export function useAnswer<T>(
  ask: () => Promise<Answer<T>>,
  everyMs: number | null = null,
): [answer: Answer<T> | undefined, again: () => Promise<void>, take: (data: T) => void] {
  const [answer, setAnswer] = useState<Answer<T>>();
  const again = useCallback(async () => {
    const next = await ask();
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
  return [answer, again, take];
}
