import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lectern } from '../../test/cli.ts';
import { builtInRulesPath } from '../feedback/read-rules.ts';
import { exitCodes } from './exit-code.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-findings-'));
const file = join(folder, 'region.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const findings = (...args: string[]) => lectern('findings', ...args).finished();

describe('lectern findings', () => {
  it('says how many rules a good file holds', async () => {
    const { code, stdout, stderr } = await findings('check', builtInRulesPath);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/rules\.yaml：(\d+) 条规则，11 个话题 \/ \1 rules on 11 topics\n$/);
  });

  it('lists every mistake with its line', async () => {
    const text = readFileSync(builtInRulesPath, 'utf8');
    const line = text.slice(0, text.indexOf('weight: 4')).split('\n').length;
    writeFileSync(file, text.replace('weight: 4', 'weight: 40').replace('topic: marks', 'topic: fun'));
    const { code, stdout, stderr } = await findings('check', file);
    expect([code, stdout]).toEqual([exitCodes.usage, '']);
    expect(stderr).toMatch(`lectern: ${file}:${line}:13: [wait-time.short weight] 最多 5 / is at most 5\n`);
    expect(stderr).toMatch(/\n\S+region\.yaml:\d+:12: \[marks\.bookmark topic\] .*must be one of/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect((await findings('list', '--rules', join(folder, 'none.yaml'))).code).toBe(exitCodes.usage);
  });

  it('prints the rules, their conditions in words', async () => {
    const { stdout } = await findings('list');
    expect(stdout).toMatch(
      /^wait-time\.short \(1\) {2}questioning · weight 4 · moments waits · questioning\.wait-time\n/,
    );
    expect(stdout).toContain('  当 等待时间低于 1.5 秒；waits 的时刻至少 5 个，值低于 1.0 秒，占全部的 50% 以上\n');
    expect(stdout).toContain("  when teacher speech rate above the spread of the teacher's own lessons; ");

    const json = JSON.parse((await findings('list', '--json')).stdout) as Record<string, unknown>[];
    expect(json.find(({ id }) => id === 'shape.dialogue')).toMatchObject({
      topic: 'shape',
      resource: 'dialogue.quality',
      zh: { conditions: ['课堂类型为对话型'] },
      en: { conditions: ['lesson mode is dialogue'] },
    });
  });
});
