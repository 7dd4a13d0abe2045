import type { MachineHealth } from '../../../setup/controls/machine.ts';
import { timeText } from '../../words/format.ts';
import { Section } from '../field.tsx';
import { fetchHealth } from '../it-api.ts';
import { Trouble } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { DevicesSection } from './devices-section.tsx';
import { DoctorSection } from './doctor-section.tsx';
import { MachineFacts } from './machine-facts.tsx';
import { sizeText } from './size-text.ts';
import { SupportSection } from './support-section.tsx';

const LOOK_EVERY_MS = 3_000;

/** How sources, machine, models and the way to the hub are. */
export function HealthPage() {
  const { machine, setup } = useItTexts();
  const [answer, again, , isOld] = useAnswer(fetchHealth, LOOK_EVERY_MS);
  if (answer === undefined) return null;
  if (answer.kind !== 'here') return <Trouble failure="unreachable" again={again} />;
  const health = answer.data;
  const { problems } = health;
  const lead = problems.length === 0 ? machine.fine : machine.problems(problems.length);
  return (
    <div class="health">
      <h1 class="title">{machine.title}</h1>
      <Trouble failure={isOld ? 'unreachable' : null} again={again} />
      <p class="step-lead">{isOld ? machine.old : lead}</p>
      {problems.length > 0 && (
        <ul class="checklist">
          {problems.map(({ code, message }) => (
            <li key={code} data-state="fail">
              <strong>{setup.troubles[code]?.what ?? code}</strong>
              {setup.troubles[code] && <span class="remedy">→ {setup.troubles[code].now}</span>}
              <span lang="en">{message}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="health-columns">
        <Sources health={health} />
        <MachineFacts health={health} />
      </div>
      {health.devices.length > 0 && <DevicesSection devices={health.devices} />}
      <DoctorSection />
      <SupportSection />
      <Section title={machine.models}>
        {health.models.length === 0 && <p class="hint">{machine.noModels}</p>}
        {health.models.length > 0 && (
          <table class="it-table">
            <thead>
              <tr>
                <th>{machine.modelFile}</th>
                <th>{machine.modelHash}</th>
                <th class="it-number">{machine.modelSize}</th>
              </tr>
            </thead>
            <tbody>
              {health.models.map(({ id, hash, bytes }) => (
                <tr key={id}>
                  <td>{id}</td>
                  <td>
                    <code>{hash}</code>
                  </td>
                  <td class="it-number">{sizeText(bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
    </div>
  );
}

function Sources({ health: { sources } }: { health: MachineHealth }) {
  const { machine, setup, sources: texts } = useItTexts();
  const names: Record<string, string> = {
    'student-camera': texts.names.studentCamera,
    'teacher-camera': texts.names.teacherCamera,
    microphone: texts.names.microphone,
    'microphone-2': texts.names.microphone2,
  };
  return (
    <Section title={machine.sources}>
      {sources.length === 0 && <p class="hint">{machine.noSources}</p>}
      <ul class="checklist">
        {sources.map(({ name, address, state, sinceMs, cause, received, dropped }) => (
          <li key={name} data-state={state === 'lost' ? 'fail' : state === 'live' ? 'ok' : 'none'}>
            <strong>{names[name] ?? name}</strong>
            <span>
              {machine.sourceStates[state]} · {machine.since(timeText(sinceMs))}
              {received > 0 && ` · ${machine.dropped(dropped, received)}`}
            </span>
            <span class="it-hint">{address}</span>
            {cause && setup.troubles[cause.code] && (
              <span class="remedy">
                → {setup.troubles[cause.code]!.what} · {setup.troubles[cause.code]!.now}
              </span>
            )}
            {cause && (
              <span class={setup.troubles[cause.code] ? 'it-hint' : 'remedy'} lang="en">
                {cause.message}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
