import type { z } from 'zod';

const typeNames: Record<string, readonly [zh: string, en: string]> = {
  string: ['文字', 'a text'],
  number: ['数字', 'a number'],
  int: ['整数', 'a whole number'],
  object: ['一组设置', 'a set of settings'],
  array: ['列表', 'a list'],
  tuple: ['两个数，如 [1, 3]', 'two numbers such as [1, 3]'],
};

/**
 * What is wrong according to a schema, in words for somebody who edits YAML; in Chinese and English.
 * @param isMissing whether the data has nothing at the issue's path
 */
export function schemaWords(issue: z.core.$ZodIssue, isMissing: boolean): string {
  if (isMissing) return '没有填写 / is missing';
  switch (issue.code) {
    case 'invalid_type': {
      const [zh, en] = typeNames[issue.expected] ?? [issue.expected, issue.expected];
      return `要填${zh} / must be ${en}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      return `只能是 / must be ${issue.values.length > 1 ? 'one of ' : ''}${values}`;
    }
    case 'too_big':
      return issue.origin === 'string'
        ? `太长，最多 ${issue.maximum} 个字符 / is longer than ${issue.maximum} characters`
        : `最多 ${issue.maximum} / is at most ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'string' ? '不能为空 / is empty' : `至少 ${issue.minimum} / is at least ${issue.minimum}`;
    default:
      return issue.message;
  }
}
