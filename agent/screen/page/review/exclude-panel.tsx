import { useState } from 'preact/hooks';
import { lengthText } from '../words/facts.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { type Draft, movedEdge, STEP_MS } from './draft.ts';

/** As many characters as the agent takes. */
const MOST_REASON = 80;

interface ExcludePanelProps {
  draft: Draft;
  durationMs: number;
  isWorking: boolean;
  refusal: string | null;
  confirm(reason: string): void;
  cancel(): void;
}

/** Chooses the stretch to leave out, beside its two edges on the stage, and says why. */
export function ExcludePanel({ draft, durationMs, isWorking, refusal, confirm, cancel }: ExcludePanelProps) {
  const texts = useTexts();
  const { exclude: words } = texts.review;
  const [reason, setReason] = useState('');
  return (
    <section
      class="exclude"
      aria-label={words.title}
      onKeyDown={(event) => event.key === 'Escape' && !isWorking && cancel()}
    >
      <p class="hint">{words.hint}</p>
      <div class="row">
        <EdgeSteps edge="startMs" name={words.from} draft={draft} durationMs={durationMs} />
        <EdgeSteps edge="endMs" name={words.to} draft={draft} durationMs={durationMs} />
        <span class="hint">{words.length(lengthText(texts, draft.endMs - draft.startMs))}</span>
      </div>
      <div class="row">
        <label class="reason">
          {words.reason}
          <input
            class="field"
            dir="auto"
            maxLength={MOST_REASON}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        {words.reasons.map((usual) => (
          <button key={usual} type="button" class="button choice" onClick={() => setReason(usual)}>
            {usual}
          </button>
        ))}
      </div>
      <div class="row">
        <button type="button" class="button solid" disabled={isWorking} onClick={() => confirm(reason.trim())}>
          {isWorking ? words.working : words.confirm}
        </button>
        <button type="button" class="button" disabled={isWorking} onClick={cancel}>
          {words.cancel}
        </button>
      </div>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </section>
  );
}

interface EdgeStepsProps {
  edge: 'startMs' | 'endMs';
  name: string;
  draft: Draft;
  durationMs: number;
}

function EdgeSteps({ edge, name, draft, durationMs }: EdgeStepsProps) {
  const by = (ms: number) => draft.change(movedEdge(draft, edge, draft[edge] + ms, durationMs));
  return (
    <span class="stepper">
      <span>{name}</span>
      <button type="button" class="button step" aria-label={`${name} −10 s`} onClick={() => by(-STEP_MS)}>
        −10 s
      </button>
      <output class="stepper-value">{clockText(draft[edge])}</output>
      <button type="button" class="button step" aria-label={`${name} +10 s`} onClick={() => by(STEP_MS)}>
        +10 s
      </button>
    </span>
  );
}
