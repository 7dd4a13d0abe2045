import { lengthOf } from '../indicators/episodes.ts';
import type { Moment, MomentSource } from './moment.ts';
import { type MomentSourceName, momentSources } from './moment-sources.ts';
import { type OwnSpread, ownSpread } from './own-spread.ts';
import { type Quantity, type QuantityUnit, quantityValue } from './quantity.ts';
import type { Condition, Limits } from './rule.ts';
import type { SeenLesson } from './seen-lesson.ts';

/** How a condition was met. */
export interface Met {
  /** How far beyond its limit, 0 (just) to 1 (as far as counts). */
  excess: number;
  /** Those that fit, the weightiest first, and of how many. */
  moments?: { source: MomentSourceName; fit: readonly Moment[]; all: number };
  own?: { quantity: Quantity; spread: OwnSpread; value: number };
}

/** How a condition is met in a lesson; null when it is not, or not known. */
export function met(condition: Condition, lesson: SeenLesson): Met | null {
  switch (condition.kind) {
    case 'figure': {
      const { figure, limits, coverage } = condition;
      const value = quantityValue(figure, lesson.figures);
      const covered = figure.terms.every(({ id }) => (lesson.figures.get(id)?.coverage ?? 0) >= coverage);
      if (typeof value !== 'number' || !covered || !fits(value, limits)) return null;
      return { excess: excess(value, limits, figure.unit) };
    }
    case 'mode':
      return quantityValue(condition.figure, lesson.figures) === condition.is ? { excess: 0 } : null;
    case 'own':
      return metByOwn(condition, lesson);
    case 'moments':
      return metByMoments(condition, lesson);
    case 'lesson':
      return lesson.report.durationMs >= condition.minutes * 60_000 ? { excess: 0 } : null;
  }
}

function metByOwn({ figure, own }: Extract<Condition, { kind: 'own' }>, lesson: SeenLesson): Met | null {
  const value = quantityValue(figure, lesson.figures);
  const spread = ownSpread(figure, lesson.figures, lesson.history);
  if (typeof value !== 'number' || !spread) return null;
  const beyond = own === 'above' ? value - spread.high : spread.low - value;
  if (beyond <= 0) return null;
  return { excess: Math.min(1, beyond / spread.step), own: { quantity: figure, spread, value } };
}

function metByMoments(condition: Extract<Condition, { kind: 'moments' }>, lesson: SeenLesson): Met | null {
  const { moments: name, limits, lastingS, least, share } = condition;
  const source = momentSources[name];
  const all = lesson.moments(name);
  const valued = all.filter(({ value }) => fits(value, limits));
  // The highest minute is one minute: only what lasts is made of several.
  const fit = (source.joins && lastingS > 0 ? joined(valued) : valued)
    .filter((moment) => lengthOf(moment) >= lastingS * 1000)
    .sort(weightiestFirst(source, limits));
  const [first] = fit;
  if (!first || fit.length < least || valued.length < share * all.length) return null;
  const byLength = lastingS > 0 ? lengthOf(first) / (lastingS * 1000) - 1 : 0;
  const byCount = least > 1 ? fit.length / least - 1 : 0;
  const excesses = [excess(first.value, limits, source.unit), byLength, byCount];
  return { excess: Math.min(1, Math.max(...excesses)), moments: { source: name, fit, all: all.length } };
}

/** By value, away from the limit; those of equal weight in order of time. */
export function weightiestFirst({ byTime }: MomentSource, { above, below }: Limits) {
  const sign = below !== undefined && above === undefined ? 1 : -1;
  return (a: Moment, b: Moment): number =>
    (byTime ? 0 : sign * (a.value - b.value)) || a.startMs - b.startMs || a.endMs - b.endMs;
}

const fits = (value: number, { above, below }: Limits): boolean =>
  (above === undefined || value > above) && (below === undefined || value < below);

/** A limit is exceeded as far as counts when by half of itself, or by this much where the limit is small. */
const FAR: Record<QuantityUnit, number> = {
  share: 0.2,
  count: 2,
  s: 0.5,
  dBFS: 6,
  dB: 6,
  'syllables/min': 30,
  ppm: 200,
  '°C': 1,
  '%': 5,
  lx: 50,
  'µg/m³': 10,
  'dB(A)': 6,
  mode: 1,
};

function excess(value: number, { above, below }: Limits, unit: QuantityUnit): number {
  // Between two limits there is no far.
  if ((above === undefined) === (below === undefined)) return 0;
  const limit = above ?? below ?? 0;
  return Math.min(1, Math.abs(value - limit) / Math.max(FAR[unit], Math.abs(limit) / 2));
}

/** Neighbouring moments as one, with their mean over time. */
function joined(moments: readonly Moment[]): Moment[] {
  const whole: Moment[] = [];
  for (const moment of moments) {
    const last = whole.at(-1);
    if (last?.endMs !== moment.startMs) whole.push({ ...moment });
    else {
      last.value = (last.value * lengthOf(last) + moment.value * lengthOf(moment)) / (moment.endMs - last.startMs);
      last.endMs = moment.endMs;
    }
  }
  return whole;
}
