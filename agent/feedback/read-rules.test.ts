import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { builtInRulesPath, loadRules, readRules } from './read-rules.ts';
import { MOST_BYTES } from './rule-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const builtIn = loadRules(builtInRulesPath);

const regional = `
version: 1
rules:
  - id: region.turns
    version: 1
    topic: talk
    weight: 2
    when: [{ figure: talk.turns, above: 100 }]
    resource: region.turns
    zh: { observation: "来回 {talk.turns} 次。", suggestion: 可以追问一次。 }
    en: { observation: "{talk.turns} turns.", suggestion: You might follow up once. }
`;

describe('the rules of a region', () => {
  it('take the place of the built-in ones', () => {
    const { rules, problem } = readRules(written('region.yaml', regional));
    expect(rules.map(({ id }) => id)).toEqual(['region.turns']);
    expect(problem).toBeNull();
    expect(readRules(undefined)).toEqual({ rules: builtIn, problem: null });
  });

  const rulesWrong: Fault[] = [
    {
      part: 'rules',
      kind: 'wrong',
      fault: 'a line of the region’s rules is wrong, or they are in another encoding',
      seen: { code: 'RULES_UNREADABLE' },
      lost: 'findings by the region’s rules: the built-in ones are used',
      recovers: 'with the next start after it is mended',
    },
    {
      part: 'rules',
      kind: 'absent',
      fault: 'the file of the region’s rules is not there',
      seen: { code: 'RULES_UNREADABLE' },
      lost: 'findings by the region’s rules: the built-in ones are used',
      recovers: 'with the next start after it is there',
    },
    {
      part: 'rules',
      kind: 'overload',
      fault: 'the file of the region’s rules is larger than 512 kB',
      seen: { code: 'RULES_UNREADABLE' },
      lost: 'findings by the region’s rules: the built-in ones are used',
      recovers: 'with a smaller file',
    },
    {
      part: 'rules',
      kind: 'refused',
      fault: 'the region’s rules are to come from a device or a folder',
      seen: { code: 'RULES_UNREADABLE' },
      lost: 'findings by the region’s rules: the built-in ones are used',
      recovers: 'with a file',
    },
  ];
  it.each([
    [
      'a wrong line',
      () => written('wrong.yaml', regional.replace('weight: 2', 'weight: 20')),
      /wrong\.yaml:7:13: .*at most 5/,
    ],
    ['no file', () => join(folder, 'none.yaml'), /none\.yaml: .*ENOENT/],
    ['a folder', () => folder, /is no file/],
    ['a device without end', () => '/dev/zero', /is no file/],
    ['a large file', () => written('large.yaml', Buffer.alloc(MOST_BYTES + 1, '#')), /larger than 512 kB/],
    ['another encoding', () => written('gbk.yaml', Buffer.from([0xb0, 0xa1])), /not text in UTF-8/],
  ])('with %s leave the built-in ones in use, and say why', shows(rulesWrong), (_, file, message) => {
    const { rules, problem } = readRules(file());
    expect(rules).toEqual(builtIn);
    expect(problem).toMatchObject({ code: 'RULES_UNREADABLE', message: expect.stringMatching(message) });
  });
});
