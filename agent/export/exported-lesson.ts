import { knownFigure } from '../indicators/catalogue.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { type PublishedFigure, publishedFigures, type Suppression } from '../indicators/published.ts';
import type { LessonLabels, RoomAddress } from '../lesson/lesson.ts';
import { publishedLabels } from '../lesson/published-labels.ts';
import { wallTime } from '../lesson/timetable/wall-time.ts';

/**
 * Why a figure has no value: too little was seen or heard; it does not leave the room; for a peak, its share is told as
 * ">95" or "<5" only; or the report is older than the rules for what may be told, and does not say of how many pupils the
 * figure is.
 */
export type Untold = 'not-enough-data' | Suppression | 'coded-share' | 'older-report';

/** A figure as it may leave the room; exactly those whose value is null say why. */
export interface ExportedFigure extends Omit<PublishedFigure, 'suppressed'> {
  untold?: Untold;
}

/** A lesson as it may leave the room as a file: no more than the hub is told, and nothing about one pupil. */
export interface ExportedLesson {
  id: string;
  room: RoomAddress;
  labels: LessonLabels;
  /** Wall time. */
  startedAtMs: number;
  /** The school's date and time of day (`HH:MM`) at the start. */
  date: string;
  time: string;
  durationS: number;
  /** In the order of the report; without those that were not measured, as in an older report or another kind of room. */
  figures: ExportedFigure[];
  /** Model id → short hash. */
  models: Record<string, string>;
}

/**
 * What of a report may leave the room. Figures that another version of Lectern measured and this one knows nothing of are
 * left out: it could not tell what of them to suppress.
 * @param minGroup fewest students present, `privacy.minGroup`
 * @param timeZone the school's, IANA name
 */
export function exportedLesson(report: LessonReport, minGroup: number, timeZone: string): ExportedLesson {
  const { lesson, durationMs, models } = report;
  const indicators = report.indicators.filter(({ id }) => knownFigure(id) !== undefined);
  const pupilsOf = new Map(indicators.map(({ id, of }) => [id, of]));
  return {
    id: lesson.id,
    room: lesson.room,
    labels: publishedLabels(lesson.labels),
    startedAtMs: lesson.startedAtMs,
    ...wallTime(lesson.startedAtMs, timeZone),
    durationS: Math.round(durationMs) / 1000,
    figures: publishedFigures({ indicators }, minGroup).map((figure) =>
      exportedFigure(figure, pupilsOf.get(figure.id)),
    ),
    models,
  };
}

/** @param pupils of how many pupils it tells */
function exportedFigure({ suppressed, ...figure }: PublishedFigure, pupils: number | undefined): ExportedFigure {
  if (figure.value !== null) return figure;
  const coded = typeof figure.share === 'string' ? 'coded-share' : 'not-enough-data';
  // Of an unknown number they count as too few; that the class was small is not known.
  const isUnknown = suppressed !== undefined && pupils === undefined;
  return { ...figure, untold: isUnknown ? 'older-report' : (suppressed ?? coded) };
}
