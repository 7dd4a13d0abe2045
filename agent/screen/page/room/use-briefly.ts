import { useCallback, useEffect, useState } from 'preact/hooks';

/** A value that is undefined again some time after it was set. */
export function useBriefly<T>(forMs: number): [T | undefined, (value: T | undefined) => void] {
  const [held, setHeld] = useState<{ value: T | undefined }>({ value: undefined });
  useEffect(() => {
    if (held.value === undefined) return;
    const timer = setTimeout(() => setHeld({ value: undefined }), forMs);
    return () => clearTimeout(timer);
  }, [held, forMs]);
  const set = useCallback((value: T | undefined) => setHeld({ value }), []);
  return [held.value, set];
}
