import { catalogueEntry } from '../indicators/catalogue.ts';
import { momentSources } from './moment-sources.ts';
import { type Language, lengthWords, valueWords } from './number-words.ts';
import type { Quantity, QuantityUnit } from './quantity.ts';
import type { Condition, Limits } from './rule.ts';

/** What a condition asks for, as a sentence's part: `等待时间低于 1.5 秒`. */
export function conditionWords(condition: Condition, language: Language): string {
  const zh = language === 'zh';
  switch (condition.kind) {
    case 'figure': {
      const { figure, limits, coverage } = condition;
      const known =
        coverage > 0 ? [zh ? `覆盖 ${percent(coverage)} 以上` : `known for ${percent(coverage)} or more`] : [];
      return sentence([`${named(figure, language)}${limitWords(limits, figure.unit, language)}`, ...known], language);
    }
    case 'mode':
      return `${named(condition.figure, language)}${zh ? '为' : ' is '}${valueWords(condition.is, 'mode', language)}`;
    case 'own': {
      const side = condition.own === 'above' ? ['明显高于', 'above'] : ['明显低于', 'below'];
      const name = named(condition.figure, language);
      return zh ? `${name}${side[0]}这位老师以往的课` : `${name} ${side[1]} the spread of the teacher's own lessons`;
    }
    case 'lesson':
      return zh ? `这节课有 ${condition.minutes} 分钟以上` : `a lesson of ${condition.minutes} minutes or more`;
    case 'moments':
      return momentWords(condition, language);
  }
}

function momentWords(condition: Extract<Condition, { kind: 'moments' }>, language: Language): string {
  const { moments, limits, lastingS, least, share } = condition;
  const zh = language === 'zh';
  const value = limitWords(limits, momentSources[moments].unit, language);
  return sentence(
    [
      zh ? `${moments} 的时刻至少 ${least} 个` : `${least} or more of the moments ${moments}`,
      ...(value ? [zh ? `值${value}` : `with a value${value}`] : []),
      ...(lastingS > 0
        ? [`${zh ? '长' : 'lasting'} ${lengthWords(lastingS, language)}${zh ? '以上' : ' or more'}`]
        : []),
      ...(share > 0 ? [zh ? `占全部的 ${percent(share)} 以上` : `which are ${percent(share)} or more of them`] : []),
    ],
    language,
  );
}

function limitWords({ above, below }: Limits, unit: QuantityUnit, language: Language): string {
  const zh = language === 'zh';
  const low = above !== undefined && valueWords(above, unit, language);
  const high = below !== undefined && valueWords(below, unit, language);
  if (low && high) return zh ? `在 ${low}到 ${high}之间` : ` between ${low} and ${high}`;
  if (low) return zh ? `高于 ${low}` : ` above ${low}`;
  return high ? (zh ? `低于 ${high}` : ` below ${high}`) : '';
}

function named({ terms }: Quantity, language: Language): string {
  return terms
    .map(({ id, sign }, index) => `${index === 0 ? '' : sign > 0 ? ' + ' : ' - '}${catalogueEntry(id)[language]}`)
    .join('');
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

const sentence = (parts: readonly string[], language: Language): string => parts.join(language === 'zh' ? '，' : ', ');
