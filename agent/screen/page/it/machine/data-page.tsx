import { useContext, useState } from 'preact/hooks';
import type { AccessItem, DataInventory } from '../../../setup/controls/data.ts';
import { dateText, timeText } from '../../words/format.ts';
import { LanguageContext } from '../../words/language.tsx';
import { Section } from '../field.tsx';
import { fetchInventory } from '../it-api.ts';
import { Trouble } from '../trouble.tsx';
import { useAnswer } from '../use-answer.ts';
import type { DataTexts } from '../words/data-texts.ts';
import type { ItTexts } from '../words/it-texts.ts';
import { useItTexts } from '../words/use-it-texts.ts';
import { Deletion } from './deletion.tsx';
import { sizeText } from './size-text.ts';

const PAGE = 50;

/** What is kept, who saw it, and deletion on request; made to be printed. */
export function DataPage() {
  const { data } = useItTexts();
  const [answer, again] = useAnswer(fetchInventory);
  if (answer === undefined) return null;
  if (answer.kind !== 'here') return <Trouble failure="unreachable" again={again} />;
  const inventory = answer.data;
  return (
    <div class="data">
      <h1 class="title">{data.title}</h1>
      <p class="step-lead">{data.lead(inventory.folder)}</p>
      <div class="preview-line no-print">
        <a class="it-button" href="/api/setup/data/inventory.csv" download>
          {data.inventoryCsv}
        </a>
        <a class="it-button" href="/api/setup/data/access.csv" download>
          {data.accessCsv}
        </a>
        <button type="button" class="it-button" onClick={() => print()}>
          {data.print}
        </button>
      </div>
      <Inventory inventory={inventory} />
      <p class="never-kept">
        <strong>{data.neverKept}</strong> {data.neverKeptText}
      </p>
      <Deletion deleted={() => void again()} />
      <AccessLog inventory={inventory} />
    </div>
  );
}

const dayText = (ms: number | null) => (ms === null ? '–' : dateText(ms));

function Inventory({ inventory: { items } }: { inventory: DataInventory }) {
  const { data } = useItTexts();
  const { language } = useContext(LanguageContext);
  return (
    <table class="it-table">
      <thead>
        <tr>
          <th>{data.kind}</th>
          <th>{data.why}</th>
          <th class="it-number">{data.count}</th>
          <th class="it-number">{data.size}</th>
          <th>{data.since}</th>
          <th>{data.until}</th>
          <th>{data.kept}</th>
          <th>{data.personal}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <td>{item[language]}</td>
            <td class="it-why">{language === 'zh' ? item.whyZh : item.whyEn}</td>
            <td class="it-number">{item.count}</td>
            <td class="it-number">{sizeText(item.bytes)}</td>
            <td class="it-date">{dayText(item.oldestMs)}</td>
            <td class="it-date">{dayText(item.newestMs)}</td>
            <td class="it-date">{item.keptDays === null ? data.keptUntilDeleted : data.keptDays(item.keptDays)}</td>
            <td>{item.isPersonal ? data.yes : data.no}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function AccessLog({ inventory: { access, accessCount } }: { inventory: DataInventory }) {
  const texts = useItTexts();
  const { data } = texts;
  const [shown, setShown] = useState(PAGE);
  const rows = access.slice(0, shown);
  return (
    <Section title={data.access} aside={rows.length > 0 && data.accessLead(rows.length, accessCount)}>
      {rows.length === 0 && <p class="hint">{data.accessNone}</p>}
      {rows.length > 0 && (
        <table class="it-table">
          <thead>
            <tr>
              <th>{data.time}</th>
              <th>{data.who}</th>
              <th>{data.what}</th>
              <th>{data.subject}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <td class="it-date">
                  {dateText(row.atMs)} {timeText(row.atMs)}
                </td>
                <td>{whoText(data, row)}</td>
                <td>{data.whatNames[row.what] ?? row.what}</td>
                <td class="it-subject">{subjectText(texts, row.subject)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown < access.length && (
        <button type="button" class="it-button no-print" onClick={() => setShown(shown + 10 * PAGE)}>
          {data.more}
        </button>
      )}
    </Section>
  );
}

/** Sources and parts of the configuration by the names they have on these pages. */
function subjectText({ sources, setup }: ItTexts, subject: string | null): string {
  const names: Record<string, string> = {
    ...sources.names,
    ...Object.fromEntries(Object.entries(setup.steps).map(([step, { name }]) => [step, name])),
    roomPlan: setup.steps.plan.name,
  };
  if (!subject) return '–';
  return subject
    .split(',')
    .map((part) => names[part] ?? part)
    .join(' · ');
}

function whoText(texts: DataTexts, { who }: AccessItem): string {
  if (who.startsWith('teacher:')) return texts.teacher(who.slice('teacher:'.length));
  return texts.whoNames[who as keyof DataTexts['whoNames']] ?? who;
}
