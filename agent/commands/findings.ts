import { conditionWords } from '../feedback/condition-words.ts';
import type { Language } from '../feedback/number-words.ts';
import { builtInRulesPath, loadRules } from '../feedback/read-rules.ts';
import type { Rule } from '../feedback/rule.ts';

export const findingsHelp = `
A rule file says in YAML what a teacher is told after a lesson; the head of the built-in one describes the format:
  ${builtInRulesPath}`;

/** `lectern findings check`: says how many rules a file holds, or fails with each mistake and its line. */
export function findingsCheck(file: string): void {
  const rules = loadRules(file);
  const topics = new Set(rules.map(({ topic }) => topic)).size;
  console.log(`${file}：${rules.length} 条规则，${topics} 个话题 / ${rules.length} rules on ${topics} topics`);
}

export interface FindingsListOptions {
  rules?: string;
  json?: boolean;
}

/** `lectern findings list`: prints the rules of a file, or the built-in ones. */
export function findingsList({ rules: file, json }: FindingsListOptions): void {
  const rules = loadRules(file ?? builtInRulesPath);
  if (json) console.log(JSON.stringify(rules.map(listed), null, 2));
  else console.log(rules.map(lines).join('\n\n'));
}

/** A rule as others read it: its conditions in words, its texts with their placeholders. */
function listed(rule: Rule) {
  const { id, version, topic, weight, moments, resource } = rule;
  const words = (language: Language) => ({
    conditions: rule.when.map((condition) => conditionWords(condition, language)),
    observation: rule.texts[language].observation.text,
    suggestion: rule.texts[language].suggestion.text,
  });
  return { id, version, topic, weight, ...(moments && { moments }), resource, zh: words('zh'), en: words('en') };
}

function lines(rule: Rule): string {
  const { id, version, topic, weight, moments, resource, zh, en } = listed(rule);
  const about = [topic, `weight ${weight}`, ...(moments ? [`moments ${moments}`] : []), resource].join(' · ');
  return [
    `${id} (${version})  ${about}`,
    `  当 ${zh.conditions.join('；')}`,
    `     ${zh.observation}`,
    `     ${zh.suggestion}`,
    `  when ${en.conditions.join('; ')}`,
    `     ${en.observation}`,
    `     ${en.suggestion}`,
  ].join('\n');
}
