import { useState } from 'preact/hooks';
import type { LogLine } from '../../../setup/controls/machine.ts';
import { Choice, Field } from '../field.tsx';
import { fetchLog } from '../it-api.ts';
import { Trouble } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import { useItTexts } from '../words/use-it-texts.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;
/** More lines than this make the page slow, and nobody reads them. */
const MOST_SHOWN = 500;

const clock = (atMs: number) => new Date(atMs).toTimeString().slice(0, 8);

/** The log of the last hour, newest first. */
export function LogPage() {
  const {
    machine: { log },
  } = useItTexts();
  const [answer, again] = useAnswer(fetchLog);
  const [least, setLeast] = useState<LogLine['level']>('info');
  const [wanted, setWanted] = useState('');
  if (answer === undefined) return null;
  if (answer.kind !== 'here') return <Trouble failure="unreachable" again={again} />;
  const fits = ({ level, message, facts }: LogLine) =>
    levels.indexOf(level) >= levels.indexOf(least) &&
    `${message} ${facts}`.toLowerCase().includes(wanted.toLowerCase().trim());
  const found = answer.data.filter(fits).toReversed();
  return (
    <div class="log">
      <h1 class="title">{log.title}</h1>
      <p class="step-lead">{log.hint}</p>
      <div class="log-tools">
        <Choice
          label={log.least}
          value={least}
          options={levels.map((level) => ({ value: level, text: log.levels[level] }))}
          change={(value) => setLeast(value)}
        />
        <Field label={log.find} type="search" value={wanted} change={setWanted} />
        <button type="button" class="it-button" onClick={() => void again()}>
          {log.reload}
        </button>
        <span class="hint" role="status">
          {found.length === 0 ? log.none : log.count(Math.min(MOST_SHOWN, found.length), answer.data.length)}
        </span>
      </div>
      <ol class="log-lines">
        {found.slice(0, MOST_SHOWN).map(({ atMs, level, message, facts }, index) => (
          <li key={`${atMs} ${index}`} data-level={level}>
            <time>{clock(atMs)}</time>
            <span class="log-level">{log.levels[level]}</span>
            <span class="log-message" lang="en">
              {message}
              {facts && <code class="log-facts">{facts}</code>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
