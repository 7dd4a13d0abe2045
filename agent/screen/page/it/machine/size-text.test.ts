import { expect, it } from 'vitest';
import { sizeText } from './size-text.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 KB'],
  [1_440_000, '1.4 MB'],
  [25_000_000, '25 MB'],
  [256_060_514_304, '256 GB'],
  [4e15, '4000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
