import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRegisterMaps, parseRegisterMaps } from './read-register-maps.ts';
import { blocksOf, isNone, type RegisterType, rawOf, registerTypes, wordsOf } from './register-map.ts';
import { RegisterMapError } from './register-map-error.ts';

const register = (settings: string) => `version: 1
maps:
  ours:
    name: Ours
    source: its manual
    function: 3
    registers:
      - { ${settings} }
`;
const problemsOf = (text: string): string => {
  try {
    parseRegisterMaps(text, 'own.yaml');
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(RegisterMapError);
    return (error as Error).message;
  }
};

it('has the maps of sensors that are sold, each with its source', () => {
  const maps = loadRegisterMaps();
  expect([...maps.keys()]).toEqual(['xy-md02', 'senseair-s8', 'wb-msw-v3', 'ss-rftm-lq-ps-co2']);
  const requests = [...maps.values()].map((map) =>
    blocksOf(map, map.registers).map(({ function: read, address, count }) => [read, address, count]),
  );
  expect(requests).toEqual([
    [[4, 1, 2]],
    [[4, 0, 4]],
    [
      [4, 3, 3],
      [4, 8, 3],
    ],
    [
      [4, 0, 7],
      [4, 13, 1],
    ],
  ]);
});

describe('a file of one’s own', () => {
  it('may say no more than it must', () => {
    const maps = parseRegisterMaps(register('quantity: co2Ppm, unit: ppm, address: 2'), 'own.yaml');
    expect(maps.get('ours')!.registers[0]).toMatchObject({
      type: 'u16',
      words: 'high-first',
      scale: 1,
      offset: 0,
      none: [],
    });
  });

  it.each([
    ['quantity: co2Ppm, unit: "%", address: 2', 'own.yaml:8: maps.ours.registers.0.unit: must be "ppm" for co2Ppm'],
    ['quantity: radonBq, unit: Bq, address: 2', 'own.yaml:8: maps.ours.registers.0.quantity: must be one of co2Ppm'],
    ['quantity: co2Ppm, unit: ppm, address: 70000', 'own.yaml:8: maps.ours.registers.0.address: '],
    ['quantity: co2Ppm, unit: ppm, address: 2, scale: 0', 'own.yaml:8: maps.ours.registers.0.scale: must not be 0'],
    ['quantity: co2Ppm, unit: ppm, address: 2, typ: u32', 'own.yaml:8: maps.ours.registers.0.typ: is no setting'],
  ])('says of %s where and what is wrong', (settings, problem) => {
    expect(problemsOf(register(settings))).toContain(problem);
  });

  it.each([
    ['', 'own.yaml'],
    ['version: 2', 'own.yaml:1: version: must be 1'],
    ['version: 1\nmaps:\n  Ours: {}', 'own.yaml:3: maps.Ours: must be of small letters'],
    ['version: 1\nmaps: [', 'own.yaml:2: is not valid YAML'],
    ['version: 1\nmaps: { a: &b { name: x }, c: *b }', 'anchors'],
    ['x'.repeat(300_000), 'is larger than 256 kB'],
  ])('is refused as a whole: %s', (text, problem) => {
    expect(problemsOf(text)).toContain(problem);
  });

  it('is as the documentation shows', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/devices/environment.md'), 'utf8');
    const [example] = text.match(/(?<=```yaml\n)version: 1[^`]*/)!;
    expect(parseRegisterMaps(example, 'environment.md').get('our-air-sensor')!.registers).toHaveLength(4);
  });

  it('that is not there is named', () => {
    expect(() => loadRegisterMaps('/no/such/file.yaml')).toThrow('/no/such/file.yaml: cannot be read (ENOENT); check');
  });

  it('never crashes the reader', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        problemsOf(text);
      }),
      { numRuns: 500 },
    );
  });
});

const bounds: Record<Exclude<RegisterType, 'f32'>, [number, number]> = {
  u16: [0, 0xffff],
  s16: [-0x8000, 0x7fff],
  u32: [0, 0xffff_ffff],
  s32: [-0x8000_0000, 0x7fff_ffff],
};

it('reads what was written, in every type and order of words', () => {
  const written = fc.constantFrom(...registerTypes).chain((type) => {
    const [min, max] = type === 'f32' ? [0, 0] : bounds[type];
    const raw = type === 'f32' ? fc.float({ noNaN: true }) : fc.integer({ min, max });
    return fc.record({
      type: fc.constant(type),
      raw,
      words: fc.constantFrom('high-first' as const, 'low-first' as const),
    });
  });
  fc.assert(
    fc.property(written, fc.array(fc.nat(0xffff), { maxLength: 4 }), ({ raw, ...register }, before) => {
      const words = [...before, ...wordsOf(register, raw), 7];
      expect(rawOf(register, words, before.length)).toBe(raw);
    }),
  );
});

it('knows that a device has no reading, however the pattern is written', () => {
  expect(isNone({ type: 's16', none: [0xffff] }, -1)).toBe(true);
  expect(isNone({ type: 's16', none: [-1] }, -1)).toBe(true);
  expect(isNone({ type: 's32', none: [0xffff_ffff] }, -1)).toBe(true);
  expect(isNone({ type: 'u16', none: [0xffff] }, 0x7fff)).toBe(false);
  expect(isNone({ type: 'f32', none: [] }, Number.NaN)).toBe(true);
});
