import { describe, expect, it } from 'vitest';
import { lectern } from '../../test/cli.ts';
import { catalogue, chapters } from '../indicators/catalogue.ts';
import { catalogueText } from './catalogue-text.ts';
import { exitCodes } from './exit-code.ts';
import { columnsOf } from './padded.ts';

const indicators = (...args: string[]) => lectern('indicators', ...args).finished();

describe('the catalogue as text', () => {
  it('tells everything of each figure in both languages, under its chapter', () => {
    const text = catalogueText(catalogue);
    const lines = text.split('\n').map((line) => line.trim());
    for (const { id, version, coverageFloor, source, zh, en, definitionZh, definitionEn } of catalogue) {
      const at = lines.findIndex((line) => line.startsWith(`${id} `));
      expect(lines[at]).toContain(`${zh} ${en} `);
      expect(lines.slice(at + 1, at + 3)).toEqual([definitionZh, definitionEn]);
      expect(lines[at + 3]).toMatch(
        new RegExp(`^版本 version ${version} · 最低覆盖 least coverage ${coverageFloor} · `),
      );
      expect(lines[at + 3]!.endsWith(` · ${source}`)).toBe(true);
    }
    expect(text.split('\n\n')).toHaveLength(chapters.length);
  });

  it('is of one language when one is asked for', () => {
    expect(catalogueText(catalogue, 'zh')).not.toContain('teacher talk');
    expect(catalogueText(catalogue, 'zh')).toContain('教师讲授');
    expect(catalogueText(catalogue, 'en')).not.toMatch(/\p{Script=Han}/u);
  });

  it('says of what a count is, and a unit of one name once', () => {
    const text = catalogueText(catalogue);
    expect(text).toMatch(/students\.hands\.peak .* 人 students\n/);
    expect(text).toMatch(/students\.hands\.events .* 次 times\n/);
    expect(text).not.toContain('dBFS dBFS');
  });

  it('keeps the columns of a chapter straight', () => {
    const students = catalogueText(catalogue)
      .split('\n\n')
      .find((chapter) => chapter.startsWith('学生'))!;
    const starts = students
      .split('\n')
      .filter((line) => /^ {2}students\./.test(line))
      .map((line) => columnsOf(line.slice(0, line.search(/(人|次|比例|逐分钟) \w+( \w+)?$/))));
    expect(starts.length).toBeGreaterThan(5);
    expect(new Set(starts).size).toBe(1);
  });
});

describe('lectern indicators', () => {
  it('prints the catalogue as text, and as one JSON document with --json', async () => {
    const [text, json] = await Promise.all([indicators('--lang', 'zh'), indicators('--json')]);
    expect([text.code, text.stdout, text.stderr]).toEqual([0, `${catalogueText(catalogue, 'zh')}\n`, '']);
    expect([json.code, json.stderr]).toEqual([0, '']);
    const document = JSON.parse(json.stdout) as { catalogue: object[] };
    expect(document).toEqual({ catalogue });
    for (const entry of document.catalogue) {
      expect(Object.keys(entry)).toEqual([
        'id',
        'chapter',
        'unit',
        'version',
        'coverageFloor',
        'input',
        'source',
        'zh',
        'en',
        'definitionZh',
        'definitionEn',
      ]);
    }
  });

  it('knows no third language', async () => {
    const { code, stdout, stderr } = await indicators('--lang', 'fr');
    expect([code, stdout]).toEqual([exitCodes.usage, '']);
    expect(stderr).toContain('zh, en');
  });
});
