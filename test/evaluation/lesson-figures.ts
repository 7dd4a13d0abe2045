import type { FilmTruth } from '../../agent/demo/lesson-film.ts';
import { trueFigures, trueTimeline } from '../../agent/demo/lesson-film.ts';
import type { ActivitySpan, LessonReport } from '../../agent/indicators/indicator.ts';
import { median } from '../../agent/indicators/median.ts';
import { studentEpisodes } from '../../agent/indicators/students.ts';
import { SAMPLE_VALIDITY_MS, type Span, totalMs, within } from '../../agent/lesson/timeline.ts';
import { type EpisodeS, matchEpisodes } from '../../agent/validation/episode-match.ts';
import { TalkConfusion } from '../../agent/validation/talk-confusion.ts';
import type { Evaluation } from './evaluation.ts';

/** The seats are still being learned before this. */
const PRESENT_FROM_S = 20;
/** Seconds around a true change of zone that do not count. */
const ZONE_COLLAR_S = 1;

/** Students: who is there, whose heads are up, hands, standing, heads on desks. */
export function evaluateStudents(report: LessonReport, truth: FilmTruth, result: Evaluation): void {
  const seen = truth.perSecond
    .filter(({ t }) => t < truth.durationS)
    .map((second) => ({ second, point: lastBefore(report.students, second.t * 1000) }));
  const present = seen
    .filter(({ second }) => second.t >= PRESENT_FROM_S)
    .map(({ second, point }) => ({ t: second.t, error: Math.abs((point?.present ?? 0) - second.present) }));
  result.figure('present.within1', present.filter(({ error }) => error <= 1).length / present.length);
  worstSecond(result, 'present.error', present);

  const judged = seen.filter(({ point, second }) => point?.headUpShare != null && second.present > 0);
  const heads = judged.map(({ second, point }) => ({
    t: second.t,
    error: Math.abs(point!.headUpShare! - second.headsUp / second.present),
  }));
  result.figure('headup.mae', heads.reduce((sum, { error }) => sum + error, 0) / heads.length);
  worstSecond(result, 'headup.mae', heads);
  if (judged.length < seen.length)
    result.note(`headup.mae: ${seen.length - judged.length} seconds without a head-up share are left out`);

  const trueEpisodes = studentEpisodes(trueTimeline(truth));
  const trueHands = truth.events
    .filter(({ what }) => what === 'handRaised')
    .map(({ start, end }) => ({ startS: start, endS: end }));
  const pairsOf = { hands: trueHands, standing: trueEpisodes.standing.map(inSeconds) };
  for (const name of ['hands', 'standing'] as const) {
    const match = matchEpisodes(report.episodes[name].map(inSeconds), pairsOf[name]);
    for (const share of ['f1', 'precision', 'recall'] as const) result.figure(`${name}.${share}`, match[share]);
    const at = [...match.missed, ...match.falseAlarms].map(({ startS }) => startS.toFixed(0)).join(', ');
    result.worst(`${name}.f1`, match.f1, at ? `missed or false at s ${at}` : 'none missed, none false');
  }
  const slumped = matchEpisodes(
    report.episodes.slumped.map(inSeconds),
    truth.events.filter(({ what }) => what === 'slumped').map(({ start, end }) => ({ startS: start, endS: end })),
  );
  const delays = slumped.pairs.map((pair) => ({ delayS: pair.found.startS - pair.truth.startS, pair }));
  const slowest = delays.sort((a, b) => b.delayS - a.delayS)[0];
  if (slowest) {
    result.figure('slumped.delayS', slowest.delayS);
    result.worst('slumped.delayS', slowest.delayS, `true start at s ${slowest.pair.truth.startS.toFixed(0)}`);
  }
  if (slumped.missed.length > 0) result.note(`slumped: ${slumped.missed.length} true episodes were not found at all`);
  result.figure('slumped.false', slumped.falseAlarms.length);
}

/** Teacher: zones, writing, walks among the desks. */
export function evaluateTeacher(report: LessonReport, truth: FilmTruth, result: Evaluation): void {
  const changes = truth.teacherTrack.filter((entry, i) => i > 0 && entry.zone !== truth.teacherTrack[i - 1]!.zone);
  const seconds = truth.teacherTrack.filter(
    ({ t }) =>
      Number.isInteger(t) && t < truth.durationS && changes.every((change) => Math.abs(change.t - t) > ZONE_COLLAR_S),
  );
  const found = (t: number) =>
    report.teacherZones.find((span) => span.startMs <= t * 1000 && t * 1000 < span.endMs)?.zone;
  const wrong = seconds.filter(({ t, zone }) => found(t) !== zone);
  result.figure('zone.accuracy', 1 - wrong.length / seconds.length);
  const [first] = wrong;
  result.worst(
    'zone.accuracy',
    wrong.length,
    first
      ? `wrong seconds; the first at s ${first.t}: ${found(first.t) ?? 'nothing'} for ${first.zone}`
      : 'no second is wrong',
  );
  const truths = new Map(trueFigures(truth, 10_000).map(({ id, value }) => [id, value]));
  result.figure(
    'board.errorS',
    Math.abs(figureOf(report, 'teacher.board.time') - Number(truths.get('teacher.board.time'))),
  );
  result.figure(
    'patrol.error',
    Math.abs(figureOf(report, 'teacher.patrol.count') - Number(truths.get('teacher.patrol.count'))),
  );
}

