import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useTexts } from '../words/language.tsx';

/** Digits that belong together, such as a PIN. */
export interface DigitGroup {
  label: string;
  length: number;
  /** Shown as dots. */
  isSecret: boolean;
}

interface DigitEntryProps {
  groups: readonly DigitGroup[];
  /** Nothing can be typed meanwhile. */
  isBusy: boolean;
  /** What was wrong with what was typed before. */
  message: string | undefined;
  /** All digits are there. */
  entered(digits: string): void;
  children: ComponentChildren;
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Digits typed on a pad of large keys, or on a keyboard; handed over with the last one. */
export function DigitEntry({ groups, isBusy, message, entered, children }: DigitEntryProps) {
  const { access } = useTexts();
  const [digits, setDigits] = useState('');
  // Keys may come faster than the page is drawn.
  const typed = useRef('');
  const length = groups.reduce((sum, group) => sum + group.length, 0);
  const show = (next: string) => {
    typed.current = next;
    setDigits(next);
  };
  const type = (digit: string) => {
    if (isBusy) return;
    const next = typed.current + digit;
    show(next.length === length ? '' : next);
    if (next.length === length) entered(next);
  };
  const takeBack = () => show(typed.current.slice(0, -1));
  useKeyboard((key) => {
    if (/^\d$/.test(key)) type(key);
    else if (key === 'Backspace') takeBack();
    else if (key === 'Escape') show('');
  });

  let from = 0;
  return (
    <div class="digit-entry">
      <div>
        {children}
        <div class="digit-groups">
          {groups.map((group) => {
            const here = digits.slice(from, from + group.length);
            const isHere = digits.length >= from && digits.length < from + group.length;
            from += group.length;
            return <DigitCells key={group.label} group={group} typed={here} isHere={isHere && !isBusy} />;
          })}
        </div>
        <p class="digit-message" role="alert">
          {message}
        </p>
      </div>
      <div class="pad">
        {KEYS.map((key) => (
          <button key={key} type="button" class="pad-key" disabled={isBusy} onClick={() => type(key)}>
            {key}
          </button>
        ))}
        <button type="button" class="pad-key pad-word" disabled={isBusy} onClick={() => show('')}>
          {access.clear}
        </button>
        <button type="button" class="pad-key" disabled={isBusy} onClick={() => type('0')}>
          0
        </button>
        <button type="button" class="pad-key" aria-label="⌫" disabled={isBusy} onClick={takeBack}>
          ⌫
        </button>
      </div>
    </div>
  );
}

function DigitCells({ group, typed, isHere }: { group: DigitGroup; typed: string; isHere: boolean }) {
  const cells = Array.from({ length: group.length }, (_, place) => typed[place]);
  return (
    <div class="digit-group">
      <span class="digit-label">{group.label}</span>
      <span class="digit-cells" role="img" aria-label={`${group.label}: ${typed.length} / ${group.length}`}>
        {cells.map((digit, place) => (
          <span
            key={place}
            class="digit-cell"
            data-secret={group.isSecret}
            data-state={digit === undefined ? (isHere && place === typed.length ? 'next' : 'empty') : 'full'}
          >
            {digit !== undefined && (group.isSecret ? '●' : digit)}
          </span>
        ))}
      </span>
    </div>
  );
}

/** Keys that are typed anywhere on the page. */
function useKeyboard(typed: (key: string) => void): void {
  const latest = useRef(typed);
  latest.current = typed;
  // Before the pad can be seen, so that no key is lost.
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.altKey && !event.metaKey) latest.current(event.key);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
}
