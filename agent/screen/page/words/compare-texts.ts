/** What the page says where a teacher sets two own lessons side by side. */
export interface CompareTexts {
  title: string;
  hint: string;
  choose(lesson: string): string;
  chooseHint: string;
  noOther: string;
  sameSubject: string;
  otherSubjects: string;
  back: string;
  another: string;
  figure: string;
  difference: string;
  same: string;
  versions: string;
  unknown: string;
  /** The second lesson against the first. */
  differenceHint: string;
  overTime: string;
  inWords: string;
  allFigures: string;
}

export const compareTexts: Record<'zh' | 'en', CompareTexts> = {
  zh: {
    title: '两节课对比',
    hint: '只和您自己的课放在一起看；多和少都没有好坏之分。',
    choose: (lesson) => `把「${lesson}」和哪节课放在一起看？`,
    chooseHint: '只列出您自己的课，同一学科在前。',
    noOther: '还没有可以对比的另一节课。',
    sameSubject: '同一学科',
    otherSubjects: '其他',
    back: '回到这节课',
    another: '换一节课',
    figure: '数据',
    difference: '后一节比前一节',
    same: '相同',
    versions: '算法版本不同，不比较',
    unknown: '–',
    differenceHint: '按时间先后：左边是前一节，右边是后一节。',
    overTime: '同一时间轴上的两节课',
    inWords: '用几句话说',
    allFigures: '全部数据',
  },
  en: {
    title: 'Two lessons side by side',
    hint: 'Your own lessons only; neither more nor less is better.',
    choose: (lesson) => `Which lesson would you like to see beside “${lesson}”?`,
    chooseHint: 'Only your own lessons; those of the same subject first.',
    noOther: 'There is no other lesson to compare with yet.',
    sameSubject: 'Same subject',
    otherSubjects: 'Others',
    back: 'Back to the lesson',
    another: 'Another lesson',
    figure: 'Figure',
    difference: 'Later against earlier',
    same: 'the same',
    versions: 'measured by different versions: not compared',
    unknown: '–',
    differenceHint: 'In order of time: the earlier lesson on the left, the later on the right.',
    overTime: 'Both on one time axis',
    inWords: 'In words',
    allFigures: 'All figures',
  },
};
