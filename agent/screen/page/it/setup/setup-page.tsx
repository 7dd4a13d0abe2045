import { useContext, useState } from 'preact/hooks';
import { addressOf, stepNames } from '../it-place.ts';
import { PlanStep } from '../plan/plan-step.tsx';
import { type Failure, Trouble } from '../trouble.tsx';
import type { StepName } from '../words/setup-texts.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { HubStep } from './hub-step.tsx';
import { LanguageStep } from './language-step.tsx';
import { RoomStep } from './room-step.tsx';
import { SeatsStep } from './seats-step.tsx';
import { SourcesStep } from './sources-step.tsx';
import { type StepState, stepStates } from './step-states.ts';
import { TestStep } from './test-step.tsx';
import { TimetableStep } from './timetable-step.tsx';
import { UnsavedContext, useUnsavedForms } from './unsaved.ts';
import { useConfiguration } from './use-configuration.tsx';
import { useTrials } from './use-trials.ts';

const pages: Record<StepName, () => preact.JSX.Element | null> = {
  language: LanguageStep,
  room: RoomStep,
  sources: SourcesStep,
  plan: PlanStep,
  seats: SeatsStep,
  timetable: TimetableStep,
  hub: HubStep,
  test: TestStep,
};

/** The set-up: every step with how it stands, and the one that is open. @param step null for all of them */
export function SetupPage({ step }: { step: StepName | null }) {
  const { setup } = useItTexts();
  const unsaved = useUnsavedForms();
  const { configuration, skipped, openHub } = useConfiguration();
  const { seats, test } = useTrials();
  const states = { language: 'done' as StepState, ...stepStates({ configuration, skipped, seats, test, openHub }) };
  const wrong = configuration.problem && { code: 'SETUP_CONFIG_INVALID', message: configuration.problem };
  if (step !== null) {
    const Page = pages[step];
    return (
      <div class="step-page">
        <StepList states={states} current={step} />
        <div class="step">
          <h1 class="title">{setup.steps[step].name}</h1>
          <p class="step-lead">{setup.steps[step].lead}</p>
          <Trouble failure={wrong || null} />
          <UnsavedContext.Provider value={unsaved}>
            <Page key={step} />
            <StepDoors key={`doors ${step}`} step={step} states={states} />
          </UnsavedContext.Provider>
        </div>
      </div>
    );
  }
  const isDone = Object.values(states).every((state) => state !== 'todo');
  return (
    <div class="setup-overview">
      <h1 class="title">{setup.title}</h1>
      <p class="step-lead">{isDone ? setup.leadDone : setup.lead}</p>
      <Trouble failure={wrong || null} />
      <ol class="overview-steps">
        {stepNames.map((name, index) => (
          <li key={name}>
            <a class="overview-step" href={addressOf(name)} data-state={states[name]}>
              <StepMark state={states[name]} number={index + 1} />
              <span class="overview-name">
                <strong>{setup.steps[name].name}</strong>
                <span class="hint">{setup.steps[name].lead}</span>
              </span>
              <span class="overview-state">{setup.states[states[name]]}</span>
              <span aria-hidden="true">›</span>
            </a>
          </li>
        ))}
      </ol>
      <p class="hint">
        {setup.file}: <code class="command">{configuration.file}</code>
      </p>
    </div>
  );
}

/** All steps in a column, beside the one that is open. */
function StepList({ states, current }: { states: Record<StepName, StepState>; current: StepName }) {
  const { setup } = useItTexts();
  return (
    <nav class="step-list" aria-label={setup.overview}>
      <a class="button" href="#/setup">
        ‹ {setup.overview}
      </a>
      <ol>
        {stepNames.map((name, index) => (
          <li key={name}>
            <a class="step-link" href={addressOf(name)} aria-current={name === current ? 'step' : undefined}>
              <StepMark state={states[name]} number={index + 1} />
              <span>
                {setup.steps[name].name}
                <span class="step-state">{setup.states[states[name]]}</span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** A tick where it is done, a dash where it was passed over, else its number: told by shape, not by colour. */
function StepMark({ state, number }: { state: StepState; number: number }) {
  return (
    <svg class="step-mark" data-state={state} viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="14" />
      {state === 'done' && <path d="M9.5 16.5 14 21 22.5 11.5" />}
      {(state === 'skipped' || state === 'unneeded') && <path d="M10 16H22" />}
      {(state === 'todo' || state === 'untested') && (
        <text x="16" y="21" text-anchor="middle">
          {number}
        </text>
      )}
    </svg>
  );
}

/** Back, on, and past a step that is not done. */
function StepDoors({ step, states }: { step: StepName; states: Record<StepName, StepState> }) {
  const { setup } = useItTexts();
  const { skip } = useConfiguration();
  const unsaved = useContext(UnsavedContext);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isWarned, setWarned] = useState(false);
  const index = stepNames.indexOf(step);
  const [before, after] = [stepNames[index - 1], stepNames[index + 1]];
  const goOn = () => {
    location.hash = after ? addressOf(after) : '#/setup';
  };
  return (
    <div class="step-doors">
      <div class="step-doors-said">
        <Trouble failure={failure} />
        {isWarned && unsaved.count > 0 && <p role="alert">{setup.unsaved}</p>}
      </div>
      {before && (
        <a class="button" href={addressOf(before)}>
          ‹ {setup.back}
        </a>
      )}
      <span class="bar-end">
        {step !== 'language' && states[step] === 'todo' && step !== 'room' && step !== 'sources' && (
          <button
            type="button"
            class="it-button"
            onClick={async () => {
              const failed = await skip(step, true);
              setFailure(failed);
              if (failed === null) goOn();
            }}
          >
            {setup.skip}
          </button>
        )}
        {step !== 'language' && states[step] === 'skipped' && (
          <button type="button" class="it-button" onClick={async () => setFailure(await skip(step, false))}>
            {setup.unskip}
          </button>
        )}
        <button
          type="button"
          class="it-button"
          onClick={() => {
            if (unsaved.count === 0 || isWarned) return goOn();
            setWarned(true);
          }}
        >
          {after ? setup.next : setup.overview} ›
        </button>
      </span>
    </div>
  );
}
