import { useCallback, useContext, useState } from 'preact/hooks';
import type { TimetableReading, TimetableRemark, TimetableView } from '../../../setup/controls/timetable.ts';
import { LanguageContext } from '../../words/language.tsx';
import { fetchTimetable, readTimetable, takeTimetable } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { sentWish, TimetableForm, type TimetableInput } from './timetable-form.tsx';
import { useConfiguration } from './use-configuration.tsx';
import { WeekTable } from './week-table.tsx';

/** The timetable the room goes by, and the import of another one: everything that is wrong is listed, then nothing is taken. */
export function TimetableStep() {
  const {
    trials: { timetable: texts },
  } = useItTexts();
  const { configuration, reload, save } = useConfiguration();
  const [week, setWeek] = useState<number>();
  const ask = useCallback(() => fetchTimetable(week), [week, configuration.hash]);
  const [answer, again] = useAnswer(ask);
  const [input, setInput] = useState<TimetableInput>();
  const [reading, setReading] = useState<TimetableReading>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isTaken, setTaken] = useState(false);
  const view = answer?.kind === 'here' ? answer.data.view : null;

  /** A file that was changed after it was chosen can be read no more. */
  const readable = (wanted: TimetableInput) =>
    sentWish(wanted).catch((error: Error) => {
      setReading(undefined);
      setFailure({ code: 'SETUP_FILE_CHANGED', message: error.message });
      return null;
    });
  const read = async (wanted: TimetableInput, shownWeek?: number) => {
    setInput(wanted);
    setTaken(false);
    const wish = await readable(wanted);
    if (!wish) return;
    const outcome = await readTimetable(wish, shownWeek);
    setFailure(failureOf(outcome));
    setReading(outcome.kind === 'done' ? outcome.data : undefined);
  };
  const take = async () => {
    const wish = await readable(input!);
    if (!wish) return;
    const outcome = await takeTimetable(wish, configuration.hash);
    setFailure(failureOf(outcome));
    if (outcome.kind !== 'done') return;
    setReading('problems' in outcome.data ? outcome.data : undefined);
    setTaken(!('problems' in outcome.data));
    await reload();
    await again();
  };

  const termText = ({ term: { start, weeks } }: TimetableView) => texts.term(start, weeks);

  if (answer === undefined) return null;
  if (answer.kind === 'unreachable') return <Trouble failure="unreachable" again={again} />;
  return (
    <div class="timetable">
      {view ? (
        <>
          <p class="seat-sentence">{texts.now(view.lessons, termText(view))}</p>
          {!reading && <WeekTable view={view} show={setWeek} />}
        </>
      ) : (
        <p class="hint">{texts.none}</p>
      )}
      {isTaken && <p role="status">✓ {texts.taken}</p>}
      <details class="it-more" open={view === null}>
        <summary>{texts.replace}</summary>
        <TimetableForm read={(wanted) => void read(wanted)} />
      </details>
      <Trouble failure={failure} />
      {reading && 'problems' in reading && (
        <div class="problem-list" role="alert">
          <strong>{texts.problems(reading.problems.length + reading.more)}</strong>
          <Remarks remarks={reading.problems} />
          {reading.more > 0 && <p>{texts.moreProblems(reading.more)}</p>}
        </div>
      )}
      {reading && 'view' in reading && (
        <>
          <p class="seat-sentence">{texts.found(reading.view.lessons, termText(reading.view))}</p>
          {reading.notices.length > 0 && (
            <div class="problem-list">
              <strong>{texts.notices}</strong>
              <Remarks remarks={reading.notices} />
            </div>
          )}
          <WeekTable view={reading.view} show={(number) => void read(input!, number)} />
          <button type="button" class="it-button main" onClick={take}>
            {texts.take}
          </button>
        </>
      )}
      {view && !reading && (
        <button type="button" class="button" onClick={async () => setFailure(await save({ timetable: null }))}>
          {texts.remove}
        </button>
      )}
    </div>
  );
}

function Remarks({ remarks }: { remarks: readonly TimetableRemark[] }) {
  const {
    trials: { timetable: texts },
  } = useItTexts();
  const { language } = useContext(LanguageContext);
  const where = ({ file, line }: TimetableRemark) => {
    if (file === undefined) return '';
    return line === undefined ? file : texts.line(file, line);
  };
  return (
    <ol>
      {remarks.map((remark, index) => (
        <li key={index}>
          {where(remark) && <span class="problem-where">{where(remark)}</span>}{' '}
          {remark.column && <span class="problem-where">[{remark.column}]</span>} {remark[language]}
        </li>
      ))}
    </ol>
  );
}
