import { useState } from 'preact/hooks';
import { useBriefly } from '../../room/use-briefly.ts';
import { dateText } from '../../words/format.ts';
import { type AccountListItem, fetchAccounts, givePin, removePin } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import { useItTexts } from '../words/use-it-texts.ts';

interface Given {
  owner: string;
  number: number;
  pin: string;
}

/** So long a second touch withdraws; later it asks again. */
const SURE_MS = 5_000;

const two = (number: number) => String(number).padStart(2, '0');

/** Teachers' ways in: school IT gives a first PIN, which is shown once. */
export function PinsPage() {
  const {
    machine: { pins },
  } = useItTexts();
  const [answer, again, take] = useAnswer(fetchAccounts);
  const [given, setGiven] = useState<Given>();
  const [sure, setSure] = useBriefly<string>(SURE_MS);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (answer === undefined) return null;
  if (answer.kind !== 'here') return <Trouble failure="unreachable" again={again} />;

  const give = async (owner: string) => {
    setBusy(true);
    const outcome = await givePin(owner);
    setBusy(false);
    setFailure(failureOf(outcome));
    if (outcome.kind !== 'done') return;
    setGiven({ owner, ...outcome.data });
    await again();
  };
  const remove = async (owner: string) => {
    if (sure !== owner) return setSure(owner);
    setSure(undefined);
    setBusy(true);
    const outcome = await removePin(owner);
    setBusy(false);
    setFailure(failureOf(outcome));
    if (outcome.kind === 'done') take(outcome.data);
  };
  const stateText = ({ account }: AccountListItem) => {
    if (!account) return pins.none;
    return `${account.mustChange ? pins.initial : pins.own} · ${pins.changed(dateText(account.changedAtMs))}`;
  };
  return (
    <div class="pins">
      <h1 class="title">{pins.title}</h1>
      <p class="step-lead">{pins.lead}</p>
      {given && (
        <div class="pin-once" role="alert">
          <p>
            {pins.once} <strong>{given.owner === '' ? pins.room : given.owner}</strong>
          </p>
          <p class="pin-digits">
            <span>
              <span class="hint">{pins.number}</span> {two(given.number)}
            </span>
            <span>
              <span class="hint">{pins.pin}</span> {given.pin.slice(0, 3)} {given.pin.slice(3)}
            </span>
          </p>
          <button type="button" class="it-button" onClick={() => setGiven(undefined)}>
            {pins.done}
          </button>
        </div>
      )}
      <Trouble failure={failure} />
      <table class="it-table">
        <thead>
          <tr>
            <th>{pins.teacher}</th>
            <th>{pins.number}</th>
            <th>{pins.state}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {answer.data.map((item) => (
            <tr key={item.owner}>
              <td>
                {item.owner === '' ? (
                  <>
                    {pins.room}
                    <span class="it-hint">{pins.roomHint}</span>
                  </>
                ) : (
                  item.owner
                )}
              </td>
              <td>{item.account ? two(item.account.number) : '–'}</td>
              <td>{stateText(item)}</td>
              <td>
                <div class="pin-buttons">
                  <button type="button" class="it-button" disabled={isBusy} onClick={() => void give(item.owner)}>
                    {item.account ? pins.again : pins.give}
                  </button>
                  {item.account && (
                    <button type="button" class="button" disabled={isBusy} onClick={() => void remove(item.owner)}>
                      {sure === item.owner ? pins.removeSure : pins.remove}
                    </button>
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.data.length <= 1 && <p class="hint">{pins.noTeachers}</p>}
    </div>
  );
}
