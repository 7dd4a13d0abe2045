import { expect, it } from 'vitest';
import { timeId } from './time-id.ts';

const at = (ms: number) => timeId({ wallMs: () => ms });
const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

it('says what the clock says, also when it goes back', () => {
  const times = [1_790_000_000_000.4, 3_000_000_000_000, 1_790_000_000_005, -5];
  expect(times.map((ms) => timeOf(at(ms)))).toEqual([1_790_000_000_000, 3_000_000_000_000, 1_790_000_000_005, 0]);
  expect(new Set(Array.from({ length: 1000 }, () => at(1))).size).toBe(1000);
});
