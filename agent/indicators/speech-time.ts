import type { PairRole } from '../lesson/lesson.ts';
import { type Talk, type TalkSegment, talkClasses } from '../lesson/observation.ts';
import { type Timeline, totalMs } from '../lesson/timeline.ts';
import { lengthOf } from './episodes.ts';
import type { Figure, ReportedTalk } from './indicator.ts';
import { type Held, median, timeQuantile } from './median.ts';
import { inSlots, slotCount } from './spans.ts';
import { LONG_WAIT_MS, waitSpans } from './waits.ts';

/** Pauses shorter than this inside one side's turn belong to the turn. */
const TURN_BRIDGE_MS = 1_500;
const FLANDERS_SLOT_MS = 3_000;
/** From less teacher speech than this no rate is told: a few words are no way of speaking. */
const LEAST_RATE_MS = 30_000;

/** One side's stretch of talk, pauses inside included. */
interface Turn {
  side: 'teacher' | 'students';
  startMs: number;
  endMs: number;
}

/** Of the teacher's own voice: not to be had where it comes out of a loudspeaker. */
const OWN_VOICE = new Set(['talk.teacher.share', 'talk.teacher.longest', 'talk.teacher.rate', 'talk.level.teacher']);
const REMOTE_VOICE = 'talk.remote.share';

/**
 * The talk figures (DART, Owens 2017; Flanders 1970; Sacks 1974; Rowe 1974; de Jong & Wempe 2009).
 *
 * In the remote room of a dual-teacher lesson the teacher is heard through the loudspeaker. That voice is kept apart: it is
 * told as the remote teacher's, neither as that of a teacher in the room nor as the pupils'.
 */
export function speechTimeFigures(timeline: Timeline, role?: PairRole): Figure[] {
  const belongs = (id: string) => (role === 'remote' ? !OWN_VOICE.has(id) : id !== REMOTE_VOICE);
  return talkFigures(timeline).filter(({ id }) => belongs(id));
}

function talkFigures({ talk, durationMs }: Timeline): Figure[] {
  const validMs = totalMs(talk);
  const coverage = durationMs > 0 ? validMs / durationMs : 0;
  const figure = (id: string, value: number | null): Figure => ({ id, value, coverage });
  const share = (talkClass: Talk) =>
    validMs > 0 ? totalMs(talk.filter((segment) => segment.talk === talkClass)) / validMs : null;
  const turns = turnsOf(talk);
  const teacherTurnsS = turns
    .filter((turn) => turn.side === 'teacher')
    .map((turn) => (turn.endMs - turn.startMs) / 1000);
  const wait1 = waitSpans(talk, 'teacher', 'student').map(lengthOf);
  const wait2 = waitSpans(talk, 'student', 'teacher').map(lengthOf);
  const levels = (talkClass: Talk): Held[] =>
    talk
      .filter((segment) => segment.talk === talkClass)
      .map((segment) => ({ ms: lengthOf(segment), value: segment.levelDbfs }));
  return [
    ...talkClasses.map((talkClass) => figure(`talk.${talkClass}.share`, share(talkClass))),
    figure(REMOTE_VOICE, share('teacher')),
    ...flandersRatios(talk).map(([id, value]) => figure(id, value)),
    figure('talk.turns', talk.length > 0 ? changes(turns) : null),
    figure('talk.teacher.longest', talk.length > 0 ? Math.max(0, ...teacherTurnsS) : null),
    figure('talk.wait1.median', inSeconds(median(wait1))),
    figure(
      'talk.wait1.share3s',
      wait1.length > 0 ? wait1.filter((ms) => ms >= LONG_WAIT_MS).length / wait1.length : null,
    ),
    figure('talk.wait2.median', inSeconds(median(wait2))),
    figure('talk.teacher.rate', syllablesPerMin(talk.filter((segment) => segment.talk === 'teacher'))),
    figure('talk.level.teacher', timeQuantile(levels('teacher'), 0.5)),
    figure('room.noise', timeQuantile(levels('none'), 0.1)),
    figure('talk.uncertain.share', validMs > 0 ? totalMs(talk.filter(isDoubtful)) / validMs : null),
  ];
}

/** Turns of the two sides in order: same-side talk with pauses under 1.5 s between is one turn. */
function turnsOf(talk: readonly TalkSegment[]): Turn[] {
  const turns: Turn[] = [];
  for (const { talk: talkClass, startMs, endMs } of talk) {
    if (talkClass === 'none') continue;
    const side = talkClass === 'teacher' ? 'teacher' : 'students';
    const last = turns.at(-1);
    if (last?.side === side && startMs - last.endMs < TURN_BRIDGE_MS) last.endMs = endMs;
    else turns.push({ side, startMs, endMs });
  }
  return turns;
}

const isDoubtful = (segment: TalkSegment): boolean => segment.uncertain && segment.talk !== 'none';

/**
 * The rate of speech of de Jong & Wempe (2009), which has the pauses in its time: those a segment bridges, that is.
 * Longer ones are nobody's, as in every other talk figure.
 */
function syllablesPerMin(speech: readonly TalkSegment[]): number | null {
  const speechMs = totalMs(speech);
  if (speechMs < LEAST_RATE_MS) return null;
  return speech.reduce((sum, { syllables }) => sum + syllables, 0) / (speechMs / 60_000);
}

/** Times the talk passes from one side to the other. */
function changes(turns: readonly Turn[]): number {
  return turns.filter((turn, i) => i > 0 && turn.side !== turns[i - 1]!.side).length;
}

/** Flanders ratios on 3 s slots; a slot takes the class that fills most of it. */
function flandersRatios(talk: readonly TalkSegment[]): [string, number | null][] {
  const slots = majoritySlots(talk, FLANDERS_SLOT_MS).filter((slot) => slot !== null);
  const ratio = (...classes: Talk[]) =>
    slots.length > 0 ? slots.filter((slot) => classes.includes(slot)).length / slots.length : null;
  return [
    ['talk.flanders.tt', ratio('teacher')],
    ['talk.flanders.pt', ratio('student', 'many')],
    ['talk.flanders.sc', ratio('none')],
  ];
}

/** The class that fills most of each slot; null where no audio was valid. A last, shorter slot counts as one. */
function majoritySlots(talk: readonly TalkSegment[], slotMs: number): (Talk | null)[] {
  const count = slotCount(talk.at(-1)?.endMs ?? 0, slotMs);
  return inSlots(talk, slotMs, count).map((parts) => {
    const filled = talkTimes(parts);
    const best = talkClasses.reduce((a, b) => (filled[b] > filled[a] ? b : a));
    return filled[best] > 0 ? best : null;
  });
}

/** Milliseconds of each class. */
export function talkTimes(talk: readonly ReportedTalk[]): Record<Talk, number> {
  const filled: Record<Talk, number> = { teacher: 0, student: 0, many: 0, none: 0 };
  for (const segment of talk) filled[segment.talk] += lengthOf(segment);
  return filled;
}

const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
