import ICAL from 'ical.js';
import type { ProblemList } from './problem-list.ts';
import { type SourceFile, sourceText } from './source-text.ts';

export interface IcalendarEvent {
  /** Line of its `BEGIN:VEVENT`. */
  line: number;
  /** Ties the events of one series together. */
  uid: string;
  component: ICAL.Component;
}

/** Whether a file is iCalendar by what it begins with, whatever its name. */
export function isIcalendar({ bytes }: SourceFile): boolean {
  return /^\uFEFF?\s*BEGIN:VCALENDAR/i.test(new TextDecoder('utf-8').decode(bytes.subarray(0, 200)));
}

/** The events of a file that have a time; whole-day events are told in a notice. */
export function readEvents(source: SourceFile, list: ProblemList): IcalendarEvent[] {
  const file = source.name;
  const decoded = sourceText(source);
  if ('problem' in decoded) {
    list.add(decoded.problem);
    return [];
  }
  const lines = decoded.text.split('\n');
  let components: ICAL.Component[];
  try {
    components = calendarsOf(decoded.text).flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  } catch (error) {
    const message = (error as Error).message;
    // The library quotes the line it stumbles over but does not count.
    const quoted = /"(.*)"$/.exec(message)?.[1];
    const line = quoted ? lines.indexOf(quoted) + 1 : 0;
    list.add({
      file,
      ...(line > 0 && { line }),
      zh: `不是完整的 iCalendar 文件（${message}）`,
      en: `is not a whole iCalendar file (${message})`,
    });
    return [];
  }
  // The library keeps no lines, but it keeps the order.
  const begins = lines.flatMap((text, index) => (/^BEGIN:VEVENT\s*$/i.test(text) ? [index + 1] : []));
  return components.flatMap((component, index): IcalendarEvent[] => {
    const line = begins[index] ?? 1;
    const start = component.getFirstProperty('dtstart');
    if (!start) {
      list.add({ file, line, zh: '事件没有 DTSTART', en: 'the event has no DTSTART' });
      return [];
    }
    if (start.type === 'date') {
      list.note({
        file,
        line,
        zh: '全天事件不是课，已忽略；假日请用 --holidays 导入',
        en: 'a whole-day event is no lesson; give holidays with --holidays',
      });
      return [];
    }
    const uid = component.getFirstPropertyValue('uid')?.toString() ?? `line ${line}`;
    return [{ line, uid, component }];
  });
}

function calendarsOf(text: string): ICAL.Component[] {
  const parsed = ICAL.parse(text) as unknown as [string, unknown[], unknown[]] | [string, unknown[], unknown[]][];
  const calendars = typeof parsed[0] === 'string' ? [parsed] : parsed;
  return calendars.map((calendar) => new ICAL.Component(calendar as never));
}
