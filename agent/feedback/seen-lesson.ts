import type { LessonReport } from '../indicators/indicator.ts';
import type { LessonFigures } from '../indicators/portrait/lesson-figures.ts';
import type { Moment } from './moment.ts';
import { type MomentSourceName, momentSources } from './moment-sources.ts';
import type { Figures } from './quantity.ts';

/** A lesson as rules look at it. */
export class SeenLesson {
  readonly report: LessonReport;
  readonly history: readonly LessonFigures[];
  readonly figures: Figures;
  readonly #moments = new Map<MomentSourceName, readonly Moment[]>();

  /** @param history earlier lessons of the same teacher and subject */
  constructor(report: LessonReport, history: readonly LessonFigures[]) {
    this.report = report;
    this.history = history;
    this.figures = new Map(report.indicators.map((indicator) => [indicator.id, indicator]));
  }

  /** All moments of a kind; none where too little was seen or heard to rely on them. */
  moments(name: MomentSourceName): readonly Moment[] {
    const known = this.#moments.get(name);
    if (known) return known;
    const source = momentSources[name];
    const isReliable = source.figure === undefined || typeof this.figures.get(source.figure)?.value === 'number';
    const found = isReliable ? source.find(this.report) : [];
    this.#moments.set(name, found);
    return found;
  }
}
