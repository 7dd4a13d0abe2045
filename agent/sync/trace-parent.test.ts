import { expect, it } from 'vitest';
import { traceParent } from './trace-parent.ts';

it('begins a trace, or goes on with one', () => {
  const first = traceParent();
  expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const next = traceParent(first);
  expect(next.slice(0, 36)).toBe(first.slice(0, 36));
  expect(next).not.toBe(first);
  expect(traceParent().slice(0, 36)).not.toBe(first.slice(0, 36));
  expect(traceParent('nonsense')).toMatch(/^00-[0-9a-f]{32}-/);
});
