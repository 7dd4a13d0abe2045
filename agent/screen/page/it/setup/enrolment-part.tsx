import { useId, useState } from 'preact/hooks';
import type { EnrolmentStatus, EnrolmentWish } from '../../../setup/controls/enrolment.ts';
import { dateText } from '../../words/format.ts';
import { Field, Section } from '../field.tsx';
import { claimCertificate, fetchEnrolment, forgetEnrolment } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { EnrolmentFilePart } from './enrolment-file-part.tsx';

const LOOK_EVERY_MS = 1_000;
const WHOLE_CODE = 40;

/**
 * How the room gets its certificate: by a claim code that is typed or scanned, or by a file with the codes of many rooms.
 * @param claimed is told of the hub's address, where the claim names it
 */
export function EnrolmentPart({ claimed }: { claimed(broker: string | null): void }) {
  const { enrolment: texts } = useItTexts();
  const [answer, , take] = useAnswer(fetchEnrolment, LOOK_EVERY_MS);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isWorking, setWorking] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  if (answer?.kind !== 'here') return null;
  const { certificate, pending, step } = answer.data;
  const claim = async (wish: EnrolmentWish) => {
    setWorking(true);
    setDone(false);
    setFailure(null);
    const outcome = await claimCertificate(wish);
    setWorking(false);
    setFailure(failureOf(outcome));
    if (outcome.kind !== 'done') return;
    take(outcome.data);
    setOpen(false);
    setDone(true);
    claimed(outcome.data.broker);
  };
  return (
    <Section title={texts.title}>
      {certificate ? <CertificateFacts certificate={certificate} /> : <p class="hint">{texts.none}</p>}
      {isDone && (
        <p class="enrolment-done" role="status">
          ✓ {texts.done}
        </p>
      )}
      {pending && !isWorking && (
        <div class="preview-line">
          <span>
            {texts.pending} {pending.room} · {pending.server}
          </span>
          <button
            type="button"
            class="button"
            onClick={async () => {
              const outcome = await forgetEnrolment();
              setFailure(failureOf(outcome));
              if (outcome.kind === 'done') take(outcome.data);
              else setOpen(true);
            }}
          >
            {texts.forget}
          </button>
        </div>
      )}
      {certificate && !isOpen ? (
        <button type="button" class="button" onClick={() => setOpen(true)}>
          {texts.again}
        </button>
      ) : (
        <>
          <ClaimForm claim={claim} isWorking={isWorking} />
          {isWorking && (
            <p role="status">
              {texts.working} {step !== null && texts.steps[step]}
            </p>
          )}
          <Trouble failure={failure} />
          <EnrolmentFilePart claim={claim} isWorking={isWorking} />
        </>
      )}
    </Section>
  );
}

function ClaimForm({ claim, isWorking }: { claim(wish: EnrolmentWish): Promise<void>; isWorking: boolean }) {
  const { enrolment: texts } = useItTexts();
  const [typed, setTyped] = useState('');
  const [server, setServer] = useState('');
  const id = useId();
  const isLink = /^\s*lectern:/i.test(typed);
  const given = typed.replaceAll(/[\s\p{Pd}]/gu, '').length;
  return (
    <form
      class="it-form"
      onSubmit={(event) => {
        // A scanner ends with Enter.
        event.preventDefault();
        void claim({ kind: 'code', typed: typed.trim(), server: isLink ? '' : server.trim() });
      }}
    >
      <div class="it-field" data-kind="code">
        <label for={id}>{texts.code}</label>
        <span class="it-input">
          <input
            id={id}
            class="field claim-code"
            value={typed}
            required
            maxLength={1000}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            placeholder="1XXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"
            aria-describedby={`${id}-hint`}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </span>
        <span id={`${id}-hint`} class="it-hint">
          {texts.codeHint}
          {!isLink && given > 0 && ` · ${texts.count(given, WHOLE_CODE)}`}
        </span>
      </div>
      {!isLink && (
        <Field
          label={texts.server}
          hint={texts.serverHint}
          value={server}
          change={setServer}
          pattern="https://[^@\s]+"
          placeholder="https://"
        />
      )}
      <div class="preview-line">
        <button type="submit" class="it-button" disabled={isWorking || typed.trim() === ''}>
          {isWorking ? texts.working : texts.enrol}
        </button>
      </div>
    </form>
  );
}

function CertificateFacts({ certificate }: { certificate: NonNullable<EnrolmentStatus['certificate']> }) {
  const { enrolment: texts } = useItTexts();
  const { room, untilMs, renewalMs, server } = certificate;
  const rows = [
    [texts.facts.room, room],
    [texts.facts.until, dateText(untilMs)],
    [texts.facts.renewal, dateText(renewalMs)],
    [texts.facts.server, server],
  ];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
