import { held, type Span, type Timeline, totalMs } from '../lesson/timeline.ts';
import type { Figure, StAnalysis } from './indicator.ts';
import { inSlots, overlaps, slotCount, union } from './spans.ts';
import { type LessonMode, lessonMode } from './st-curves.ts';
import { behaviours } from './students.ts';
import { writingSpans } from './teacher.ts';

export const DEFAULT_SLOT_MS = 30_000;
/** From this share of heads up on the class follows what the teacher shows. */
const MOST = 0.5;

/**
 * S-T analysis (Fujita 1985): the lesson cut into slots, each T (teacher behaviour fills most of its valid time) or S; null
 * where less than half of a slot has valid audio.
 */
export function stAnalysis(timeline: Timeline, slotMs = DEFAULT_SLOT_MS): StAnalysis {
  const { talk, durationMs } = timeline;
  const count = slotCount(durationMs, slotMs);
  const heard = inSlots(talk, slotMs, count);
  const teaching = inSlots(teacherBehaviour(timeline), slotMs, count);
  const slots = heard.map((segments, slot): 'T' | 'S' | null => {
    const validMs = totalMs(segments);
    const lengthMs = Math.min(slotMs, durationMs - slot * slotMs);
    if (validMs < lengthMs / 2) return null;
    return totalMs(teaching[slot]!) > validMs / 2 ? 'T' : 'S';
  });
  return { slotMs, slots };
}

/** The teacher talks; or, while nobody does, writes on the board or demonstrates to a class of which most look up. */
function teacherBehaviour(timeline: Timeline): Span[] {
  const said = timeline.talk.filter(({ talk }) => talk === 'teacher');
  const silent = timeline.talk.filter(({ talk }) => talk === 'none');
  const shown = union([...writingSpans(timeline), ...demonstrations(timeline)]);
  return [...said, ...overlaps(silent, shown)].sort((a, b) => a.startMs - b.startMs);
}

/** The teacher is in front of the class, and most heads are up. */
function demonstrations({ teacher, students, durationMs }: Timeline): Span[] {
  const inFront = held(teacher, durationMs).filter(({ sample: { zone } }) => zone === 'podium' || zone === 'board');
  const lookUp = held(students, durationMs).filter(({ sample }) => {
    const { count, of } = behaviours.headup(sample);
    return of > 0 && count / of >= MOST;
  });
  return overlaps(inFront, lookUp);
}

/** Rt = N_T / N, Ch = (g - 1) / N with g runs of equal letters, and the mode they make. */
export function stFigures({ slots, slotMs }: StAnalysis, { talk, durationMs }: Timeline): Figure[] {
  // Of a lesson shorter than a slot there is no shape to tell.
  const coverage = durationMs >= slotMs ? Math.min(1, totalMs(talk) / durationMs) : 0;
  const known = slots.filter((slot) => slot !== null);
  const figures = (rt: number | null, ch: number | null, mode: LessonMode | null): Figure[] => [
    { id: 'st.rt', value: rt, coverage },
    { id: 'st.ch', value: ch, coverage },
    { id: 'st.mode', value: mode, coverage },
  ];
  if (known.length === 0) return figures(null, null, null);
  const rt = known.filter((slot) => slot === 'T').length / known.length;
  const runs = known.filter((slot, i) => slot !== known[i - 1]).length;
  const ch = (runs - 1) / known.length;
  return figures(rt, ch, lessonMode(rt, ch));
}
