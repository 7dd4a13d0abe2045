import { type Talk, talkClasses } from '../../lesson/observation.ts';
import { type Held, held, type Timeline, totalMs, within } from '../../lesson/timeline.ts';
import { lengthOf } from '../episodes.ts';
import type { ActivitySpan, Figure } from '../indicator.ts';
import { inSlots, slotCount, uncovered } from '../spans.ts';
import { talkTimes } from '../speech-time.ts';
import { type Behaviour, behaviours } from '../students.ts';
import { type Activity, activities } from './activity.ts';
import { activityModel } from './activity-model.ts';
import { mostLikelyStates, type StateModel } from './hidden-states.ts';

type Features = typeof activityModel.features;
/** What was observed in one step; a feature that nothing tells of is left out. */
type Step = { [Name in keyof Features]?: keyof Features[Name]['table'][Activity] };

/** The lesson as stretches of one activity each, where there was valid audio; in order. */
export function activitySpans(timeline: Timeline): ActivitySpan[] {
  const { talk, durationMs } = timeline;
  if (talk.length === 0) return [];
  const { stepMs, unheardMs, shortestPart } = activityModel;
  const leastMs = Math.min(shortestPart * 1000, durationMs);
  const states = mostLikelyStates(stepsOf(timeline).map(evidenceOf), stateModel);
  const spans = states.map((state, step) => ({
    activity: activities[state]!,
    startMs: step * stepMs,
    endMs: Math.min((step + 1) * stepMs, durationMs),
  }));
  const unheard = uncovered(talk, durationMs).filter((hole) => lengthOf(hole) >= unheardMs);
  return uncovered(unheard, durationMs)
    .filter((stretch) => lengthOf(stretch) >= leastMs)
    .flatMap((stretch) => withoutScraps(joined(within(spans, stretch)), leastMs));
}

/** Neighbours of the same activity as one. */
function joined(spans: readonly ActivitySpan[]): ActivitySpan[] {
  const runs: ActivitySpan[] = [];
  for (const span of spans) {
    const last = runs.at(-1);
    if (last?.activity === span.activity) last.endMs = span.endMs;
    else runs.push({ ...span });
  }
  return runs;
}

/** What an unheard stretch leaves of an activity that is too short to be told as one belongs to the one beside it. */
function withoutScraps(spans: readonly ActivitySpan[], leastMs: number): ActivitySpan[] {
  const kept = spans.filter((span) => lengthOf(span) >= leastMs);
  const first = kept[0] ?? spans.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
  if (!first) return [];
  const whole = kept.length > 0 ? kept : [first];
  return whole.map((span, i) => ({
    ...span,
    startMs: i === 0 ? spans[0]!.startMs : span.startMs,
    endMs: whole[i + 1]?.startMs ?? spans.at(-1)!.endMs,
  }));
}

/** Share of the time of each activity; they sum to 1. */
export function activityFigures(spans: readonly ActivitySpan[], durationMs: number): Figure[] {
  const knownMs = totalMs(spans);
  return activities.map((activity) => ({
    id: `activity.${activity}.share`,
    value: knownMs > 0 ? totalMs(spans.filter((span) => span.activity === activity)) / knownMs : null,
    coverage: durationMs > 0 ? knownMs / durationMs : 0,
  }));
}

const stateModel: StateModel = {
  first: activities.map((activity) => activityModel.first[activity]),
  shortest: activities.map((activity) => (activityModel.shortest[activity] * 1000) / activityModel.stepMs),
  shortestPart: (activityModel.shortestPart * 1000) / activityModel.stepMs,
  ends: activities.map((activity) => activityModel.stepMs / 1000 / activityModel.lasts[activity]),
  next: activities.map((from) => {
    const weights = activities.map((to) => activityModel.next[from][to]);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }),
};

/** By feature and value: what it adds to the logarithm of the likelihood of each activity. */
const evidence = new Map(
  Object.entries(activityModel.features).map(([name, { weight, table }]) => {
    const rows: Record<Activity, Record<string, number>> = table;
    const values = Object.keys(rows.lecture);
    const added = (value: string) => activities.map((activity) => weight * Math.log(rows[activity][value]!));
    return [name, new Map(values.map((value) => [value, added(value)]))];
  }),
);

/** The logarithm of how likely a step is in each activity: the sum over what was observed in it. */
function evidenceOf(step: Step): number[] {
  const sums = activities.map(() => 0);
  for (const [name, value] of Object.entries(step)) {
    const added = evidence.get(name)!.get(value)!;
    for (let i = 0; i < sums.length; i++) sums[i]! += added[i]!;
  }
  return sums;
}

function stepsOf({ talk, students, teacher, durationMs }: Timeline): Step[] {
  const { stepMs, mostHeads, manyTurned } = activityModel;
  const count = slotCount(durationMs, stepMs);
  const heard = inSlots(talk, stepMs, count);
  const classLooks = lastOfEach(held(students, durationMs), stepMs, count);
  const front = lastOfEach(held(teacher, durationMs), stepMs, count);
  return heard.map((segments, index): Step => {
    const look = classLooks[index];
    const { zone, writing } = front[index] ?? { zone: null, writing: null };
    const share = (behaviour: Behaviour) => {
      const { count, of } = look ? behaviours[behaviour](look) : { count: 0, of: 0 };
      return of > 0 ? count / of : null;
    };
    const headsUp = share('headup');
    const turned = share('turned');
    return {
      ...(segments.length > 0 && { talk: mostOf(talkTimes(segments)) }),
      ...(zone !== null && { zone }),
      ...(writing !== null && { writing: yesNo(writing) }),
      ...(headsUp !== null && { headsUp: yesNo(headsUp >= mostHeads) }),
      ...(turned !== null && { turned: yesNo(turned >= manyTurned) }),
      ...(look && { hands: yesNo(look.handsRaised > 0), standing: yesNo(behaviours.standing(look).count > 0) }),
    };
  });
}

const yesNo = (is: boolean): 'yes' | 'no' => (is ? 'yes' : 'no');

const mostOf = (times: Record<Talk, number>): Talk => talkClasses.reduce((a, b) => (times[b] > times[a] ? b : a));

/** The last sample that is valid in each step. */
function lastOfEach<T>(samples: readonly Held<T>[], stepMs: number, count: number): (T | undefined)[] {
  return inSlots(samples, stepMs, count).map((parts) => parts.at(-1)?.sample);
}
