import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';

export interface Unsaved {
  /** Forms with something typed that is not saved. */
  count: number;
  add(): void;
  remove(): void;
}

/** What of a step's forms is not saved. */
export const UnsavedContext = createContext<Unsaved>({ count: 0, add() {}, remove() {} });

/** Counts the forms of a step. */
export function useUnsavedForms(): Unsaved {
  const [count, setCount] = useState(0);
  const [add, remove] = useMemo(
    () => [() => setCount((before) => before + 1), () => setCount((before) => before - 1)] as const,
    [],
  );
  return useMemo(() => ({ count, add, remove }), [count, add, remove]);
}

/** Counts a form in for as long as it is not saved. */
export function useCountedIn(isUnsaved: boolean): void {
  const { add, remove } = useContext(UnsavedContext);
  useEffect(() => {
    if (!isUnsaved) return;
    add();
    return remove;
  }, [isUnsaved, add, remove]);
}
