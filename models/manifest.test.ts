import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findModel, MANIFEST_PATH, readManifest } from './manifest.ts';

async function read(content: string): Promise<unknown> {
  const dir = await mkdtemp(join(tmpdir(), 'manifest-'));
  try {
    const path = join(dir, 'models.json');
    await writeFile(path, content);
    return await readManifest(path);
  } finally {
    await rm(dir, { recursive: true });
  }
}

test('the manifest of the release is valid and names a licence for each network', async () => {
  const { models } = await readManifest(MANIFEST_PATH);
  expect(models.map(({ id }) => id)).toContain('face-detector-full-range');
  for (const model of models) expect(model.licences[0]).toMatchObject({ covers: 'network and weights' });
});

test('a model that is not in it is named, with those that are', async () => {
  const manifest = await readManifest();
  expect(() => findModel(manifest, 'age')).toThrow(/no model "age".*movenet-thunder/);
});

test.each([
  ['no JSON', '{'],
  ['no models', '{}'],
  ['an unknown field', '{"models": [], "extra": 1}'],
])('a manifest with %s is refused', async (_, content) => {
  await expect(read(content)).rejects.toMatchObject({ code: 'MODEL_MANIFEST_INVALID' });
});

test('a short hash, a doubled id and a conversion of what is ONNX already are refused', async () => {
  const tensor = { name: 'x', dtype: 'float32', shape: [1], meaning: '' };
  const model = {
    id: 'a',
    title: 'A',
    source: { trainedHere: true, file: 'a.onnx' },
    licences: [{ covers: 'network and weights', spdx: 'Apache-2.0', holder: '', text: '' }],
    conversion: 'none',
    sha256: '0'.repeat(64),
    inputs: [tensor],
    outputs: [tensor],
  };
  await expect(read(JSON.stringify({ models: [model] }))).resolves.toBeDefined();
  for (const wrong of [[{ ...model, sha256: 'abc' }], [model, model], [{ ...model, conversion: 'tfjs-graph' }]]) {
    await expect(read(JSON.stringify({ models: wrong }))).rejects.toMatchObject({ code: 'MODEL_MANIFEST_INVALID' });
  }
});
