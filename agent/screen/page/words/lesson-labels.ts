import type { LessonLabels } from '../../../lesson/lesson.ts';
import type { Texts } from './texts.ts';

/** `七年级 3 班 · 数学 · 第 2 节`: as much of it as the timetable knew. */
export function labelsText(texts: Texts, { className, subject, period, role }: LessonLabels): string {
  const parts = [
    className,
    subject,
    period === undefined ? undefined : texts.period(period),
    role && texts.roles[role],
  ];
  return parts.filter((part) => part !== undefined).join(' · ') || texts.unlabelled;
}
