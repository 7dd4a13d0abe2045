import { useContext, useEffect, useState } from 'preact/hooks';
import { type Refusal, signInTeacher } from '../api.ts';
import { Bar } from '../bar.tsx';
import { lengthText } from '../words/facts.ts';
import { useTexts } from '../words/language.tsx';
import { DigitEntry } from './digit-entry.tsx';
import { SessionContext } from './use-session.ts';

const NUMBER_DIGITS = 2;
const PIN_DIGITS = 6;

/** Where a teacher signs in. It shows nothing of anybody, nor which numbers are given. */
export function UnlockPage() {
  const texts = useTexts();
  const { access } = texts;
  const { take } = useContext(SessionContext);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | 'unreachable'>();
  const waitMs = useCountdown(typeof refusal === 'object' ? refusal.waitMs : undefined);

  const enter = async (digits: string) => {
    setRefusal(undefined);
    setBusy(true);
    const outcome = await signInTeacher(Number(digits.slice(0, NUMBER_DIGITS)), digits.slice(NUMBER_DIGITS));
    setBusy(false);
    if (outcome.kind === 'done') take(outcome.data);
    else setRefusal(outcome.kind === 'refused' ? outcome.refusal : 'unreachable');
  };
  const message = () => {
    if (refusal === undefined) return undefined;
    if (refusal === 'unreachable') return texts.unreachable;
    if (refusal.code === 'ACCESS_WAIT') return waitMs > 0 ? access.wait(lengthText(texts, waitMs)) : undefined;
    return refusal.code === 'ACCESS_WRONG' ? access.wrong : access.sick;
  };

  return (
    <main class="page">
      <Bar back={{ href: '#/', text: access.back }} />
      <DigitEntry
        groups={[
          { label: access.number, length: NUMBER_DIGITS, isSecret: false },
          { label: access.pin, length: PIN_DIGITS, isSecret: true },
        ]}
        isBusy={isBusy || waitMs > 0}
        message={message()}
        entered={enter}
      >
        <h1 class="title">{access.title}</h1>
        <p class="hint">{access.hint}</p>
      </DigitEntry>
    </main>
  );
}

/** Milliseconds left of a stretch that begins when it is given, in whole seconds. */
function useCountdown(ms: number | undefined): number {
  const [leftMs, setLeftMs] = useState(0);
  useEffect(() => {
    const endMs = performance.now() + (ms ?? 0);
    const look = () => setLeftMs(1000 * Math.ceil(Math.max(0, endMs - performance.now()) / 1000));
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [ms]);
  return leftMs;
}
