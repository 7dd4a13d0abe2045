import { Draw } from './draw.ts';
import type { FuzzForm } from './fuzzed-parser.ts';
import { mutatedBytes } from './mutate-bytes.ts';
import { mutatedJson } from './mutate-json.ts';
import { mutatedText } from './mutate-text.ts';

const MOST_BYTES = 96 * 1024;
const AS_TEXT: Record<FuzzForm, 'yaml' | 'csv' | 'xml' | 'lines'> = {
  ...{ json: 'yaml', yaml: 'yaml', csv: 'csv', xml: 'xml', lines: 'lines', bytes: 'lines' },
};

/**
 * A case of a parser: one of its examples with something wrong. The same seed, parser and number make the same case.
 * @param seeds at least one
 */
export function makeCase(
  { name, form, mostBytes = MOST_BYTES }: { name: string; form: FuzzForm; mostBytes?: number },
  seeds: readonly Buffer[],
  seed: number,
  index: number,
): Buffer {
  const draw = new Draw(`${seed} ${name} ${index}`);
  const [example, other] = [draw.pick(seeds), draw.pick(seeds)];
  let bytes = example;
  const isStructured = form !== 'bytes' && draw.chance(0.85);
  if (isStructured) {
    const text = bytes.toString('utf8');
    const isByValue = form === 'json' && draw.chance(0.85);
    bytes = Buffer.from(
      isByValue ? mutatedJson(text, draw) : mutatedText(text, draw, AS_TEXT[form], other.toString('utf8')),
    );
  }
  if (!isStructured || draw.chance(0.1)) bytes = mutatedBytes(bytes, draw, other);
  return bytes.length > mostBytes ? bytes.subarray(0, mostBytes) : bytes;
}