/** Sound: who talks when. */
export function evaluateTalk(report: LessonReport, truth: FilmTruth, result: Evaluation): void {
  const talk = ({ startMs, endMs, talk }: LessonReport['talk'][number]) => ({
    startS: startMs / 1000,
    endS: endMs / 1000,
    talk,
  });
  const found = report.talk.map(talk);
  const segments = trueTimeline(truth).talk.map(talk);
  result.figure('talk.accuracy', new TalkConfusion().add(found, segments, truth.durationS));
  const parts = segments.map((segment) => ({
    segment,
    right: new TalkConfusion().add(found, [segment], truth.durationS),
  }));
  const worst = parts.sort((a, b) => a.right - b.right)[0];
  if (worst)
    result.worst(
      'talk.accuracy',
      worst.right,
      `${worst.segment.talk} at s ${worst.segment.startS}–${worst.segment.endS}`,
    );
}

/** S-T analysis at the slots the report was made with. */
export function evaluateShape(report: LessonReport, truth: FilmTruth, slotMs: number, result: Evaluation): void {
  const truths = new Map(trueFigures(truth, slotMs).map(({ id, value }) => [id, value]));
  for (const id of ['st.rt', 'st.ch'])
    result.figure(`${id}.error`, Math.abs(figureOf(report, id) - Number(truths.get(id))));
}

/** Activities: the labelled time that has the right one, and how far the labels' boundaries are from the nearest found. */
export function evaluateActivities(report: LessonReport, labels: readonly ActivitySpan[], result: Evaluation): void {
  const found = report.activities ?? [];
  const parts = labels.map((label) => {
    const same = found.filter(({ activity }) => activity === label.activity);
    return { label, rightMs: totalMs(within(same, label)), wholeMs: totalMs([label]) };
  });
  const rightMs = parts.reduce((sum, part) => sum + part.rightMs, 0);
  result.figure('activity.accuracy', rightMs / totalMs(labels));
  const [worst] = parts.toSorted((a, b) => a.rightMs / a.wholeMs - b.rightMs / b.wholeMs);
  if (worst) {
    const { activity, startMs, endMs } = worst.label;
    const where = `${activity} at s ${startMs / 1000}–${endMs / 1000}`;
    result.worst('activity.accuracy', worst.rightMs / worst.wholeMs, where);
  }
  // The beginning of the lesson is no boundary between activities; where a label begins right after another one is one.
  const boundaries = (spans: readonly Span[]) => spans.slice(1).map(({ startMs }) => startMs / 1000);
  const nearest = boundaries(labels).map((atS) => ({
    atS,
    awayS: Math.min(report.durationMs / 1000, ...boundaries(found).map((other) => Math.abs(other - atS))),
  }));
  const away = median(nearest.map(({ awayS }) => awayS));
  if (away !== null) result.figure('activity.boundaryS', away);
  const [farthest] = nearest.toSorted((a, b) => b.awayS - a.awayS);
  if (farthest) result.worst('activity.boundaryS', farthest.awayS, `boundary at s ${farthest.atS}`);
}

/** A figure's value; "not enough data" counts as 0 here, because it is no answer. */
function figureOf(report: LessonReport, id: string): number {
  return Number(report.indicators.find((indicator) => indicator.id === id)?.value ?? 0);
}

function lastBefore<T extends { atMs: number }>(points: readonly T[], atMs: number): T | undefined {
  const point = points.findLast((candidate) => candidate.atMs <= atMs);
  return point && atMs - point.atMs < SAMPLE_VALIDITY_MS ? point : undefined;
}

function worstSecond(result: Evaluation, name: string, seconds: readonly { t: number; error: number }[]): void {
  const worst = seconds.toSorted((a, b) => b.error - a.error)[0];
  if (worst) result.worst(name, worst.error, `s ${worst.t}`);
}

const inSeconds = ({ startMs, endMs }: Span): EpisodeS => ({ startS: startMs / 1000, endS: endMs / 1000 });
