import { describe, expect, it } from 'vitest';
import { parseRules } from './rule-file.ts';
import { RuleFileError } from './rule-file-error.ts';

const lines = [
  'version: 1',
  'rules:',
  '  - id: wait-time.short',
  '    version: 2',
  '    topic: questioning',
  '    weight: 3',
  '    when:',
  '      - { figure: talk.wait1.median, below: 1.5 }',
  '      - { moments: waits, below: 1, least: 3 }',
  '    moments: waits',
  '    resource: questioning.wait-time',
  '    zh:',
  '      observation: "等待 {talk.wait1.median}，{moment.when}。"',
  '      suggestion: 可以多等两秒。',
  '    en:',
  '      observation: "Waits were {talk.wait1.median}, as in {moment.when}."',
  '      suggestion: You might count to three.',
];
const good = lines.join('\n');
/** The file with one line (from 1) in another's place; without it when there is none. */
const withLine = (number: number, ...other: string[]) => lines.toSpliced(number - 1, 1, ...other).join('\n');

/** What is said of a wrong file, each problem a line. */
function complaints(text: string): string[] {
  try {
    parseRules(text, 'region.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(RuleFileError);
    expect(error).toMatchObject({ code: 'RULES_UNREADABLE', file: 'region.yaml' });
    return (error as Error).message.split('\n');
  }
  throw new Error('nothing is said to be wrong');
}

it('a rule file is read', () => {
  expect(parseRules(good, 'region.yaml')).toMatchObject([
    {
      id: 'wait-time.short',
      version: 2,
      weight: 3,
      moments: 'waits',
      when: [
        { kind: 'figure', figure: { text: 'talk.wait1.median', unit: 's' }, limits: { below: 1.5 } },
        { kind: 'moments', moments: 'waits', limits: { below: 1 }, least: 3 },
      ],
    },
  ]);
  expect(
    parseRules(withLine(8, '      - { figure: talk.student.share + talk.many.share, between: [0.1, 0.3] }'), ''),
  ).toMatchObject([
    { when: [{ limits: { above: 0.1, below: 0.3 }, figure: { terms: [{ sign: 1 }, { sign: 1 }] } }, {}] },
  ]);
});

describe('a mistake is told with its line:', () => {
  it.each([
    [
      'an unknown setting',
      withLine(6, '    weight: 3', '    colour: red'),
      /^region\.yaml:7:5: \[wait-time\.short colour\] .*unknown setting/,
    ],
    ['an unknown setting of the file', `${good}\nauthor: me`, /^region\.yaml:18:1: \[author\] .*unknown setting/],
    ['a missing setting', withLine(6), /^region\.yaml:3:5: \[wait-time\.short weight\] .*is missing/],
    ['a missing text', withLine(14), /^region\.yaml:12:5: \[wait-time\.short zh\.suggestion\] .*is missing/],
    ['a missing language', lines.slice(0, 14).join('\n'), /^region\.yaml:3:5: \[wait-time\.short en\] .*is missing/],
    ['an empty text', withLine(14, '      suggestion: ""'), /^region\.yaml:14:19: .*is empty/],
    ['no text', withLine(14, '      suggestion:'), /^region\.yaml:14:7: .*a text/],
    ['a long text', withLine(14, `      suggestion: ${'多'.repeat(121)}`), /^region\.yaml:14:19: .*longer than 120/],
    ['a number as text', withLine(6, '    weight: heavy'), /^region\.yaml:6:13: .*a number/],
    ['a great weight', withLine(6, '    weight: 6'), /^region\.yaml:6:13: .*at most 5/],
    ['an unknown topic', withLine(5, '    topic: weather'), /^region\.yaml:5:12: .*must be one of questioning, talk/],
    ['another version', withLine(1, 'version: 2'), /^region\.yaml:1:10: \[version\] .*must be 1/],
    ['an id that is none', withLine(3, '  - id: Wait'), /^region\.yaml:3:9: \[Wait id\] .*wait-time\.short/],
    ['no rules', 'version: 1\nrules: []', /^region\.yaml:2:1: \[rules\] .*at least 1/],
    [
      'an id used twice',
      `${good}\n${lines.slice(2).join('\n')}`,
      /^region\.yaml:18:9: \[wait-time\.short id\] .*used above/,
    ],
    [
      'an unknown figure',
      withLine(8, '      - { figure: talk.wait9, below: 1 }'),
      /^region\.yaml:8:19: .*no indicator "talk\.wait9"/,
    ],
    [
      'a drawing as figure',
      withLine(8, '      - { figure: talk.curve, below: 1 }'),
      /^region\.yaml:8:19: .*no indicator "talk\.curve"/,
    ],
    [
      'unlike figures',
      withLine(8, '      - { figure: talk.turns - st.rt, below: 1 }'),
      /^region\.yaml:8:19: .*put together/,
    ],
    [
      'three figures',
      withLine(8, '      - { figure: st.rt - st.rt - st.rt, below: 1 }'),
      /^region\.yaml:8:19: .*at most two/,
    ],
    ['percent as a share', withLine(8, '      - { figure: st.rt, below: 25 }'), /^region\.yaml:8:33: .*0\.25/],
    ['no condition', withLine(8, '      - { figure: st.rt }'), /^region\.yaml:8:9: .*give one of above/],
    [
      'two conditions in one',
      withLine(8, '      - { figure: st.rt, below: 0.5, own: above }'),
      /^region\.yaml:8:9: .*give one of above/,
    ],
    [
      'two kinds in one',
      withLine(8, '      - { figure: st.rt, moments: waits, below: 0.5 }'),
      /^region\.yaml:8:9: .*exactly one of figure/,
    ],
    [
      'a setting of another kind',
      withLine(8, '      - { figure: st.rt, below: 0.5, least: 3 }'),
      /^region\.yaml:8:38: .*does not go with figure/,
    ],
    [
      'limits that leave nothing',
      withLine(8, '      - { figure: st.rt, above: 0.5, below: 0.5 }'),
      /^region\.yaml:8:33: .*not below/,
    ],
    [
      'a mode that is none',
      withLine(8, '      - { figure: st.mode, is: party }'),
      /^region\.yaml:8:32: .*practice, lecture/,
    ],
    ['a limit of a mode', withLine(8, '      - { figure: st.mode, above: 1 }'), /^region\.yaml:8:19: .*st\.mode only/],
    [
      'unknown moments',
      withLine(9, '      - { moments: yawns }'),
      /^region\.yaml:9:20: .*no moments "yawns"; there are/,
    ],
    [
      'an object’s own name as moments',
      withLine(9, '      - { moments: constructor }'),
      /^region\.yaml:9:20: .*no moments/,
    ],
    ['unknown moments to tell of', withLine(10, '    moments: yawns'), /^region\.yaml:10:14: .*no moments "yawns"/],
    [
      'an unknown placeholder',
      withLine(13, '      observation: "等待 {talk.wait9}。"'),
      /^region\.yaml:13:20: .*unknown placeholder \{talk\.wait9\}/,
    ],
    [
      'an unknown field',
      withLine(13, '      observation: "等待 {moment.who}。"'),
      /^region\.yaml:13:20: .*unknown placeholder \{moment\.who\}/,
    ],
    [
      'a field of other moments',
      withLine(13, '      observation: "等待 {moment.before}。"'),
      /^region\.yaml:13:20: .*unknown placeholder/,
    ],
    ['half a placeholder', withLine(13, '      observation: "等待 {moment.when。"'), /^region\.yaml:13:20: .*brace/],
    [
      'one’s own without a comparison',
      withLine(13, '      observation: "等待 {own.median}。"'),
      /^region\.yaml:13:20: .*needs a condition with own/,
    ],
    [
      'moments that are not named',
      withLine(10).replace(', as in {moment.when}', ''),
      /^region\.yaml:12:20: .*needs a rule with moments/,
    ],
    ['English for Chinese', withLine(14, '      suggestion: Wait.'), /^region\.yaml:14:19: .*place for Chinese/],
    ['Chinese for English', withLine(17, '      suggestion: 多等两秒'), /^region\.yaml:17:19: .*place for English/],
    ['broken YAML', withLine(8, '      - { figure: [talk'), /^region\.yaml:9:\d+: .*not valid YAML/],
    ['a tab', withLine(6, '\tweight: 3'), /^region\.yaml:6:1: .*not valid YAML: .*[Tt]abs/],
    ['a key twice', withLine(6, '    weight: 3', '    weight: 4'), /^region\.yaml:7:5: .*not valid YAML: .*unique/],
    ['a tag', withLine(6, '    weight: !heavy 3'), /^region\.yaml:6:13: .*not valid YAML: .*tag/],
    ['an anchor', withLine(6, '    weight: &w 3'), /^region\.yaml:6:\d+: .*anchors and aliases/],
    ['two documents', `${good}\n---\nversion: 1`, /^region\.yaml:1[89]:\d+: .*more than one/],
    ['an empty file', '', /^region\.yaml:1: .*empty/],
    ['a comment', '# nothing', /^region\.yaml:1: .*empty/],
    ['a list', '- 1', /^region\.yaml:1:1: .*a set of settings/],
  ])('%s', (_, text, pattern) => {
    const said = complaints(text);
    expect(said[0]).toMatch(pattern);
    expect(said).toHaveLength(1);
  });

  it('all of them at once, in order, but no more than can be read', () => {
    const text = withLine(14, '      suggestion: 您应该多等。')
      .replace('questioning.wait-time', 'wait')
      .replace('topic: q', 'topic: Q');
    expect(complaints(text).map((each) => each.split(': ')[0])).toEqual(['region.yaml:5:12', 'region.yaml:11:15']);
    const many = complaints(`version: 1\nrules:\n${'  - id: a\n'.repeat(50)}`);
    expect(many).toHaveLength(21);
    expect(many.at(-1)).toMatch(/^region\.yaml: 还有 \d+ 处/);
  });
});

describe('what no finding may say:', () => {
  it.each([
    ...[
      '您应该多等两秒',
      '学生的专注度不高',
      '课堂情绪低落',
      '这节课得分 80',
      '优秀的一课',
      '有差生没有跟上',
      '第三排某位同学',
      '这位同学走神了',
    ],
    ...['必须多提问', '您是一位好老师', '学困生较多', '全班排名'],
  ])('%s', (text) => {
    expect(complaints(withLine(14, `      suggestion: ${text}`))[0]).toMatch(/^region\.yaml:14:19: .*不能说/);
  });
  it.each([
    ...[
      'You should wait',
      'They must answer',
      'Students were bored',
      'Attention fell',
      'Engagement was low',
      'A good teacher waits',
    ],
    ...[
      'This was an excellent start',
      'Your score is 8',
      'The student who stood up',
      'That pupil was quiet',
      'You need to wait',
      'Poor pace',
    ],
  ])('%s', (text) => {
    expect(complaints(withLine(17, `      suggestion: ${text}`))[0]).toMatch(/^region\.yaml:17:19: .*不能说/);
  });
  it.each(['回应得快一些，相差约两秒，不一定要这样。', '可以请一位同学复述，留意有没有不同的想法。'])(
    '%s may be said',
    (text) => {
      expect(() => parseRules(withLine(14, `      suggestion: ${text}`), '')).not.toThrow();
    },
  );
  it.each(['A mustard seed, scored paper and goodwill', 'You might ask a student to sum up'])(
    '%s may be said',
    (text) => {
      const parse = () => parseRules(withLine(17, `      suggestion: ${text.replace('scored', 'folded')}`), '');
      expect(parse).not.toThrow();
    },
  );
});
