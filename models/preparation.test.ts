import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PreparationOptions, prepareModels } from './preparation.ts';

const ONE = Buffer.from('the first network');
const TWO = Buffer.from('the second network');
const LOCAL = Buffer.from('a network trained here');

let dir: string;
let builtDir: string;
let from: string;
let integrity: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'preparation-'));
  builtDir = join(dir, 'built');
  from = join(dir, 'packages');
  await mkdir(join(dir, 'package'));
  await mkdir(from);
  await writeFile(join(dir, 'package/one.onnx'), ONE);
  await writeFile(join(dir, 'package/two.onnx'), TWO);
  await writeFile(join(dir, 'local.onnx'), LOCAL);
  const tarball = join(from, 'scope-networks-1.0.0.tgz');
  await promisify(execFile)('tar', ['-czf', tarball, '-C', dir, 'package']);
  integrity = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function packaged(id: string, bytes: Buffer) {
  const source = { package: '@scope/networks', version: '1.0.0', integrity, megabytes: 1 };
  return { ...described(id, sha256(bytes)), source: { ...source, files: [`package/${id}.onnx`] } };
}

function described(id: string, hash: string) {
  const tensor = { name: 'x', dtype: 'float32', shape: ['N'], meaning: 'anything' };
  const licences = [{ covers: 'network and weights', spdx: 'MIT', holder: 'nobody', text: 'LICENSE' }];
  const source = { trainedHere: true, file: 'local.onnx' };
  return { id, title: id, source, licences, conversion: 'none', sha256: hash, inputs: [tensor], outputs: [tensor] };
}

async function prepare(models: object[], change: Partial<PreparationOptions> = { from }): Promise<string[]> {
  const manifestPath = join(dir, 'models.json');
  await writeFile(manifestPath, JSON.stringify({ models }, null, 2));
  const lines: string[] = [];
  await prepareModels({
    manifestPath,
    builtDir,
    only: [],
    record: false,
    report: (line) => lines.push(line),
    signal: new AbortController().signal,
    ...change,
  });
  return lines;
}

test('installs what is missing, fetching a package once, and does nothing the second time', async () => {
  const models = [packaged('one', ONE), packaged('two', TWO), described('local', sha256(LOCAL))];
  const lines = await prepare(models);
  expect(lines.filter((line) => line.startsWith('Fetching'))).toHaveLength(1);
  expect(await readFile(join(builtDir, 'one.onnx'))).toEqual(ONE);
  expect(await readFile(join(builtDir, 'local.onnx'))).toEqual(LOCAL);
  expect((await readdir(builtDir)).sort()).toEqual(['local.onnx', 'one.onnx', 'stamps.json', 'two.onnx']);

  const before = await stat(join(builtDir, 'one.onnx'));
  expect(await prepare(models)).toEqual(['All 3 models are in place.']);
  expect((await stat(join(builtDir, 'one.onnx'))).ino).toBe(before.ino);
});

test('a file that was touched but is the same is kept; one that is damaged is made again', async () => {
  const models = [packaged('one', ONE)];
  await prepare(models);
  const path = join(builtDir, 'one.onnx');
  await utimes(path, 1, 1);
  expect(await prepare(models)).toEqual(['All 1 models are in place.']);
  await writeFile(path, 'damaged');
  await prepare(models);
  expect(await readFile(path)).toEqual(ONE);
});

test('a result of another hash is not installed, and nothing half-made is left', async () => {
  await expect(prepare([packaged('one', TWO)])).rejects.toMatchObject({
    code: 'MODEL_HASH_MISMATCH',
    message: expect.stringContaining(sha256(ONE)),
  });
  expect(await readdir(builtDir)).toEqual([]);
});

test('what was installed before survives a failed replacement', async () => {
  await prepare([packaged('one', ONE)]);
  await expect(prepare([packaged('one', TWO)])).rejects.toMatchObject({ code: 'MODEL_HASH_MISMATCH' });
  expect(await readFile(join(builtDir, 'one.onnx'))).toEqual(ONE);
});

test('a package of another integrity is refused before anything is taken from it', async () => {
  const tarball = join(from, 'scope-networks-1.0.0.tgz');
  await writeFile(tarball, Buffer.concat([await readFile(tarball), Buffer.of(0)]));
  await expect(prepare([packaged('one', ONE)])).rejects.toMatchObject({ code: 'MODEL_INTEGRITY_MISMATCH' });
  expect(await readdir(builtDir)).toEqual([]);
});

test('a package that is not in the folder is named', async () => {
  const elsewhere = join(dir, 'elsewhere');
  await expect(prepare([packaged('one', ONE)], { from: elsewhere })).rejects.toMatchObject({
    code: 'MODEL_TARBALL_MISSING',
    message: expect.stringContaining('npm pack @scope/networks@1.0.0'),
  });
});

test('a file that is not in the package is named', async () => {
  await expect(prepare([packaged('three', ONE)])).rejects.toMatchObject({
    code: 'MODEL_EXTRACTION_FAILED',
    message: expect.stringContaining('package/three.onnx'),
  });
});

test('when npm cannot fetch the package, its reason is passed on', async () => {
  // An empty folder as npm's only world: no cache, no network.
  const settings = { npm_config_offline: 'true', npm_config_cache: join(dir, 'cache') };
  const before = { ...process.env };
  Object.assign(process.env, settings);
  try {
    await expect(prepare([packaged('one', ONE)], {})).rejects.toMatchObject({
      code: 'MODEL_DOWNLOAD_FAILED',
      message: expect.stringMatching(/@scope\/networks@1\.0\.0[\s\S]*ENOTCACHED/),
    });
  } finally {
    process.env = before;
  }
  expect(await readdir(builtDir)).toEqual([]);
}, 30_000);

test('recording writes the hashes found into the manifest and leaves the rest as it is', async () => {
  const wrong = [packaged('one', LOCAL), packaged('two', LOCAL)];
  await prepare(wrong, { from, record: true });
  const recorded = JSON.parse(await readFile(join(dir, 'models.json'), 'utf8'));
  expect(recorded).toEqual({ models: [packaged('one', ONE), packaged('two', TWO)] });
});

test('only the models asked for are looked at', async () => {
  const models = [packaged('one', ONE), packaged('two', LOCAL)];
  await prepare(models, { from, only: ['one'] });
  expect((await readdir(builtDir)).sort()).toEqual(['one.onnx', 'stamps.json']);
  await expect(prepare(models, { from, only: ['three'] })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
});

test('the folder of a run that was killed is removed by the next', async () => {
  const abandoned = join(builtDir, '.prepare-999999999');
  await mkdir(abandoned, { recursive: true });
  await prepare([packaged('one', ONE)]);
  expect(await readdir(builtDir)).not.toContain('.prepare-999999999');
});

test('a run that is stopped leaves nothing half-made', async () => {
  const manifestPath = join(dir, 'models.json');
  await writeFile(manifestPath, JSON.stringify({ models: [packaged('one', ONE)] }));
  const options = {
    manifestPath,
    builtDir,
    from,
    only: [],
    record: false,
    report: () => {},
    signal: AbortSignal.abort(),
  };
  await expect(prepareModels(options)).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(builtDir)).toEqual([]);
});
