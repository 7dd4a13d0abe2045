import type { Language } from './number-words.ts';

/** What no finding may say, and why. A text that judges, infers or points at somebody is refused with its file. */
interface Ban {
  pattern: RegExp;
  why: string;
}

const judges = '不评判、不打分 / findings do not judge or mark';
const orders = '只提可以试的做法，不下要求 / findings offer something to try, they do not order';
const infers = '不推断注意力、投入或情绪 / findings infer no attention, engagement or feeling';
const points = '不指向某一位学生 / findings are never about one pupil';

const bans: Record<Language, readonly Ban[]> = {
  zh: [
    {
      pattern: /专注|注意力|走神|开小差|投入度|参与度|情绪|心情|厌学|无聊|困倦|(?:课堂|学习)气氛|兴趣(?:不|缺)/,
      why: infers,
    },
    {
      pattern:
        /打分|评分|得分|扣分|满分|优秀|优良|良好|落后|差生|优生|学困生|后进生|不合格|不及格|排名|名次|好老师|差老师|太差|较差|很差|糟糕|失败|水平(?:低|高)/,
      why: judges,
    },
    { pattern: /真棒|很棒|做得好|表现好|点赞|表扬|批评|表现不|不足之处|问题是您|您没有做到/, why: judges },
    { pattern: /应该|应当|理应|必须|务必|不得|严禁|(?<!不)一定要/, why: orders },
    {
      pattern: /该生|该同学|该学生|某位|某名|某个?(?:学生|同学)|这位(?:学生|同学)|那位(?:学生|同学)|个别(?:学生|同学)/,
      why: points,
    },
  ],
  en: [
    {
      pattern:
        /\b(?:attenti(?:on|ve\w*)|inattenti\w+|engage(?:d|ment)|disengaged|emotion\w*|moods?|bored(?:om)?|distracted|daydream\w*|motivat\w+|sleepy)\b/i,
      why: infers,
    },
    {
      pattern:
        /\b(?:scores?|scored|marks out of|rank(?:s|ed|ing)?|excellent|perfect|brilliant|outstanding|poor(?:ly)?|weak|bad(?:ly)?|worse|worst|lazy|fail(?:s|ed|ure)?|mediocre|(?:good|great) (?:teachers?|lessons?|jobs?|work)|well done|congratulations|praise\w*|criticis\w+)\b/i,
      why: judges,
    },
    {
      pattern: /\b(?:should|shouldn['’]t|must|mustn['’]t|ought|have to|has to|need to|needs to|never)\b/i,
      why: orders,
    },
    {
      pattern:
        /\b(?:(?:this|that|the same|a certain|one particular) (?:pupil|student|child|boy|girl)|(?:pupil|student|child) who)\b/i,
      why: points,
    },
  ],
};

/** In the words of the built-in set's language; undefined when nothing is wrong. */
export function wordingFault(text: string, language: Language): string | undefined {
  const isChinese = /\p{Script=Han}/u.test(text);
  if (language === 'zh' && !isChinese) return '这里是中文，还没有翻译 / this is the place for Chinese';
  if (language === 'en' && isChinese) return '这里是英文，还没有翻译 / this is the place for English';
  for (const { pattern, why } of bans[language]) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return `不能说 "${found}"：${why}`;
  }
  return undefined;
}
