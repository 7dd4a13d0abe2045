import type { Chapter } from '../../../indicators/catalogue.ts';
import type { LessonMode } from '../../../indicators/st-curves.ts';
import type { PairRole } from '../../../lesson/lesson.ts';
import type { Talk, TeacherZone } from '../../../lesson/observation.ts';
import type { AccessTexts } from './access-texts.ts';
import type { AirTexts } from './air-texts.ts';
import type { CompareTexts } from './compare-texts.ts';
import type { RecordingTexts } from './recording-texts.ts';
import type { ReportTexts } from './report-texts.ts';
import type { ReviewTexts } from './review-texts.ts';
import type { RoomTexts } from './room-texts.ts';
import type { SentTexts } from './sent-texts.ts';
import type { TroubleTexts } from './trouble-texts.ts';

export type Language = 'zh' | 'en';

/** A piece of a sentence: plain words, or a figure of the catalogue set in bold that may lead to its moment in the lesson. */
export type Phrase = string | { figure: string; id: string; atMs?: number };
export type Sentence = readonly Phrase[];

/** Everything the page says; what is said of one subject stands in a file of its own. A key missing from one language does not compile. */
export interface Texts {
  htmlLang: string;
  product: string;
  /** Name of the other language, in that language. */
  otherLanguage: string;
  lessons: string;
  allLessons: string;
  noLessons: string;
  noLessonsHint: string;
  unlabelled: string;
  period(period: number): string;
  month(date: Date): string;
  sent: string;
  waitingToSend: string;
  withheld: string;
  lessonUnknown: string;
  unreachable: string;
  seconds(value: string): string;
  minutes(value: string): string;
  people(count: number): string;
  syllablesPerMinute(count: number): string;
  times(count: number): string;
  degrees: string;
  minuteNumber(minute: number): string;
  /** From one minute of the lesson to another, both counted from 1. */
  minuteRange(from: number, to: number): string;
  notEnoughData: string;
  missing: string;
  readoutHint: string;
  lessonTime: string;
  minutesOfLesson: string;
  talk: Record<Talk, string>;
  zones: Record<TeacherZone, string>;
  modes: Record<LessonMode, string>;
  roles: Record<PairRole, string>;
  tracks: { activities: string; talk: string; teacher: string; headsUp: string; hands: string; bookmarks: string };
  sentences: {
    talk(teacher: string, students: string): Sentence;
    talkRemote(teacher: string, students: string): Sentence;
    talkUnknown: Sentence;
    talkHeard(minutes: string): Sentence;
    wait(wait: string): Sentence;
    waitRemote(wait: string): Sentence;
    waitUnknown: Sentence;
    hands(minute: number, count: number, atMs: number): Sentence;
    handsNone: Sentence;
    handsUnknown: Sentence;
  };
  st: { title: string; t: string; s: string; slot(length: string): string };
  rtCh: { title: string; rt: string; ch: string };
  teacherPlace: {
    title: string;
    patrol: string;
    patrolTime: string;
    board: string;
    map: string;
    front: string;
    back: string;
  };
  waits: {
    title: string;
    aside(count: number, median: string): string;
    none: string;
    axis: string;
    between(fromS: number, toS: number): string;
    longer: string;
    mark: string;
  };
  findings: { title: string; none: string; training(title: string): string };
  portrait: {
    title: string;
    hint: string;
    early: string;
    back: string;
    figure: string;
    last1: string;
    lastOf(lessons: number): string;
    change: string;
    more(text: string): string;
    less(text: string): string;
    /** Of what is counted, with its unit and without. */
    moreCounted(text: string, bare: string): string;
    fewerCounted(text: string, bare: string): string;
    points(points: number): string;
    syllables(count: number): string;
    changeHint: string;
  };
  figures: {
    title: string;
    hint: string;
    name: string;
    value: string;
    coverage: string;
    chapters: Record<Chapter, string>;
  };
  access: AccessTexts;
  report: ReportTexts;
  air: AirTexts;
  review: ReviewTexts;
  dispatch: SentTexts;
  compare: CompareTexts;
  recordings: RecordingTexts;
  room: RoomTexts;
  troubles: TroubleTexts;
}
