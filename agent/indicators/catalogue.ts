import { activityDefinitions } from './definitions/activities.ts';
import { type Definition, drawnForms, type FigureUnit } from './definitions/definition.ts';
import { environmentDefinitions } from './definitions/environment.ts';
import { speechTimeDefinitions } from './definitions/speech-time.ts';
import { stDefinitions } from './definitions/st-analysis.ts';
import { studentDefinitions } from './definitions/students.ts';
import { teacherDefinitions } from './definitions/teacher.ts';
import type { LessonReport } from './indicator.ts';

/** The parts of the catalogue, in the order in which a report tells its figures. */
export const chapters = ['talk', 'students', 'teacher', 'st', 'activity', 'room'] as const;
export type Chapter = (typeof chapters)[number];

export interface CatalogueEntry extends Definition {
  chapter: Chapter;
}

const definitions: Record<Chapter, readonly Definition[]> = {
  talk: speechTimeDefinitions,
  students: studentDefinitions,
  teacher: teacherDefinitions,
  st: stDefinitions,
  activity: activityDefinitions,
  room: environmentDefinitions,
};

/** Everything Lectern tells of a lesson, as data. */
export const catalogue: readonly CatalogueEntry[] = chapters.flatMap((chapter) =>
  definitions[chapter].map((definition) => ({ chapter, ...definition })),
);

/** What is told as one value; the others are drawn. */
export type FigureEntry = CatalogueEntry & { unit: FigureUnit };
const isFigure = (entry: CatalogueEntry): entry is FigureEntry => !drawnForms.some((form) => form === entry.unit);
/** The figures of the catalogue, in its order. */
export const figureEntries: readonly FigureEntry[] = catalogue.filter(isFigure);
const figures = new Map(figureEntries.map((entry) => [entry.id, entry]));

/** Undefined for a figure of another version of Lectern, of which this one knows nothing. */
export function knownFigure(id: string): FigureEntry | undefined {
  return figures.get(id);
}

/** @throws Error for a figure the catalogue does not hold: one without a definition must not exist */
export function catalogueEntry(id: string): FigureEntry {
  const entry = knownFigure(id);
  if (!entry) throw new Error(`indicator ${id} is not in the catalogue`);
  return entry;
}

/** What is drawn of a lesson, and the part of its report that holds it. */
export const drawings = {
  'talk.curve': 'minutes',
  'students.curve': 'minutes',
  'teacher.heatmap': 'teacherHeatmap',
  'st.curve': 'st',
  'activity.segments': 'activities',
  'room.curve': 'environment',
} as const satisfies Record<string, keyof LessonReport>;
