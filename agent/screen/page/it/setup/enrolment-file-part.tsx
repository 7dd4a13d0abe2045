import { useId, useState } from 'preact/hooks';
import type { EnrolmentRooms, EnrolmentWish } from '../../../setup/controls/enrolment.ts';
import { fetchEnrolmentRooms } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';

interface ChosenFile {
  /** null: of the stick in the machine. */
  text: string | null;
  rooms: EnrolmentRooms;
}

/** Enrols by a file with the claim codes of many rooms: on a stick in the room's machine, or on the one that shows this page. */
export function EnrolmentFilePart({
  claim,
  isWorking,
}: {
  claim(wish: EnrolmentWish): Promise<void>;
  isWorking: boolean;
}) {
  const { enrolment: texts } = useItTexts();
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [room, setRoom] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = useId();
  const look = async (text: string | null) => {
    const outcome = await fetchEnrolmentRooms(text);
    setFailure(failureOf(outcome));
    setChosen(outcome.kind === 'done' ? { text, rooms: outcome.data } : null);
    setRoom(outcome.kind === 'done' ? (outcome.data.own ?? '') : '');
  };
  return (
    <form
      class="it-form enrolment-file"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) void claim({ kind: 'file', text: chosen.text, room });
      }}
    >
      <div class="it-field">
        <label for={`${id}-file`}>{texts.many}</label>
        <div class="preview-line">
          <button type="button" class="button" onClick={() => void look(null)}>
            {texts.stick}
          </button>
          <span class="file">
            <input
              id={`${id}-file`}
              type="file"
              accept=".yaml,.yml"
              onChange={async ({ currentTarget }) => {
                const file = currentTarget.files?.[0];
                if (file) await look(await file.text());
              }}
            />
            <span class="it-button">{texts.file}</span>
          </span>
        </div>
        <span class="it-hint">{texts.manyHint}</span>
      </div>
      {chosen && (
        <>
          <div class="it-field">
            <label for={`${id}-room`}>{texts.room}</label>
            <select
              id={`${id}-room`}
              class="field"
              required
              value={room}
              onChange={({ currentTarget }) => setRoom(currentTarget.value)}
            >
              <option value="" />
              {chosen.rooms.rooms.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
            <span class="it-hint">{chosen.rooms.server}</span>
          </div>
          <div class="preview-line">
            <button type="submit" class="it-button" disabled={isWorking || room === ''}>
              {isWorking ? texts.working : texts.enrol}
            </button>
          </div>
        </>
      )}
      <Trouble failure={failure} />
    </form>
  );
}
