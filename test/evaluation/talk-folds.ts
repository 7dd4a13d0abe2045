import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledLesson } from '../../models/tools/labelled-lessons.ts';
import { trainTalk } from '../../models/training/train-talk.ts';

/** Teachers are left out in so many groups: one training takes an hour or two, and there are many voices. */
const FOLDS = 4;

/**
 * Teachers in groups of about as many lessons each; a teacher is in one group.
 * @throws Error with fewer than two teachers
 */
export function teacherFolds(lessons: readonly LabelledLesson[], folds = FOLDS): string[][] {
  const counts = new Map<string, number>();
  for (const { teacher } of lessons) counts.set(teacher, (counts.get(teacher) ?? 0) + 1);
  if (counts.size < 2) throw new Error('one teacher cannot be left out, there is no other to fit on');
  const groups = Array.from({ length: Math.min(folds, counts.size) }, () => ({ teachers: [] as string[], lessons: 0 }));
  for (const [teacher, count] of [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))) {
    const least = groups.reduce((a, b) => (b.lessons < a.lessons ? b : a));
    least.teachers.push(teacher);
    least.lessons += count;
  }
  return groups.map(({ teachers }) => teachers);
}

/**
 * Fits nets for each group of teachers without their lessons, unless they are in `work` already.
 * @returns the folder of the nets that never heard a lesson's teacher teach
 */
export async function foldNets(
  dir: string,
  lessons: readonly LabelledLesson[],
  work: string,
  say: (text: string) => void,
): Promise<(lesson: LabelledLesson) => string> {
  const folderOf = new Map<string, string>();
  const folds = teacherFolds(lessons);
  for (const [i, teachers] of folds.entries()) {
    const fold = join(work, `without-${teachers.toSorted().join('-')}`);
    const nets = join(fold, 'nets');
    if (!existsSync(join(nets, 'talk-turns.onnx'))) {
      say(`fitting without ${teachers.join(', ')} (${i + 1} of ${folds.length}); takes one to two hours\n`);
      await trainTalk({ lessons: dir, leave: teachers, work: fold, out: nets });
    }
    for (const teacher of teachers) folderOf.set(teacher, nets);
  }
  return ({ teacher }) => folderOf.get(teacher)!;
}
