import { useContext, useState } from 'preact/hooks';
import type { HubStep as Step } from '../../../setup/controls/checks.ts';
import { LanguageContext } from '../../words/language.tsx';
import { Field, Section } from '../field.tsx';
import { testHub } from '../it-api.ts';
import { type Failure, failureOf } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { EnrolmentPart } from './enrolment-part.tsx';
import { SaveLine } from './save-line.tsx';
import { useConfiguration } from './use-configuration.tsx';

/** The region's hub: its address, and whether the way to it is open. */
export function HubStep() {
  const {
    trials: { hub: texts },
    enrolment,
  } = useItTexts();
  const { configuration, save, setOpenHub, reload } = useConfiguration();
  const known = configuration.settings.hub;
  const [url, setUrl] = useState(known?.url ?? '');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSaved, setSaved] = useState<boolean | null>(null);
  const [isTesting, setTesting] = useState(false);
  const [steps, setSteps] = useState<Step[]>();
  const keep = async (hub: { url: string } | null) => {
    const failed = await save({ hub });
    setFailure(failed);
    setSaved(failed === null && hub === null ? null : failed === null);
  };
  const test = async () => {
    setTesting(true);
    setSteps(undefined);
    const tested = url.trim();
    const outcome = await testHub(tested);
    setTesting(false);
    setFailure(failureOf(outcome));
    if (outcome.kind !== 'done') return;
    setSteps(outcome.data);
    setOpenHub(outcome.data.every(({ state }) => state === 'done') ? tested : null);
  };
  const claimed = (broker: string | null) => {
    // The claim may have said which room this is.
    void reload();
    if (broker !== null && url === '') {
      setUrl(broker);
      setSaved(false);
    }
  };
  return (
    <>
      <EnrolmentPart claimed={claimed} />
      <Section title={enrolment.hub}>
        <form
          class="it-form"
          onSubmit={(event) => {
            event.preventDefault();
            void keep({ url: url.trim() });
          }}
        >
          <Field
            label={texts.address}
            hint={texts.hint}
            value={url}
            change={(value) => {
              setUrl(value);
              setSaved(false);
            }}
            pattern="mqtts?://[^\/@\s]+\/?"
            placeholder="mqtts://"
            isRequired
          />
          <div class="preview-line">
            <button
              type="button"
              class="it-button"
              disabled={isTesting || !/^mqtts?:\/\/[^/@\s]+/.test(url)}
              onClick={test}
            >
              {isTesting ? texts.testing : texts.test}
            </button>
            {known && (
              <button
                type="button"
                class="button"
                onClick={() => {
                  setUrl('');
                  setSteps(undefined);
                  void keep(null);
                }}
              >
                {texts.leave}
              </button>
            )}
          </div>
          {steps && <HubSteps steps={steps} />}
          <SaveLine isSaved={isSaved} failure={failure} />
        </form>
      </Section>
    </>
  );
}

function HubSteps({ steps }: { steps: readonly Step[] }) {
  const {
    trials: { hub: texts },
  } = useItTexts();
  const { language } = useContext(LanguageContext);
  const stateOf = ({ state, remedy }: Step) => {
    if (state === 'failed') return 'fail';
    return state === 'not-tried' ? 'none' : remedy ? 'warn' : 'ok';
  };
  return (
    <ul class="checklist" aria-live="polite">
      {steps.map((step) => (
        <li key={step.step} data-state={stateOf(step)}>
          <strong>{texts.steps[step.step]}</strong>
          <span>
            {texts.states[step.state]}
            {step.detail && ` · ${step.detail}`}
            {step.state === 'done' && ` · ${texts.took(step.tookMs)}`}
          </span>
          {step.remedy && <span class="remedy">→ {step.remedy[language]}</span>}
        </li>
      ))}
    </ul>
  );
}
