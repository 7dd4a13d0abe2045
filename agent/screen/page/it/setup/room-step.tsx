import { useState } from 'preact/hooks';
import { Field } from '../field.tsx';
import { identifyRoom } from '../it-api.ts';
import { type Failure, failureOf } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { SaveLine } from './save-line.tsx';
import { useConfiguration } from './use-configuration.tsx';

/** Which room this is: the codes of region and school, and its name. */
export function RoomStep() {
  const {
    setup: { room: texts },
  } = useItTexts();
  const { configuration, save } = useConfiguration();
  const known = configuration.settings.room ?? {};
  const [region, setRegion] = useState(known.region ?? '');
  const [school, setSchool] = useState(known.school ?? '');
  const [room, setRoom] = useState(known.room ?? '');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isShown, setShown] = useState(false);
  const [isSaved, setSaved] = useState<boolean | null>(null);
  const typed = (set: (value: string) => void) => (value: string) => {
    set(value);
    setSaved(false);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const failed = await save({ room: { region, school, room } });
    setFailure(failed);
    setSaved(failed === null);
  };
  return (
    <form class="it-form" onSubmit={submit}>
      <Field
        label={texts.region}
        hint={texts.regionHint}
        value={region}
        change={typed(setRegion)}
        pattern="\d{6}"
        isRequired
      />
      <Field
        label={texts.school}
        hint={texts.schoolHint}
        value={school}
        change={typed(setSchool)}
        pattern="\d{10}"
        isRequired
      />
      <Field
        label={texts.room}
        hint={texts.roomHint}
        value={room}
        change={typed(setRoom)}
        pattern="[A-Za-z0-9][A-Za-z0-9_\-]{0,31}"
        isRequired
      />
      <SaveLine isSaved={isSaved} failure={failure} />
      <div class="preview-line">
        <button
          type="button"
          class="button"
          onClick={async () => {
            const outcome = await identifyRoom();
            setFailure(failureOf(outcome));
            setShown(outcome.kind === 'done');
          }}
        >
          {texts.identify}
        </button>
        {isShown && <span role="status">✓ {texts.identified}</span>}
      </div>
    </form>
  );
}
