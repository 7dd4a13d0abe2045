import { knownFigure } from '../indicators/catalogue.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { type PublishedFigure, publishedFigures, type Suppression } from '../indicators/published.ts';
import type { LessonLabels, RoomAddress } from '../lesson/lesson.ts';
import { wallTime } from '../lesson/timetable/wall-time.ts';

/**
 * Why a figure has no value: too little was seen or heard; it does not leave the room; or, for a peak, its share is told as
 * ">95" or "<5" only.
 */
export type Untold = 'not-enough-data' | Suppression | 'coded-share';

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
  const { className, subject, period, teacherId, pairId, role } = lesson.labels;
  const indicators = report.indicators.filter(({ id }) => knownFigure(id) !== undefined);
  return {
    id: lesson.id,
    room: lesson.room,
    // Named one by one: a label that is added one day leaves the room only when somebody has thought about it.
    labels: {
      ...(className !== undefined && { className }),
      ...(subject !== undefined && { subject }),
      ...(period !== undefined && { period }),
      ...(teacherId !== undefined && { teacherId }),
      ...(pairId !== undefined && { pairId }),
      ...(role !== undefined && { role }),
    },
    startedAtMs: lesson.startedAtMs,
    ...wallTime(lesson.startedAtMs, timeZone),
    durationS: Math.round(durationMs) / 1000,
    figures: publishedFigures({ indicators }, minGroup).map(exportedFigure),
    models,
  };
}

function exportedFigure({ suppressed, ...figure }: PublishedFigure): ExportedFigure {
  if (figure.value !== null) return figure;
  const coded = typeof figure.share === 'string' ? 'coded-share' : 'not-enough-data';
  return { ...figure, untold: suppressed ?? coded };
}
