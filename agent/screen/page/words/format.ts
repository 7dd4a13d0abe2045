/** Numbers and times as both languages write them; the words around them are in `texts.ts`. */

/** Lesson time as `m:ss`, or `h:mm:ss` from an hour on. */
export function clockText(ms: number): string {
  const total = Math.floor(ms / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** A length with the unit a person would use: seconds under a minute, a decimal under ten minutes. */
export function lengthOf(ms: number): { text: string; unit: 's' | 'min' } {
  if (ms < 59_500) return { text: String(Math.round(ms / 1000)), unit: 's' };
  const minutes = ms / 60_000;
  return { text: minutes < 9.95 ? trimmed(minutes.toFixed(1)) : String(Math.round(minutes)), unit: 'min' };
}

/** A short time such as a wait, to a tenth of a second. */
export function tenths(seconds: number): string {
  return seconds.toFixed(1);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** The minute of the lesson a moment lies in, counted from 1 as people count. */
export function minuteNumber(atMs: number): number {
  return Math.floor(atMs / 60_000) + 1;
}

/** `2026-11-21`, in the time zone of the classroom. */
export function dateText(wallMs: number): string {
  const date = new Date(wallMs);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `08:55–09:40`, in the time zone of the classroom. */
export function timeRangeText(wallMs: number, durationMs: number): string {
  return `${timeText(wallMs)}–${timeText(wallMs + durationMs)}`;
}

/** `08:55`, in the time zone of the classroom. */
export function timeText(wallMs: number): string {
  const date = new Date(wallMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function trimmed(decimal: string): string {
  return decimal.replace(/\.0$/, '');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
