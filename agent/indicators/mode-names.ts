import type { LessonMode } from './st-curves.ts';

/** What the kinds of lesson of the S-T analysis are called. */
export const modeNames: Record<LessonMode, { zh: string; en: string }> = {
  practice: { zh: '练习型', en: 'practice' },
  lecture: { zh: '讲授型', en: 'lecture' },
  dialogue: { zh: '对话型', en: 'dialogue' },
  mixed: { zh: '混合型', en: 'mixed' },
};

/** Whether a report's word for its kind is one that is known; a newer agent may have others. */
export function isMode(value: string): value is LessonMode {
  return Object.hasOwn(modeNames, value);
}
