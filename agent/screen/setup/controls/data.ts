import type { FoundLesson, LessonsWanted } from '../../../store/lesson-deletion.ts';
/** One kind of what is kept on this machine. */
export interface DataItem {
  /** Stable: `reports`. */
  id: string;
  zh: string;
  en: string;
  /** What it is kept for. */
  whyZh: string;
  whyEn: string;
  count: number;
  bytes: number;
  /** Wall time; null when there is none, or when no time belongs to it. */
  oldestMs: number | null;
  newestMs: number | null;
  /** Days after which it is deleted; null when somebody must delete it. */
  keptDays: number | null;
  /** Whether it says anything about a person. */
  isPersonal: boolean;
}

export interface AccessItem {
  atMs: number;
  who: string;
  what: string;
  subject: string | null;
}

export interface DataInventory {
  folder: string;
  nowMs: number;
  items: DataItem[];
  /** Newest first, at most 2000. */
  access: AccessItem[];
  accessCount: number;
}

/** Which lessons: one, those that began in a stretch of time, or a teacher's. */
export type LessonChoice = LessonsWanted;
export type ChosenLesson = FoundLesson;

export interface DataControls {
  inventory(): DataInventory;
  /** Who saw or did what, all that is kept of it, newest first. */
  access(): AccessItem[];
  /** Newest first. */
  lessons(choice: LessonChoice): ChosenLesson[];
  /**
   * Deletes them for good, so that no byte remains in the database's files.
   * @param count as it was confirmed: refused when there are others by now
   */
  delete(choice: LessonChoice, count: number): { deleted: number; sent: number };
}
