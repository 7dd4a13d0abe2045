import { useContext, useState } from 'preact/hooks';
import { changePin, chooseFirstPin } from '../api.ts';
import { Bar } from '../bar.tsx';
import { useTexts } from '../words/language.tsx';
import { DigitEntry } from './digit-entry.tsx';
import { SessionContext } from './use-session.ts';

/** Where a teacher chooses a PIN of their own: at first because somebody else gave it, later whenever they like. */
export function PinPage({ isFirst }: { isFirst: boolean }) {
  const texts = useTexts();
  const { access } = texts;
  const { take } = useContext(SessionContext);
  const [isBusy, setBusy] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [message, setMessage] = useState<string>();

  const enter = async (pin: string) => {
    setMessage(undefined);
    if (chosen === undefined) return setChosen(pin);
    setChosen(undefined);
    if (pin !== chosen) return setMessage(access.first.differs);
    setBusy(true);
    const outcome = await (isFirst ? chooseFirstPin(pin) : changePin(pin));
    setBusy(false);
    if (outcome.kind === 'done') {
      take(outcome.data);
      if (!isFirst) location.hash = '#/';
    } else setMessage(outcome.kind === 'refused' ? access.first.weak : texts.unreachable);
  };

  return (
    <main class="page">
      <Bar {...(isFirst ? {} : { back: { href: '#/', text: access.back } })} />
      <DigitEntry
        groups={[{ label: access.pin, length: 6, isSecret: true }]}
        isBusy={isBusy}
        message={message}
        entered={enter}
      >
        <h1 class="title">{access.first.title}</h1>
        <p class="hint">{chosen === undefined ? access.first.hint : access.first.again}</p>
      </DigitEntry>
    </main>
  );
}
