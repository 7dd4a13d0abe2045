import { useId, useState } from 'preact/hooks';
import { Field } from '../field.tsx';
import type { SentFile, SentWish } from '../it-api.ts';
import { useItTexts } from '../words/use-it-texts.ts';

/** What was filled in. */
export interface TimetableInput {
  lessons: File[];
  periods: File[];
  holidays: File[];
  changes: File[];
  termStart: string;
  weeks: string;
  timeZone: string;
  roomName: string;
}

const MOST_BYTES = 2 * 1000 * 1000;
const kinds = ['lessons', 'periods', 'holidays', 'changes'] as const;

/** A school's files and the term they are of. */
export function TimetableForm({ read }: { read(input: TimetableInput): void }) {
  const {
    trials: { timetable: texts },
  } = useItTexts();
  const [input, setInput] = useState<TimetableInput>({
    ...{ lessons: [], periods: [], holidays: [], changes: [] },
    ...{ termStart: '', weeks: '20', timeZone: 'Asia/Shanghai', roomName: '' },
  });
  const set = <K extends keyof TimetableInput>(key: K, value: TimetableInput[K]) =>
    setInput({ ...input, [key]: value });
  const bytes = kinds.flatMap((kind) => input[kind]).reduce((sum, { size }) => sum + size, 0);
  return (
    <form
      class="it-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (bytes <= MOST_BYTES) read(input);
      }}
    >
      <p class="it-hint">{texts.filesHint}</p>
      <div class="file-fields">
        {kinds.map((kind) => (
          <FileField
            key={kind}
            label={kind === 'lessons' ? texts.lessons : `${texts[kind]} (${texts.optional})`}
            isRequired={kind === 'lessons'}
            change={(files) => set(kind, files)}
          />
        ))}
      </div>
      {bytes > MOST_BYTES && <p role="alert">{texts.tooLarge}</p>}
      <div class="it-four">
        <Field
          label={texts.termStart}
          type="date"
          value={input.termStart}
          change={(value) => set('termStart', value)}
          isRequired
        />
        <Field
          label={texts.weeks}
          type="number"
          min={1}
          max={60}
          value={input.weeks}
          change={(value) => set('weeks', value)}
          isRequired
        />
        <Field label={texts.timeZone} value={input.timeZone} change={(value) => set('timeZone', value)} isRequired />
        <Field
          label={texts.roomName}
          hint={texts.roomNameHint}
          value={input.roomName}
          change={(value) => set('roomName', value)}
        />
      </div>
      <button type="submit" class="it-button main">
        {texts.read}
      </button>
    </form>
  );
}

function FileField({ label, isRequired, change }: { label: string; isRequired: boolean; change(files: File[]): void }) {
  const {
    trials: { timetable: texts },
  } = useItTexts();
  const id = useId();
  const [names, setNames] = useState<string[]>([]);
  const choose = (files: File[]) => {
    setNames(files.map(({ name }) => name));
    change(files);
  };
  return (
    <div class="it-field">
      <label for={id}>{label}</label>
      <span class="file">
        <input
          id={id}
          type="file"
          accept=".csv,.ics,text/csv,text/calendar"
          multiple={isRequired}
          required={isRequired}
          // The same file, changed meanwhile, must be a choice again.
          onClick={({ currentTarget }) => {
            currentTarget.value = '';
            choose([]);
          }}
          onChange={({ currentTarget }) => choose([...(currentTarget.files ?? [])])}
        />
        <span class="it-button">{texts.choose}</span>
        <span class="hint">{names.join(' · ') || texts.noFile}</span>
      </span>
    </div>
  );
}

/** As it is sent to the agent. */
export async function sentWish(input: TimetableInput): Promise<SentWish> {
  const { lessons, periods, holidays, changes, termStart, weeks, timeZone, roomName } = input;
  const optional = async (name: string, [file]: File[]) => (file ? { [name]: await sent(file) } : {});
  return {
    lessons: await Promise.all(lessons.map(sent)),
    ...(await optional('periods', periods)),
    ...(await optional('holidays', holidays)),
    ...(await optional('changes', changes)),
    ...{ termStart, weeks: Number(weeks), timeZone: timeZone.trim() },
    ...(roomName.trim() !== '' && { roomName: roomName.trim() }),
  };
}

async function sent(file: File): Promise<SentFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // In pieces: a long list of arguments would be too long.
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { name: file.name.slice(0, 200), data: btoa(text) };
}
