import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ShownFault } from './collect-faults.ts';
import { reliabilityPage } from './reliability-page.ts';

const fault: ShownFault = {
  ...{ part: 'camera', kind: 'lost', fault: 'its cable is pulled', seen: { code: 'SOURCE_UNREACHABLE' } },
  ...{ lost: 'what it did not see', recovers: 'by itself', file: 'test/a.test.ts', title: 'a camera | is away' },
} as const;

it('docs/reliability.md is what the tests say', async () => {
  // In a process of its own: this one runs tests itself.
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'write-reliability.ts')]);
}, 180_000);

describe('the page', () => {
  it('tells of each fault what the screen says, and of each test where it is', () => {
    const text = reliabilityPage([fault]);
    expect(text).toContain('“在网络上连不到设备；请看设备是否通电、网线是否插好” (`SOURCE_UNREACHABLE`)');
    expect(text).toContain('[a camera \\| is away](../test/a.test.ts)');
    expect(text).toMatch(/\[camera\]\(#camera\) \| \*\*\?\*\* \| 1 \|/);
    expect(text).toContain('* microphone × goes away in use\n');
    expect(text).not.toContain('* camera × goes away in use\n');
  });

  it('tells once what one test shows with several samples', () => {
    const samples = ['is lost by a pulled cable', 'is lost by a cut cable', 'is lost by a bent cable'];
    const shown = samples.map((title) => ({ ...fault, title }));
    const text = reliabilityPage(shown);
    expect(text).toContain('1 faults, shown by 3 tests');
    expect(text).toContain('[is lost by a … cable (3 tests)](../test/a.test.ts)');
    expect(reliabilityPage(shown.toReversed())).toBe(text);
    expect(reliabilityPage([...shown, { ...fault, lost: 'nothing' }])).toContain('2 faults, shown by 4 tests');
  });

  it('does not depend on the order of the tests, and knows every code', () => {
    const other = { ...fault, fault: 'a', title: 'b' };
    expect(reliabilityPage([fault, other])).toBe(reliabilityPage([other, fault]));
    expect(() => reliabilityPage([{ ...fault, seen: { code: 'NONE' } }])).toThrow('NONE');
  });
});
