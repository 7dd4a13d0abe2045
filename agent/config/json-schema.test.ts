import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { configJsonSchema, settingPaths, textOf } from './json-schema.ts';

const provisioning = join(import.meta.dirname, '../../provisioning');
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
const isValid = ajv.compile(configJsonSchema());
const least = () => ({
  version: 1,
  room: { region: '310104', school: '2131000000', room: 'r301' },
  sources: { microphone: 'pulse:room' } as Record<string, unknown>,
});

it('is published as it is', () => {
  const published = readFileSync(join(provisioning, 'lectern.schema.json'), 'utf8');
  expect(JSON.parse(published), 'write it anew: lectern config schema > provisioning/lectern.schema.json').toEqual(
    JSON.parse(JSON.stringify(configJsonSchema())),
  );
});

it('takes the example, and what people may write', () => {
  const example = parseYaml(readFileSync(join(provisioning, 'lectern.example.yaml'), 'utf8')) as object;
  expect(isValid(example), JSON.stringify(isValid.errors)).toBe(true);
  expect(isValid(least())).toBe(true);
  expect(isValid({ ...least(), sources: { microphone: ['pulse:a', { address: 'alsa:b', channels: 2 }] } })).toBe(true);
});

it.each([
  ['no room', { room: undefined }],
  ['a room without a school', { room: { region: '310104', room: 'r301' } }],
  ['an unknown setting', { colour: 'blue' }],
  ['a port beyond all', { screen: { port: 70_000 } }],
  ['a slot of no length that is there', { lesson: { slotS: 7 } }],
  ['a file of no name', { models: { keys: '' } }],
])('refuses %s', (_, change) => {
  expect(isValid(JSON.parse(JSON.stringify({ ...least(), ...change })))).toBe(false);
});

it('says of every setting what it is, in Chinese and English', () => {
  const silent = settingPaths().filter((path) => textOf(path.split('.')) === undefined);
  expect(silent).toEqual([]);
  for (const path of settingPaths()) expect(textOf(path.split('.'))!.zh).toMatch(/\p{Script=Han}/u);
});
