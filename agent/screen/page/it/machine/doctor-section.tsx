import { useContext, useState } from 'preact/hooks';
import type { HealthCheck } from '../../../setup/controls/machine.ts';
import { LanguageContext } from '../../words/language.tsx';
import { Section } from '../field.tsx';
import { runDoctor } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';

/** The checks of `lectern doctor`: each line is done, or says what to do. */
export function DoctorSection() {
  const { machine } = useItTexts();
  const { language } = useContext(LanguageContext);
  const [isRunning, setRunning] = useState(false);
  const [checks, setChecks] = useState<HealthCheck[]>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async () => {
    setRunning(true);
    const outcome = await runDoctor();
    setRunning(false);
    setFailure(failureOf(outcome));
    if (outcome.kind === 'done') setChecks(outcome.data);
  };
  return (
    <Section title={machine.doctor}>
      <div class="preview-line">
        <button type="button" class="it-button" disabled={isRunning} onClick={run}>
          {machine.doctorStart}
        </button>
        <span class="hint" role="status">
          {isRunning ? machine.doctorRunning : machine.doctorHint}
        </span>
      </div>
      <Trouble failure={failure} />
      {checks && (
        <ul class="checklist">
          {checks.map((check) => (
            <li key={check.id} data-state={check.state}>
              <strong>{check[language]}</strong>
              <span>
                {machine.checkStates[check.state]} · {check.detail}
              </span>
              {check.remedy && <span class="remedy">→ {check.remedy[language]}</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
