import { expect, it } from 'vitest';
import { CpuShare } from './cpu-share.ts';

it('tells the share since it was last asked', () => {
  const readings = [
    { busyMs: 100, allMs: 1000 },
    { busyMs: 350, allMs: 2000 },
    { busyMs: 350, allMs: 2000 },
    { busyMs: 100, allMs: 1500 },
    { busyMs: 900, allMs: 2300 },
  ];
  const share = new CpuShare(() => readings.shift()!);
  expect([share.take(), share.take(), share.take(), share.take()]).toEqual([0.25, null, null, 1]);
});

it('tells one of this machine', () => {
  const share = new CpuShare();
  for (const end = performance.now() + 60; performance.now() < end; );
  expect(share.take()).toBeGreaterThan(0);
});
