import { safeParse } from '../lesson/outside-data.ts';
import { momentSources } from './moment-sources.ts';
import type { Language } from './number-words.ts';
import { placedYaml } from './placed-yaml.ts';
import { type Fault, isSourceName, readCondition, unknownSource } from './read-condition.ts';
import { type Condition, type Rule, ruleFileSchema, type WrittenRule } from './rule.ts';
import { RuleFileError, type RuleProblem } from './rule-file-error.ts';
import { schemaWords } from './schema-words.ts';
import { parseTemplate, type Speakable, type Template } from './text-template.ts';
import { wordingFault } from './wording.ts';

/** A rule file is some pages of text; what is larger is another file. */
export const MOST_BYTES = 512 * 1024;

/**
 * The rules of a file's text (YAML, version 1; its head describes the format).
 * @param file its name, for what is said of it
 * @throws RuleFileError with line and reason of everything that is wrong; a file is taken as a whole or not at all
 */
export function parseRules(text: string, file: string): readonly Rule[] {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new RuleFileError(file, [
      { reason: `文件超过 ${MOST_BYTES / 1024} kB / is larger than ${MOST_BYTES / 1024} kB` },
    ]);
  }
  const yaml = placedYaml(text);
  if (Array.isArray(yaml)) throw new RuleFileError(file, yaml);
  const { data, placeOf } = yaml;
  const problemAt = ({ path, reason, isKey }: Fault): RuleProblem => ({
    ...placeOf(path, isKey && 'key'),
    ...whereOf(data, path),
    reason,
  });
  const written = safeParse(ruleFileSchema, data);
  if (!written.success) {
    const faults = written.error.issues.flatMap((issue): Fault[] => {
      if (issue.code !== 'unrecognized_keys') {
        return [{ path: issue.path, reason: schemaWords(issue, valueAt(data, issue.path) === undefined) }];
      }
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        reason: '不认识的设置 / unknown setting',
        isKey: true as const,
      }));
    });
    throw new RuleFileError(file, faults.map(problemAt));
  }
  const read = written.data.rules.map(readRule);
  const faults = read.flatMap((each, index) =>
    'faults' in each ? each.faults.map((fault) => ({ ...fault, path: ['rules', index, ...fault.path] })) : [],
  );
  const problems = [...faults, ...twice(written.data.rules)].map(problemAt);
  if (problems.length > 0) throw new RuleFileError(file, problems);
  return read.flatMap((each) => ('faults' in each ? [] : [each]));
}

function twice(rules: readonly WrittenRule[]): Fault[] {
  return rules.flatMap(({ id }, index) =>
    rules.findIndex((other) => other.id === id) < index
      ? [{ path: ['rules', index, 'id'], reason: '这个编号已经用过 / this id is used above' }]
      : [],
  );
}

/** @returns the rule, or all that is wrong with it; paths are within the rule */
function readRule(written: WrittenRule): Rule | { faults: Fault[] } {
  const faults: Fault[] = [];
  const when = written.when.flatMap((each, index): Condition[] => {
    const condition = readCondition(each);
    if ('kind' in condition) return [condition];
    faults.push({ ...condition, path: ['when', index, ...condition.path] });
    return [];
  });
  const { id, version, topic, weight, moments, resource } = written;
  if (moments !== undefined && !isSourceName(moments))
    faults.push({ path: ['moments'], reason: unknownSource(moments) });
  // What its texts may tell of is known only then.
  if (faults.length > 0) return { faults };
  const source = moments !== undefined && isSourceName(moments) ? moments : undefined;
  const speakable: Speakable = {
    source: source && momentSources[source],
    own: when.find((condition) => condition.kind === 'own')?.figure,
  };
  const read = (language: Language) => readTexts(written, language, speakable, faults);
  const texts = { zh: read('zh'), en: read('en') };
  if (faults.length > 0) return { faults };
  return { id, version, topic, weight, when, ...(source && { moments: source }), resource, texts };
}

function readTexts(written: WrittenRule, language: Language, speakable: Speakable, faults: Fault[]) {
  const read = (part: 'observation' | 'suggestion'): Template => {
    const text = written[language][part];
    const template = parseTemplate(text, speakable);
    const reason = 'reason' in template ? template.reason : wordingFault(text, language);
    if (reason !== undefined) faults.push({ path: [language, part], reason });
    return 'reason' in template ? { text, parts: [] } : template;
  };
  return { observation: read('observation'), suggestion: read('suggestion') };
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    data,
  );
}

/** `wait-time.short zh.observation`; a rule without an id is called by its number. */
function whereOf(data: unknown, path: readonly PropertyKey[]): { where?: string } {
  const [list, index, ...rest] = path;
  if (list !== 'rules' || index === undefined) return path.length > 0 ? { where: path.join('.') } : {};
  const id = valueAt(data, ['rules', index, 'id']);
  const name = typeof id === 'string' && id.length <= 60 ? id : `rules ${Number(index) + 1}`;
  return { where: [name, rest.join('.')].filter(Boolean).join(' ') };
}
