import type { TalkSegment } from '../lesson/observation.ts';
import { type Timeline, totalMs } from '../lesson/timeline.ts';
import type { Figure, StAnalysis } from './indicator.ts';
import { talkInSpan } from './speech-time.ts';
import { writingSpans } from './teacher.ts';

export const DEFAULT_SLOT_MS = 30_000;
const PRACTICE_RT = 0.3;
const LECTURE_RT = 0.7;
const DIALOGUE_CH = 0.4;

export type LessonMode = 'practice' | 'lecture' | 'dialogue' | 'mixed';

/**
 * S-T analysis (Fujita 1985): the lesson cut into slots, each T (teacher behaviour fills most of it) or S.
 * Teacher behaviour is teacher talk and, while nobody else talks, writing on the board.
 */
export function stAnalysis(timeline: Timeline, slotMs = DEFAULT_SLOT_MS): StAnalysis {
  const writing = writingSpans(timeline);
  const count = Math.ceil(timeline.durationMs / slotMs);
  const slots = Array.from({ length: count }, (_, slot): 'T' | 'S' | null => {
    const fromMs = slot * slotMs;
    const toMs = Math.min(fromMs + slotMs, timeline.durationMs);
    const filled = talkInSpan(timeline.talk, fromMs, toMs);
    const validMs = filled.teacher + filled.student + filled.many + filled.none;
    if (validMs < (toMs - fromMs) / 2) return null;
    const silent = timeline.talk.filter((segment) => segment.talk === 'none');
    const teacherMs = filled.teacher + overlapMs(silent, writing, fromMs, toMs);
    return teacherMs > validMs / 2 ? 'T' : 'S';
  });
  return { slotMs, slots };
}

/** Rt = N_T / N, Ch = (g - 1) / N with g runs of equal letters, and the mode they make. */
export function stFigures({ slots, slotMs }: StAnalysis, timeline: Timeline): Figure[] {
  const known = slots.filter((slot) => slot !== null);
  const coverage = timeline.durationMs > 0 ? Math.min(1, totalMs(timeline.talk) / timeline.durationMs) : 0;
  if (known.length === 0) return ['st.rt', 'st.ch', 'st.mode'].map((id) => ({ id, value: null, coverage }));
  const rt = known.filter((slot) => slot === 'T').length / known.length;
  const runs = known.filter((slot, i) => slot !== known[i - 1]).length;
  const ch = (runs - 1) / known.length;
  return [
    { id: 'st.rt', value: rt, coverage },
    { id: 'st.ch', value: ch, coverage },
    { id: 'st.mode', value: lessonMode(rt, ch), coverage },
  ].map((figure) => ({ ...figure, coverage: slotMs > timeline.durationMs ? 0 : figure.coverage }));
}

export function lessonMode(rt: number, ch: number): LessonMode {
  if (rt <= PRACTICE_RT) return 'practice';
  if (rt >= LECTURE_RT) return 'lecture';
  return ch >= DIALOGUE_CH ? 'dialogue' : 'mixed';
}

/** Time inside [fromMs, toMs) that both lists of spans cover. */
function overlapMs(
  a: readonly Pick<TalkSegment, 'startMs' | 'endMs'>[],
  b: readonly { startMs: number; endMs: number }[],
  fromMs: number,
  toMs: number,
): number {
  let ms = 0;
  for (const one of a) {
    for (const other of b) {
      ms += Math.max(0, Math.min(one.endMs, other.endMs, toMs) - Math.max(one.startMs, other.startMs, fromMs));
    }
  }
  return ms;
}
