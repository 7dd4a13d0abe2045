import { useContext, useState } from 'preact/hooks';
import { changePin, chooseFirstPin, type Refusal } from '../api.ts';
import { Bar } from '../bar.tsx';
import { lengthText } from '../words/facts.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';
import { DigitEntry } from './digit-entry.tsx';
import { SessionContext } from './use-session.ts';

/** Where a teacher chooses a PIN of their own: at first because somebody else gave it, later whenever they like. */
export function PinPage({ isFirst }: { isFirst: boolean }) {
  const texts = useTexts();
  const { access } = texts;
  const { take } = useContext(SessionContext);
  const [isBusy, setBusy] = useState(false);
  const [before, setBefore] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const [message, setMessage] = useState<string>();
  const asksBefore = !isFirst && before === undefined;

  const enter = async (pin: string) => {
    setMessage(undefined);
    if (asksBefore) return setBefore(pin);
    if (chosen === undefined) return setChosen(pin);
    setChosen(undefined);
    if (pin !== chosen) return setMessage(access.first.differs);
    setBusy(true);
    const outcome = await (isFirst ? chooseFirstPin(pin) : changePin(before!, pin));
    setBusy(false);
    if (outcome.kind === 'done') {
      take(outcome.data);
      if (!isFirst) location.hash = '#/';
      return;
    }
    const code = outcome.kind === 'refused' ? outcome.refusal.code : '';
    if (code === 'ACCESS_WRONG' || code === 'ACCESS_WAIT') setBefore(undefined);
    setMessage(outcome.kind === 'refused' ? refusalText(texts, outcome.refusal) : texts.unreachable);
  };
  const hint = asksBefore ? access.before : chosen === undefined ? access.first.hint : access.first.again;

  return (
    <main class="page">
      <Bar {...(isFirst ? {} : { back: { href: '#/', text: access.back } })} />
      <DigitEntry
        groups={[{ label: access.pin, length: 6, isSecret: true }]}
        isBusy={isBusy}
        message={message}
        entered={enter}
      >
        <h1 class="title">{isFirst ? access.first.title : access.changePin}</h1>
        <p class="hint">{hint}</p>
      </DigitEntry>
    </main>
  );
}

function refusalText(texts: Texts, { code, waitMs = 0 }: Refusal): string {
  const { access } = texts;
  if (code === 'ACCESS_WRONG') return access.wrongBefore;
  if (code === 'ACCESS_WEAK') return access.first.weak;
  return code === 'ACCESS_WAIT' ? access.wait(lengthText(texts, waitMs)) : access.sick;
}
