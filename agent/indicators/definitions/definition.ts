/** In what figures are told; a share is 0..1, a mode one of a few names. */
export const figureUnits = [
  ...(['share', 'count', 's', 'dBFS', 'syllables/min', 'mode'] as const),
  ...(['ppm', '°C', '%', 'lx', 'µg/m³', 'dB(A)'] as const),
] as const;
export type FigureUnit = (typeof figureUnits)[number];

/** The forms of what is drawn of a lesson instead of being told as one value. */
export const drawnForms = ['grid', 'per-minute', 'segments'] as const;
export type DrawnForm = (typeof drawnForms)[number];

/** What a figure is made from; one made from several is only as good as all of them. */
export const inputs = [
  'microphone',
  'student-camera',
  'teacher-camera',
  'microphone-and-cameras',
  'environment-sensors',
] as const;
export type Input = (typeof inputs)[number];

/**
 * What one figure is: its name and its definition in both languages. It says what is counted, never what it should be: no
 * figure is good or bad.
 */
export interface Definition {
  id: string;
  unit: FigureUnit | DrawnForm;
  /** Raised whenever the definition changes, then recorded in `versions.json`: figures of two versions are not compared. */
  version: number;
  /** Below this coverage (share of the lesson, 0..1) the figure is "not enough data". What is counted needs more than a mean. */
  coverageFloor: number;
  input: Input;
  /** Who defined it so. */
  source: string;
  zh: string;
  en: string;
  definitionZh: string;
  definitionEn: string;
}
