/** In what figures are told; a share is 0..1, a mode one of a few names. */
export const units = ['share', 'count', 's', 'dBFS', 'syllables/min', 'mode'] as const;
export type Unit = (typeof units)[number];

/** What one figure is: its name and its definition in both languages. It says what is counted, never what it should be. */
export type Definition = readonly [
  id: string,
  unit: Unit,
  zh: string,
  en: string,
  definitionZh: string,
  definitionEn: string,
];
