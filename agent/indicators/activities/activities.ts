import { type Talk, talkClasses } from '../../lesson/observation.ts';
import { type Held, held, type Timeline, totalMs, without } from '../../lesson/timeline.ts';
import { lengthOf } from '../episodes.ts';
import type { ActivitySpan, Figure } from '../indicator.ts';
import { inSlots, slotCount, uncovered } from '../spans.ts';
import { talkTimes } from '../speech-time.ts';
import { type Behaviour, behaviours } from '../students.ts';
import { type Activity, activities } from './activity.ts';
import { activityModel } from './activity-model.ts';
import { mostLikelyStates, type StateModel } from './hidden-states.ts';

/** A stretch without valid audio is cut out of the activities from this length on. */
const UNHEARD_MS = 5_000;
const MOST = 0.5;
const A_THIRD = 1 / 3;

type Features = typeof activityModel.features;
/** What was observed in one step; a feature that nothing tells of is left out. */
type Step = { [Name in keyof Features]?: keyof Features[Name]['table'][Activity] };

/** The lesson as stretches of one activity each, where there was valid audio; in order. */
export function activitySpans(timeline: Timeline): ActivitySpan[] {
  const { talk, durationMs } = timeline;
  if (talk.length === 0) return [];
  const { stepMs } = activityModel;
  const states = mostLikelyStates(stepsOf(timeline).map(evidenceOf), stateModel);
  const spans: ActivitySpan[] = [];
  for (const [step, state] of states.entries()) {
    const activity = activities[state]!;
    const endMs = Math.min((step + 1) * stepMs, durationMs);
    const last = spans.at(-1);
    if (last?.activity === activity) last.endMs = endMs;
    else spans.push({ activity, startMs: step * stepMs, endMs });
  }
  const unheard = uncovered(talk, durationMs).filter((hole) => lengthOf(hole) >= UNHEARD_MS);
  return unheard.reduce<ActivitySpan[]>((heard, hole) => without(heard, hole), spans);
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
  const { stepMs } = activityModel;
  const count = slotCount(durationMs, stepMs);
  const heard = inSlots(talk, stepMs, count);
  const class_ = lastOfEach(held(students, durationMs), stepMs, count);
  const front = lastOfEach(held(teacher, durationMs), stepMs, count);
  return heard.map((segments, index): Step => {
    const look = class_[index];
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
      ...(headsUp !== null && { headsUp: yesNo(headsUp >= MOST) }),
      ...(turned !== null && { turned: yesNo(turned >= A_THIRD) }),
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
