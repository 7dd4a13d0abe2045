import type { LessonLabels } from '../../../lesson/lesson.ts';
import type { RoomState, SourceStatus } from '../../../lesson/room-state.ts';
import type { Refusal } from '../api.ts';
import { timeRangeText, timeText } from './format.ts';
import { labelsText } from './lesson-labels.ts';
import type { RoomLook, RoomTexts, SourceKind } from './room-texts.ts';
import type { Texts } from './texts.ts';
import type { RoomTrouble, SourceTrouble } from './trouble-texts.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Something that somebody could mend. */
export interface Note {
  key: string;
  /** What it is, in a few words. */
  what: string;
  why?: string;
  remedy?: string;
  /** In the agent's own words. */
  message?: string;
}

/** What the room does. While it is sensed this counts, whatever its switch is said to be. */
export function lookOf({ activity, sensing, why }: RoomState): RoomLook {
  if (activity === 'recording' || activity === 'watching') return activity;
  if (sensing === 'off' || why === 'sensing-off') return 'off';
  return activity === 'held' ? 'off' : activity;
}

/** `七年级 3 班 数学`; empty when nobody told. */
export function lessonName({ className, subject }: LessonLabels): string {
  return [className, subject].filter((part) => part !== undefined).join(' ');
}

/** The second line: what is worth knowing beside what the room does. */
export function detailText(texts: Texts, look: RoomLook, { lesson }: RoomState): string {
  const { details, held, begun, begunAndPlanned } = texts.room;
  if (look === 'off' && lesson) return held(labelsText(texts, lesson.labels));
  if (look !== 'recording') return details[look];
  const { startedAtMs, plannedMs } = lesson!;
  const time = timeText(startedAtMs);
  return plannedMs === null ? begun(time) : begunAndPlanned(time, timeText(startedAtMs + plannedMs));
}

/** What somebody could mend: first the sources that are lost, then everything else. */
export function notesOf(texts: Texts, { sources, problems }: RoomState, nowMs: number): Note[] {
  return [
    ...sources.filter(({ state }) => state === 'lost').map((source) => sourceNote(texts, source, nowMs)),
    ...problems.map(({ code, message }): Note => {
      const what = code in texts.troubles.room ? texts.troubles.room[code as RoomTrouble] : message;
      return { key: code, what, message: `${code} · ${message}` };
    }),
  ];
}

function sourceNote(texts: Texts, { name, sinceMs, cause }: SourceStatus, nowMs: number): Note {
  const what = texts.room.lostFor(sourceName(texts.room, name), roughLength(texts, nowMs - sinceMs));
  if (!cause) return { key: name, what };
  const { code, message } = cause;
  if (!(code in texts.troubles.sources)) return { key: name, what, why: message };
  return { key: name, what, ...texts.troubles.sources[code as SourceTrouble], message: `${code} · ${message}` };
}

/** `microphone-2` is the second microphone. */
function sourceName({ sourceNames }: RoomTexts, name: string): string {
  const [, kind = '', number] = /^(.+?)(?:-(\d+))?$/.exec(name) ?? [];
  const known = kind in sourceNames ? sourceNames[kind as SourceKind] : kind;
  return number === undefined ? known : `${known} ${number}`;
}

/** A length that is still true some seconds later. */
function roughLength({ room, minutes }: Texts, ms: number): string {
  if (ms < MINUTE_MS) return room.underAMinute;
  const count = Math.floor(ms / MINUTE_MS);
  return count < 120 ? minutes(String(count)) : room.hours(Math.floor(count / 60));
}

/** In one line what somebody could mend, with what to do where that is one thing. */
export function notesLine(notes: readonly Note[]): string {
  const [only, another] = notes;
  const parts = another ? notes.map(({ what }) => what) : [only?.what, only?.remedy ?? only?.why];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Why a command was refused; null when it did not arrive. */
export function refusalText({ room: { refusals } }: Texts, refusal: Refusal | null): string {
  if (refusal === null) return refusals.unreachable;
  const { code, message } = refusal;
  if (code === 'LIFE_SENSING_OFF') return refusals.sensingOff;
  if (code === 'LIFE_NO_LAMP') return refusals.noLamp;
  if (code === 'ROOM_NO_LESSON') return refusals.noLesson;
  if (code === 'ROOM_ENDED') return refusals.ended;
  return code.startsWith('STORE_') ? refusals.notKept : message;
}

/** The lesson that goes on, else the next one, else why there is none: what it is, and when. */
export function outlook(texts: Texts, state: RoomState, nowMs: number): { title: string; text: string } {
  const { room } = texts;
  const { lesson, next } = state;
  if (lesson) return { title: room.thisLesson, text: labelsText(texts, lesson.labels) };
  if (next) {
    const { startMs, endMs, labels } = next;
    const day = dayText(room, startMs, nowMs);
    const time = timeRangeText(startMs, endMs - startMs);
    return { title: room.nextLesson, text: `${day}${time} · ${labelsText(texts, labels)}` };
  }
  if (state.why === 'clock-unknown') return { title: room.nextLesson, text: room.clockUnknown };
  return { title: room.noNextLesson, text: state.activity === 'watching' ? room.byDetection : room.noNextLessonHint };
}

/** `CO₂ 812 ppm · 22.4 °C · 45 %`; empty where nothing is measured. */
export function airText({ co2Ppm, temperatureC, humidityPercent, pm25UgM3 }: NonNullable<RoomState['air']>): string {
  const parts = [
    co2Ppm === undefined ? undefined : `CO₂ ${Math.round(co2Ppm)} ppm`,
    temperatureC === undefined ? undefined : `${temperatureC.toFixed(1)} °C`,
    humidityPercent === undefined ? undefined : `${Math.round(humidityPercent)} %`,
    pm25UgM3 === undefined ? undefined : `PM2.5 ${Math.round(pm25UgM3)} µg/m³`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Nothing for today; tomorrow, or the day of the week, and the date when that is not this week's. */
function dayText(room: RoomTexts, wallMs: number, nowMs: number): string {
  const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  // A day of summer time's change is an hour shorter or longer.
  const days = Math.round((midnight(wallMs) - midnight(nowMs)) / DAY_MS);
  if (days === 0) return '';
  if (days === 1) return `${room.tomorrow} `;
  const day = room.weekdays[new Date(wallMs).getDay()]!;
  return days < 7 ? `${day} ` : `${dateWords(room, wallMs)} `;
}

/** `11 月 21 日 周六` */
export function dateWords(room: RoomTexts, wallMs: number): string {
  const date = new Date(wallMs);
  return room.date(date.getMonth() + 1, date.getDate(), room.weekdays[date.getDay()]!);
}
