import { talkClasses } from '../../agent/lesson/observation.ts';
import { FRAME_MS } from '../../agent/sensing/microphone/sound-frames.ts';
import { frameClasses } from '../../agent/validation/talk-confusion.ts';
import type { JudgedLesson } from './judged-lesson.ts';

/** A student this much quieter than the teacher counts as being as loud. */
const AS_LOUD_DB = -3;
/** How loud somebody is: the level that a fifth of the turn exceeds. */
const LOUD_SHARE = 0.8;
const COLLAR_S = 0.25;
const STUDENT = talkClasses.indexOf('student');

/**
 * Share of right 10 ms frames in the turns of students who are as loud as their teacher (within 3 dB) or louder; null when
 * there is no such turn.
 */
export function loudStudentRecall(judged: readonly JudgedLesson[]): number | null {
  let right = 0;
  let total = 0;
  for (const { lesson, report, levelDbfs } of judged) {
    const loudness = (startS: number, endS: number) =>
      quantile(
        levelDbfs.slice(Math.floor((startS * 1000) / FRAME_MS), Math.ceil((endS * 1000) / FRAME_MS)),
        LOUD_SHARE,
      );
    const of = (talk: string) => lesson.talk.filter((span) => span.talk === talk);
    const teacherDbfs = quantile(
      of('teacher').map(({ startS, endS }) => loudness(startS, endS)),
      0.5,
    );
    const found = report.talk.map(({ startMs, endMs, talk }) => ({ startS: startMs / 1000, endS: endMs / 1000, talk }));
    const said = frameClasses(found, Math.round(lesson.durationS * 100));
    for (const { startS, endS } of of('student')) {
      if (loudness(startS, endS) < teacherDbfs + AS_LOUD_DB) continue;
      const to = Math.round((endS - COLLAR_S) * 100);
      for (let i = Math.round((startS + COLLAR_S) * 100); i < to; i++) {
        total++;
        if (said[i] === STUDENT) right++;
      }
    }
  }
  return total > 0 ? right / total : null;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NEGATIVE_INFINITY;
}
