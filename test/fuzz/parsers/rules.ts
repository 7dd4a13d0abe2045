import { readFileSync } from 'node:fs';
import { parseQuantity } from '../../../agent/feedback/quantity.ts';
import { readCondition } from '../../../agent/feedback/read-condition.ts';
import { builtInRulesPath, loadRules, readRules } from '../../../agent/feedback/read-rules.ts';
import { parseRules } from '../../../agent/feedback/rule-file.ts';
import { RuleFileError } from '../../../agent/feedback/rule-file-error.ts';
import { parseTemplate } from '../../../agent/feedback/text-template.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';
import { ofFile } from './settings.ts';

/** Three of the built-in rules: enough to break, and quickly read. */
function fewRules(): string {
  const text = readFileSync(builtInRulesPath, 'utf8');
  const from = text.indexOf('version: 1\nrules:');
  const starts = [...text.slice(from).matchAll(/^ {2}- id:/gm)].map(({ index }) => from + index);
  return text.slice(from, starts[3]).replace(/^\s*#.*\n/gm, '');
}
const isRuleFileError = (error: unknown) => error instanceof RuleFileError;

export const ruleParsers: FuzzedParser[] = [
  {
    name: 'rules',
    reads: 'rules for what teachers are told, of the school or wished by a region (YAML)',
    form: 'yaml',
    covers: [
      'agent/feedback/rule-file.ts#parseRules',
      'agent/feedback/read-condition.ts#readCondition',
      'agent/feedback/placed-yaml.ts#placedYaml',
    ],
    seeds: () => [fewRules()],
    open: () => ({
      parse: (bytes) => {
        const rules = parseRules(bytes.toString('utf8'), 'region.yaml');
        must(new Set(rules.map(({ id }) => id)).size === rules.length, 'each rule has an id of its own');
      },
    }),
    refuses: (error) =>
      isRuleFileError(error) && (error as Error).message.split('\n').every((line) => line.startsWith('region.yaml')),
  },
  {
    name: 'rules-file',
    reads: 'the same from a file; one that is wrong gives way to the built-in ones',
    form: 'yaml',
    covers: ['agent/feedback/read-rules.ts#readRules', 'agent/feedback/read-rules.ts#loadRules'],
    seeds: () => [fewRules()],
    open: ofFile((file) => {
      const builtIn = readRules(undefined).rules.length;
      const { rules } = readRules(file);
      must(rules.length > 0 && builtIn > 0, 'there are always rules');
      loadRules(file);
    }),
    refuses: isRuleFileError,
    slow: { cases: 2_000, because: 'each reads the built-in rules too' },
  },
  {
    name: 'rule-texts',
    reads: 'texts with places and quantities in a rule',
    form: 'lines',
    covers: ['agent/feedback/text-template.ts#parseTemplate', 'agent/feedback/quantity.ts#parseQuantity'],
    seeds: () => [
      '这节课老师讲了 {talk.teacher.share}，学生 {talk.student.share + talk.many.share}。',
      'talk.student.share + talk.many.share',
      '{moment.when}',
    ],
    open: () => ({
      parse: (bytes) => {
        const text = bytes.toString('utf8');
        parseTemplate(text, { source: undefined, own: undefined } as never);
        parseQuantity(text);
        readCondition({ figure: text, above: 1 } as never);
      },
    }),
  },
];
