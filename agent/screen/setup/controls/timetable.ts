/** A file as it was uploaded. */
export interface TimetableUpload {
  name: string;
  bytes: Uint8Array;
}

export interface TimetableWish {
  lessons: TimetableUpload[];
  periods?: TimetableUpload;
  holidays?: TimetableUpload;
  changes?: TimetableUpload;
  /** How the files call the room; by default as the configuration does. */
  roomName?: string;
  /** Monday of the first week, YYYY-MM-DD, and how many weeks. */
  termStart: string;
  weeks: number;
  timeZone: string;
}

export interface TimetableRemark {
  file?: string;
  line?: number;
  column?: string;
  zh: string;
  en: string;
}

export interface TimetableLesson {
  date: string;
  start: string;
  end: string;
  className?: string;
  subject?: string;
  period?: number;
}

export interface TimetableView {
  term: { start: string; weeks: number };
  timeZone: string;
  /** In the whole term. */
  lessons: number;
  holidays: number;
  /** The days and the lessons of one week of it. */
  week: { number: number; days: string[]; lessons: TimetableLesson[] };
}

export type TimetableReading =
  | { view: TimetableView; notices: TimetableRemark[] }
  /** Nothing can be taken over. */
  | { problems: TimetableRemark[]; more: number };

export interface TimetableControls {
  /** What the room goes by now; null without a timetable. @param week of the term; by default the present one */
  current(week?: number): TimetableView | null;
  /** Reads files and tells everything that is wrong with them; keeps nothing. @param week to show */
  read(wish: TimetableWish, week?: number): TimetableReading;
  /** Reads them and goes by them from now on. @param hash of the configuration that is changed */
  take(wish: TimetableWish, hash: string): TimetableReading;
}
