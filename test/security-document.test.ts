import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFuzzTable } from './fuzz/fuzz-table.ts';
import { fuzzedParsers } from './fuzz/registry.ts';

const root = join(import.meta.dirname, '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const document = text('docs/security.md');
const threats = document
  .slice(document.indexOf('## 威胁与对策'), document.indexOf('## 模糊测试'))
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('docs/security.md', () => {
  it('names for each threat a control that is there and a test that is there', () => {
    expect(threats.length).toBeGreaterThan(35);
    for (const [, , threat, control, test] of threats) {
      const controlled = /^`([^`]+)`/.exec(control!)?.[1] ?? '';
      expect(existsSync(join(root, controlled)), `${threat}: ${controlled}`).toBe(true);
      const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/.exec(test!) ?? [];
      expect(existsSync(join(root, file)), `${threat}: ${file}`).toBe(true);
      expect(text(file).includes(title) && title.length > 5, `${file}: ${title}`).toBe(true);
    }
  });

  it('has somebody of each kind', () => {
    const people = threats.map(([, who]) => who!).filter((who) => who !== '');
    expect(people.length).toBeGreaterThanOrEqual(10);
  });

  it('has the table of the recorded fuzz runs, of every parser and none else', () => {
    expect(withFuzzTable(document)).toBe(document);
    const recorded = JSON.parse(text('docs/fuzzing.json')) as { parser: string; found: string[] }[];
    expect(recorded.map(({ parser }) => parser).sort()).toEqual(fuzzedParsers.map(({ name }) => name).sort());
    expect(recorded.filter(({ found }) => found.length > 0)).toEqual([]);
  });
});
