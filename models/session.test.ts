import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Fault, shows } from '../test/faults/fault.ts';
import { MANIFEST_PATH } from './manifest.ts';
import { loadModel } from './session.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'session-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const BLACK = new Tensor('float32', new Float32Array(192 * 192 * 3).fill(-1), [1, 192, 192, 3]);

test('runs a model, tells its version and adds up the time inside it', async () => {
  const session = await loadModel('face-detector-full-range');
  expect(session.version).toMatch(/^[0-9a-f]{12}$/);
  expect(session.sessionsMs).toBe(0);
  const outputs = await session.run({ input: BLACK });
  expect(outputs.float32('Identity').dims).toEqual([1, 2304, 17]);
  expect(() => outputs.float32('Identity_1')).toThrow(/Identity_1/);
  const afterOne = session.sessionsMs;
  expect(afterOne).toBeGreaterThan(0);
  await session.run({ input: BLACK });
  expect(session.sessionsMs).toBeGreaterThan(afterOne);
  await session.release();
});

test('the voice model keeps its state between chunks', async () => {
  const session = await loadModel('silero-vad-v5');
  const input = new Tensor('float32', new Float32Array(576), [1, 576]);
  const sr = new Tensor('int64', BigInt64Array.of(16000n), []);
  const first = await session.run({ input, sr, state: new Tensor('float32', new Float32Array(256), [2, 1, 128]) });
  const { data, dims } = first.float32('stateN');
  const second = await session.run({ input, sr, state: new Tensor('float32', data, dims) });
  expect(second.float32('output').data[0]).toBeLessThan(0.2);
  await session.release();
});

const modelNotBuilt: Fault = {
  part: 'models',
  kind: 'absent',
  fault: 'a model’s file is not there',
  seen: 'the room names the camera or microphone whose program failed',
  lost: 'what it would have observed: a gap in the report',
  recovers: 'with the next lesson after set-up has made the model',
};
test('a model that was not built tells to run set-up', shows(modelNotBuilt), async () => {
  await expect(loadModel('movenet-thunder', { builtDir: dir })).rejects.toMatchObject({
    code: 'MODEL_NOT_BUILT',
    message: expect.stringContaining('node models/prepare.ts'),
  });
});

test('an unknown model is refused', async () => {
  await expect(loadModel('nobody')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
});

async function loadWith(change: (manifest: string) => string) {
  const manifestPath = join(dir, 'models.json');
  await writeFile(manifestPath, change(await readFile(MANIFEST_PATH, 'utf8')));
  return await loadModel('face-detector-full-range', { manifestPath });
}

const modelOther: Fault = {
  part: 'models',
  kind: 'refused',
  fault: 'a model’s file is another one than is listed',
  seen: 'the room names the camera or microphone whose program failed',
  lost: 'what it would have observed: a gap in the report',
  recovers: 'with the next lesson after the right file is there',
};
test('a file with other outputs than the manifest says is refused when it is loaded', shows(modelOther), async () => {
  const loading = loadWith((manifest) => manifest.replace('"Identity"', '"faces"'));
  await expect(loading).rejects.toMatchObject({ code: 'MODEL_SIGNATURE_MISMATCH' });
});

const modelWrong: Fault = {
  part: 'models',
  kind: 'wrong',
  fault: 'a model gives something of another shape',
  seen: 'the room names the camera or microphone whose program failed',
  lost: 'what it would have observed: a gap in the report',
  recovers: 'with the next lesson after the right file is there',
};
test('an output of another shape than the manifest says is refused when it comes', shows(modelWrong), async () => {
  const session = await loadWith((manifest) => manifest.replace('2304', '896'));
  await expect(session.run({ input: BLACK })).rejects.toMatchObject({
    code: 'MODEL_SIGNATURE_MISMATCH',
    message: expect.stringContaining('float32[1, 2304, 17]'),
  });
  await session.release();
});
