import type { Definition } from './definition.ts';

/** The S-T analysis. */
export const stDefinitions: readonly Definition[] = [
  {
    id: 'st.rt',
    unit: 'share',
    version: 2,
    coverageFloor: 0.5,
    input: 'microphone-and-cameras',
    source: 'Fujita 1985 (S-T)',
    zh: '教师行为占有率 Rt',
    en: 'Rt',
    definitionZh:
      'T 片段占全部片段的比例；教师讲授、板书，以及无人说话、多数学生抬头时在讲台或黑板前的演示为教师行为。',
    definitionEn:
      'Share of slots mostly of teacher behaviour: talk, writing on the board, or, while nobody talks and most heads are up, demonstrating at podium or board.',
  },
  {
    id: 'st.ch',
    unit: 'share',
    version: 2,
    coverageFloor: 0.5,
    input: 'microphone-and-cameras',
    source: 'Fujita 1985 (S-T)',
    zh: '师生行为转换率 Ch',
    en: 'Ch',
    definitionZh: '（片段连数 − 1）/ 片段数。',
    definitionEn: '(Runs of equal slots − 1) / number of slots.',
  },
  {
    id: 'st.mode',
    unit: 'mode',
    version: 2,
    coverageFloor: 0.5,
    input: 'microphone-and-cameras',
    source: 'Fujita 1985 (S-T)',
    zh: '课堂类型',
    en: 'lesson mode',
    definitionZh: 'Rt ≤ 0.3 练习型；Rt ≥ 0.7 讲授型；其余 Ch ≥ 0.4 对话型，Ch < 0.4 混合型。',
    definitionEn: 'Rt ≤ 0.3 practice; Rt ≥ 0.7 lecture; otherwise dialogue if Ch ≥ 0.4, else mixed.',
  },
  {
    id: 'st.curve',
    unit: 'segments',
    version: 2,
    coverageFloor: 0.5,
    input: 'microphone-and-cameras',
    source: 'Fujita 1985 (S-T)',
    zh: 'S-T 曲线',
    en: 'S-T curve',
    definitionZh: '从 (0, 0) 出发，T 片段向右一格，S 片段向上一格。',
    definitionEn: 'From (0, 0) a T slot goes one to the right, an S slot one up.',
  },
];
