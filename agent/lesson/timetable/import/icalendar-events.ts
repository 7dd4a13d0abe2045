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
  const blocks = blocksOf(decoded.text);
  const calendar = new ICAL.Component('vcalendar');
  for (const block of blocks) {
    if (block.name === 'VTIMEZONE') addComponent(calendar, block, file, list);
  }
  return blocks.flatMap((block): IcalendarEvent[] => {
    if (block.name !== 'VEVENT') return [];
    const { line } = block;
    const component = addComponent(calendar, block, file, list);
    if (!component) return [];
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

interface Block {
  name: string;
  /** Line of its `BEGIN`. */
  line: number;
  lines: string[];
}

/**
 * The events and time zones, cut apart before they are parsed: the library ends at the first mistake of a text and tells no
 * lines, and a school wants to see all of them.
 */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, verb, name] = /^(BEGIN|END):(VEVENT|VTIMEZONE)\s*$/i.exec(line)?.map((part) => part.toUpperCase()) ?? [];
    // One that begins while another is open has cut that one off: it lacks its end, and parsing tells.
    if (verb === 'BEGIN' && name) {
      open = { name, line: index + 1, lines: [] };
      blocks.push(open);
    }
    open?.lines.push(line);
    if (verb === 'END' && name === open?.name) open = undefined;
  }
  return blocks;
}

function addComponent(
  calendar: ICAL.Component,
  { line, lines }: Block,
  file: string,
  list: ProblemList,
): ICAL.Component | undefined {
  try {
    return calendar.addSubcomponent(new ICAL.Component(ICAL.parse(lines.join('\n')) as never));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // It quotes the line it stumbles over.
    const at = lines.findIndex((text) => text !== '' && message.endsWith(`"${text}"`));
    list.add({
      file,
      line: line + Math.max(0, at),
      zh: `不完整或不符合 iCalendar 格式（${message}）`,
      en: `is cut off or not iCalendar (${message})`,
    });
    return undefined;
  }
}
