import type { Definition } from './definition.ts';

/** The S-T analysis (Fujita 1985). */
export const stDefinitions: readonly Definition[] = [
  [
    'st.rt',
    'share',
    '教师行为占有率 Rt',
    'Rt',
    'T 片段占全部片段的比例。',
    'Share of slots in which teacher behaviour fills most of the time.',
  ],
  [
    'st.ch',
    'share',
    '师生行为转换率 Ch',
    'Ch',
    '(片段连数 − 1)/ 片段数。',
    '(Runs of equal slots − 1) / number of slots.',
  ],
  [
    'st.mode',
    'mode',
    '课堂类型',
    'lesson mode',
    'Rt ≤ 0.3 练习型;Rt ≥ 0.7 讲授型;其余 Ch ≥ 0.4 对话型,Ch < 0.4 混合型。',
    'Rt ≤ 0.3 practice; Rt ≥ 0.7 lecture; otherwise dialogue if Ch ≥ 0.4, else mixed.',
  ],
];
