import type { ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { type Outcome, type Refusal, type Session, setUpIt, signInIt } from '../api.ts';
import { lengthText } from '../words/facts.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';
import { SessionContext } from './use-session.ts';

const LEAST_PASSWORD = 10;
const SHOW_CODE = 'lectern setup-code';

/** School IT's area once its password was given; until then the way in. */
export function ItGate({ children }: { children: ComponentChildren }) {
  const { session } = useContext(SessionContext);
  if (session?.signedIn?.kind === 'it') return <>{children}</>;
  return session && <ItSignIn isSetUp={session.isItSetUp} />;
}

/** Asks for the password; at the first opening for the set-up code and a new password. */
function ItSignIn({ isSetUp }: { isSetUp: boolean }) {
  const texts = useTexts();
  const { access } = texts;
  const { take, recheck } = useContext(SessionContext);
  const [isBusy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');

  const enter = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const outcome: Outcome<Session> = await (isSetUp ? signInIt(password) : setUpIt(code, password));
    setBusy(false);
    if (outcome.kind === 'done') return take(outcome.data);
    setPassword('');
    // It was set, or forgotten, while this page was open.
    if (outcome.kind === 'refused' && outcome.refusal.code === 'ACCESS_SET_UP') recheck();
    setMessage(outcome.kind === 'refused' ? refusalText(texts, outcome.refusal, isSetUp) : texts.unreachable);
  };

  return (
    <form class="it-sign-in" onSubmit={enter}>
      <h1 class="title">{isSetUp ? access.itTitle : access.setUpTitle}</h1>
      <p class="hint">{isSetUp ? access.itHint : access.setUpHint}</p>
      {!isSetUp && (
        <>
          <p>
            <code class="command">{SHOW_CODE}</code>
          </p>
          <label>
            {access.code}
            <input
              class="field"
              name="code"
              autocomplete="off"
              spellcheck={false}
              placeholder="XXXX-XXXX"
              required
              value={code}
              onInput={({ currentTarget }) => setCode(currentTarget.value)}
            />
          </label>
        </>
      )}
      <label>
        {isSetUp ? access.password : access.newPassword}
        <input
          class="field"
          type="password"
          name="password"
          autocomplete={isSetUp ? 'current-password' : 'new-password'}
          required
          minLength={isSetUp ? undefined : LEAST_PASSWORD}
          value={password}
          onInput={({ currentTarget }) => setPassword(currentTarget.value)}
        />
      </label>
      <p class="digit-message" role="alert">
        {message}
      </p>
      <button type="submit" class="open-button" disabled={isBusy}>
        {access.enter}
      </button>
    </form>
  );
}

function refusalText(texts: Texts, { code, message, waitMs = 0 }: Refusal, isSetUp: boolean): string {
  const { access } = texts;
  switch (code) {
    case 'ACCESS_WRONG':
      return isSetUp ? access.wrongPassword : access.wrongCode;
    case 'ACCESS_WAIT':
      return access.wait(lengthText(texts, waitMs));
    case 'ACCESS_WEAK':
      return access.weakPassword;
    case 'ACCESS_SET_UP':
      return isSetUp ? access.setUpAnew : access.setUpBefore;
    default:
      return message;
  }
}
