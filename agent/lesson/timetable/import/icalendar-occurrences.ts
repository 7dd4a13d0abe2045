import ICAL from 'ical.js';
import { CellProblem } from './cell-problem.ts';
import type { IcalendarEvent } from './icalendar-events.ts';
import { seriesStarts, timeOf } from './icalendar-series.ts';
import { eventMs, zoneOf } from './icalendar-time.ts';

/** One lesson of an event; moments are milliseconds since 1970 UTC. */
export interface Occurrence {
  /** The event that describes it: the series, or the one that replaces this occurrence. */
  event: IcalendarEvent;
  startMs: number;
  endMs: number;
}

type Fail = (event: IcalendarEvent, problem: CellProblem) => void;

/**
 * All occurrences of a calendar's events up to a moment, with those of a series replaced or cancelled (RECURRENCE-ID,
 * STATUS) where another event says so. What is wrong with an event is told to `fail`, and the rest goes on.
 */
export function occurrencesOf(
  events: readonly IcalendarEvent[],
  schoolZone: string,
  lastMs: number,
  fail: Fail,
): Occurrence[] {
  const attempt = <T>(event: IcalendarEvent, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      // The library throws plain errors for values it cannot read.
      const { zh, en } =
        error instanceof CellProblem ? error : new CellProblem(`无法读取：${error}`, `cannot be read: ${error}`);
      fail(event, new CellProblem(zh, en));
      return undefined;
    }
  };
  const series = events.filter(({ component }) => !component.hasProperty('recurrence-id'));
  const known = new Set(series.map(({ uid }) => uid));
  const replacements = new Map<string, IcalendarEvent>();
  const single: IcalendarEvent[] = [];
  for (const event of events.filter((each) => !series.includes(each))) {
    // An export of some weeks holds replacements without the series they are of: they are lessons like any other.
    if (!known.has(event.uid)) single.push(event);
    else {
      attempt(event, () => {
        const key = `${event.uid} ${replacedMs(event.component, schoolZone)}`;
        if (replacements.has(key))
          throw new CellProblem('同一次课替换了两次', 'replaces an occurrence that another event replaces');
        replacements.set(key, event);
      });
    }
  }
  const found: Occurrence[] = [];
  const spans = new Map<IcalendarEvent, { ownMs: number; lengthMs: number } | undefined>();
  const take = (event: IcalendarEvent, startMs?: number) => {
    if (isCancelled(event.component)) return;
    // Read once: what is wrong with a series is wrong with each of its occurrences.
    if (!spans.has(event)) {
      spans.set(
        event,
        attempt(event, () => spanOf(event.component, schoolZone)),
      );
    }
    const span = spans.get(event);
    if (!span) return;
    const at = startMs ?? span.ownMs;
    if (at <= lastMs) found.push({ event, startMs: at, endMs: at + span.lengthMs });
  };
  for (const event of single) take(event);
  for (const event of series) {
    for (const startMs of attempt(event, () => seriesStarts(event.component, schoolZone, lastMs)) ?? []) {
      const key = `${event.uid} ${startMs}`;
      const replacement = replacements.get(key);
      replacements.delete(key);
      if (isCancelled(event.component)) continue;
      if (replacement) take(replacement);
      else take(event, startMs);
    }
  }
  for (const [key, event] of replacements) {
    if (Number(key.slice(event.uid.length + 1)) > lastMs || isCancelled(event.component)) continue;
    fail(event, new CellProblem('RECURRENCE-ID 所指的那次课不存在', 'RECURRENCE-ID names no occurrence of the series'));
  }
  return found;
}

function isCancelled(component: ICAL.Component): boolean {
  return component.getFirstPropertyValue('status')?.toString().toUpperCase() === 'CANCELLED';
}

function replacedMs(component: ICAL.Component, schoolZone: string): number {
  const property = component.getFirstProperty('recurrence-id')!;
  if (property.getFirstParameter('range')) {
    throw new CellProblem(
      '不支持 RANGE=THISANDFUTURE；请拆成两个重复事件',
      'RANGE=THISANDFUTURE is not supported; make it two series',
    );
  }
  return eventMs(timeOf(property), zoneOf(property, schoolZone));
}

/** When an event starts and how long it is; each start of its series is exactly as long (RFC 5545, 3.8.5.3). */
function spanOf(component: ICAL.Component, schoolZone: string): { ownMs: number; lengthMs: number } {
  const start = component.getFirstProperty('dtstart')!;
  const ownMs = eventMs(timeOf(start), zoneOf(start, schoolZone));
  const end = component.getFirstProperty('dtend');
  if (end) return { ownMs, lengthMs: eventMs(timeOf(end), zoneOf(end, schoolZone)) - ownMs };
  const duration: unknown = component.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return { ownMs, lengthMs: duration.toSeconds() * 1000 };
  throw new CellProblem('没有 DTEND 或 DURATION', 'has neither DTEND nor DURATION');
}
