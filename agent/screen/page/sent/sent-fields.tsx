import type { PublishedFigure } from '../../../indicators/published.ts';
import { lengthText } from '../words/facts.ts';
import { dateText, timeText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { Texts } from '../words/texts.ts';
import { Head } from './head.tsx';
import { SentFigures } from './sent-figures.tsx';

type Fields = Record<string, unknown>;

/** Every field of the message, by name, with its value as it is sent. */
export function SentFields({ message }: { message: Fields }) {
  const texts = useTexts();
  const { dispatch: sent } = texts;
  const { data, ...envelope } = message;
  const { indicators = [], ...lesson } = (data ?? {}) as Fields & { indicators?: PublishedFigure[] };
  return (
    <>
      <section class="card">
        <table class="sent">
          <caption>{sent.lesson}</caption>
          <Head names={[sent.field, sent.value, sent.meaning]} />
          <tbody>
            {Object.entries(lesson).map(([key, value]) => (
              <Field key={key} path={`data.${key}`} value={value} />
            ))}
            {Object.entries(envelope).map(([key, value]) => (
              <Field key={key} path={key} value={value} />
            ))}
          </tbody>
        </table>
      </section>
      <section class="card">
        <SentFigures figures={indicators} />
      </section>
      <details class="card whole">
        <summary>{sent.whole}</summary>
        <pre>{JSON.stringify(message, null, 2)}</pre>
      </details>
    </>
  );
}

function Field({ path, value }: { path: string; value: unknown }) {
  const texts = useTexts();
  const { names } = texts.dispatch;
  const key = path.replace(/^data\./, '');
  return (
    <tr data-field={path}>
      <th scope="row">
        {names[path] ?? names[key] ?? key} <code>{key}</code>
      </th>
      <td>
        <code class="raw">{typeof value === 'string' ? value : JSON.stringify(value)}</code>
      </td>
      <td class="hint">{meaningOf(texts, key, value)}</td>
    </tr>
  );
}

/** What a bare number or moment says to people. */
function meaningOf(texts: Texts, key: string, value: unknown): string {
  if (key === 'durationS' && typeof value === 'number') return lengthText(texts, value * 1000);
  if ((key === 'startedAt' || key === 'time') && typeof value === 'string') {
    const wallMs = Date.parse(value);
    return `${dateText(wallMs)} ${timeText(wallMs)}`;
  }
  return '';
}
