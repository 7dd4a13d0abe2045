import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENERATIONS_ENV, readInForce } from '../../models/generations.ts';
import { loadModel } from '../../models/session.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { BundleServer } from '../../test/fixtures/bundle-server.ts';
import { madeModel } from '../../test/fixtures/made-model.ts';
import { BundleBench, signedAnew, trusted } from '../../test/fixtures/model-bundle.ts';
import { sha256Of } from './bundle-manifest.ts';
import { type BundleSource, folderSource, webSource } from './bundle-source.ts';
import { type InstallOptions, installBundle } from './install-bundle.ts';
import { makeSigningKey } from './pack-bundle.ts';
import { trustedKeysOf } from './signature.ts';

let bench: BundleBench;
beforeEach(() => {
  bench = new BundleBench();
});
afterEach(() => {
  delete process.env[GENERATIONS_ENV];
  bench.leave();
});

const signal = new AbortController().signal;
const install = async (source: BundleSource | string, more: Partial<InstallOptions> = {}) =>
  await installBundle({
    source: typeof source === 'string' ? folderSource(source) : source,
    ...{ keys: trusted, generations: bench.generations, program: await bench.program(), signal },
    ...more,
  });
const versionOf = async (id: string) => {
  const model = await loadModel(id, { generations: bench.generations.folder });
  await model.release();
  return model.version;
};
/** With a net of its own in place of the one for the students. */
const withNet = (name: string, net: Uint8Array, about = {}) =>
  bench.pack(name, about, (from) => writeFileSync(join(from, 'student-states.onnx'), net));

describe('a good bundle', () => {
  it('waits, is used when it is told to, and gives way again', async () => {
    const before = await versionOf('student-states');
    const { bundle, tried } = await install(await withNet('first', madeModel(0, 0.5)));
    expect(tried.map(({ id }) => id)).toEqual(['student-states', 'talk-second', 'talk-turns']);
    expect(bench.generations.state).toMatchObject({ current: null, next: bundle.id });
    expect(await versionOf('student-states')).toBe(before);

    expect(bench.generations.switchToNext()).toBe(bundle.id);
    const first = await versionOf('student-states');
    expect(first).not.toBe(before);
    bench.generations.passTrial();
    await install(await withNet('second', madeModel(0, 0.7), { sequence: 2 }));
    bench.generations.switchToNext();
    expect(await versionOf('student-states')).not.toBe(first);

    bench.generations.rollBack('for a test');
    expect(await versionOf('student-states')).toBe(first);
    bench.generations.rollBack('for a test');
    expect(await versionOf('student-states')).toBe(before);
  });

  const installedDamaged: Fault = {
    part: 'models',
    kind: 'wrong',
    fault: 'the file of an updated model is damaged later',
    seen: 'nothing',
    lost: 'nothing: the program’s own model is used',
    recovers: 'the same bundle mends it',
  };
  it('is passed over by a sensor when its file is damaged later', shows(installedDamaged), async () => {
    const before = await versionOf('student-states');
    const { bundle } = await install(await withNet('first', madeModel()));
    bench.generations.switchToNext();
    expect(await versionOf('student-states')).not.toBe(before);
    truncateSync(join(bench.generations.folder, 'generations', bundle.id, 'student-states.onnx'), 300);
    expect(await versionOf('student-states')).toBe(before);
    // A newer one is held against the program's own, and the same one mends it.
    await install(await withNet('second', madeModel(0, 0.7), { sequence: 2 }));
    await install(bench.at('bundles/first'));
    expect(bench.generations.state.next).toBe(bundle.id);
    bench.generations.switchToNext();
    expect(await versionOf('student-states')).not.toBe(before);
    bench.generations.rollBack('for a test');
    expect(bench.generations.state.current).toBeNull();
  });

  const noDiskForBundle: Fault = {
    part: 'model-update',
    kind: 'refused',
    fault: 'its folder cannot be made',
    seen: { code: 'MODELS_NOT_UPDATED' },
    lost: 'nothing: the models before go on',
    recovers: 'when the disk takes it',
  };
  it('that cannot be brought for want of the disk may be brought later', shows(noDiskForBundle), async () => {
    const folder = await bench.pack('first');
    mkdirSync(bench.at('data'));
    writeFileSync(bench.at('data/models'), 'a file where a folder should be');
    await expect(install(folder)).rejects.toMatchObject({ code: 'MODEL_DISK' });
    rmSync(bench.at('data/models'));
    await install(folder);
  });

  it('is found by sensors through their environment', async () => {
    const before = await versionOf('student-states');
    await install(await withNet('first', madeModel()));
    bench.generations.switchToNext();
    process.env[GENERATIONS_ENV] = bench.generations.folder;
    const model = await loadModel('student-states');
    expect(model.version).not.toBe(before);
    await model.release();
  });

  it('comes again without harm', async () => {
    const folder = await bench.pack('first');
    await install(folder);
    expect((await install(folder)).tried).toEqual([]);
    bench.generations.switchToNext();
    expect((await install(folder)).tried).toEqual([]);
    expect(bench.generations.state.next).toBeNull();
  });

  it('is not brought by two at once', async () => {
    const folder = await bench.pack('first');
    const both = await Promise.allSettled([install(folder), install(folder)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'MODEL_UPDATE_BUSY' } });
  });

  it('is not fetched where the machine has its files', async () => {
    const server = new BundleServer(await bench.pack('first'));
    const url = await server.start();
    await install(webSource(url));
    expect(server.asked.map(({ name }) => name)).toEqual(['manifest.json', 'manifest.json.sig']);
    await server.stop();
  });
});

describe('a bundle from the web', () => {
  const bundleBreaksOff: Fault = {
    part: 'model-update',
    kind: 'lost',
    fault: 'the connection breaks while it is fetched',
    seen: 'the region sees it waiting',
    lost: 'nothing: the models before go on',
    recovers: 'fetched on from where it broke, or anew',
  };
  it.each([
    ['goes on where the connection broke', true],
    ['begins anew where the server cannot go on', false],
  ])('%s', shows(bundleBreaksOff), async (_, knowsRanges) => {
    const net = madeModel(0, 0.5, 50_000);
    const server = new BundleServer(await withNet('first', net));
    server.knowsRanges = knowsRanges;
    const url = await server.start();
    const cutAfter = Math.ceil(net.length * 0.4);
    server.cutAfter = cutAfter;
    await expect(install(webSource(url))).rejects.toMatchObject({ code: 'MODEL_BUNDLE_UNREACHABLE' });
    expect(readInForce(bench.generations.folder).next).toBeNull();
    server.cutAfter = null;
    server.asked.length = 0;
    await install(webSource(url));
    const model = server.asked.filter(({ name }) => name === 'student-states.onnx');
    expect(model).toHaveLength(1);
    // A destroyed connection may take the last bytes along.
    if (knowsRanges) expect(model[0]!.from).toBeGreaterThan(0);
    expect(model[0]!.from).toBeLessThanOrEqual(cutAfter);
    await server.stop();
  });

  it('that is not there is told with its address', async () => {
    const server = new BundleServer(bench.at('nothing'));
    const url = await server.start();
    await expect(install(webSource(url))).rejects.toMatchObject({
      code: 'MODEL_BUNDLE_UNREACHABLE',
      message: `${url}manifest.json: the server answers 404; check the address`,
    });
    await server.stop();
    await expect(install(webSource(url))).rejects.toMatchObject({ code: 'MODEL_BUNDLE_UNREACHABLE' });
    expect(() => webSource('http://hub.example.edu.cn/')).toThrow(/https/);
  });
});

describe('a bundle that must not be used', () => {
  const refused = async (folder: string, code: string, more: Partial<InstallOptions> = {}) => {
    const before = bench.generations.state;
    await expect(install(folder, more)).rejects.toMatchObject({ code });
    expect(bench.generations.state).toMatchObject({ current: before.current, next: before.next });
  };
  const changed = (folder: string, name: string, change: (text: string) => string) => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(path, 'latin1')), 'latin1');
  };

  it('has a changed model', async () => {
    const folder = await withNet('first', madeModel());
    changed(folder, 'student-states.onnx', (text) => text.replace('made', 'evil'));
    await refused(folder, 'MODEL_BUNDLE_TAMPERED');
  });

  it('has a model that is cut short', async () => {
    const folder = await withNet('first', madeModel());
    truncateSync(join(folder, 'student-states.onnx'), 100);
    await refused(folder, 'MODEL_BUNDLE_UNREACHABLE');
  });

  it('has a model that is longer than it says', async () => {
    const folder = await withNet('first', madeModel());
    changed(folder, 'student-states.onnx', (text) => `${text}more`);
    await refused(folder, 'MODEL_BUNDLE_TAMPERED');
  });

  const bundleForeign: Fault = {
    part: 'model-update',
    kind: 'refused',
    fault: 'it is not signed, or by somebody else',
    seen: { code: 'MODELS_NOT_UPDATED' },
    lost: 'nothing: the models before go on',
    recovers: 'with a bundle of the right signature',
  };
  it('has a changed list, no signature, or one of another key', shows(bundleForeign), async () => {
    const folder = await bench.pack('first');
    await refused(folder, 'MODEL_BUNDLE_FOREIGN', { keys: trustedKeysOf(makeSigningKey().publicPem, 'others') });
    changed(folder, 'manifest.json', (text) => text.replace('"sequence": 1', '"sequence": 7'));
    await refused(folder, 'MODEL_BUNDLE_TAMPERED');
    writeFileSync(join(folder, 'manifest.json.sig'), 'none');
    await refused(folder, 'MODEL_BUNDLE_UNSIGNED');
  });

  it('is older than what the machine has, unless somebody insists', async () => {
    await install(await bench.pack('second', { sequence: 2 }));
    bench.generations.switchToNext();
    const older = await bench.pack('first', { sequence: 1 });
    await refused(older, 'MODEL_BUNDLE_OLDER');
    await install(older, { isInsisted: true });
    expect(bench.generations.state.next).toMatch(/^first-/);
  });

  it('is for another version of the program', async () => {
    await refused(await bench.pack('first', { program: { from: '0.2.0', before: '0.3.0' } }), 'MODEL_BUNDLE_UNFIT');
    await refused(await bench.pack('past', { program: { from: '0.0.1', before: '0.1.0' } }), 'MODEL_BUNDLE_UNFIT');
  });

  const bundleWrong: Fault = {
    part: 'model-update',
    kind: 'wrong',
    fault: 'a model in it answers otherwise than its maker says',
    seen: { code: 'MODELS_NOT_UPDATED' },
    lost: 'nothing: the models before go on',
    recovers: 'with another bundle: this one is not tried again',
  };
  it('has a model that answers otherwise than its maker says, and is not tried again', shows(bundleWrong), async () => {
    const folder = await bench.pack('first');
    // Signed by somebody who did not look.
    const broken = await withNet('broken', madeModel());
    const signed = signedAnew(broken, (manifest) => {
      manifest.models[0]!.selfTest.outputs.states!.values[0]![1] += 1;
    });
    await refused(signed, 'MODEL_TEST_FAILED');
    await refused(signed, 'MODEL_BUNDLE_REFUSED');
    await install(folder);
  });

  it('has one that is no ONNX at all', async () => {
    const folder = await withNet('noise', madeModel());
    const noise = Buffer.alloc(5000, 'noise');
    writeFileSync(join(folder, 'student-states.onnx'), noise);
    const signed = signedAnew(folder, (manifest) => {
      Object.assign(manifest.models[0]!, { bytes: noise.length, sha256: sha256Of(noise) });
    });
    await refused(signed, 'MODEL_TEST_FAILED');
  });

  const bundleSlow: Fault = {
    part: 'model-update',
    kind: 'overload',
    fault: 'a model in it is too slow for this machine',
    seen: { code: 'MODELS_NOT_UPDATED' },
    lost: 'nothing: the models before go on',
    recovers: 'with another bundle',
  };
  it('is slower than allowed', shows(bundleSlow), async () => {
    const folder = await withNet('slow', madeModel(3000), { slowest: 1 });
    await expect(install(folder)).rejects.toMatchObject({
      code: 'MODEL_TOO_SLOW',
      message: expect.stringMatching(/^student-states: takes [\d.]+ ms on this machine, the one in use [\d.]+ ms/),
    });
    expect(bench.generations.state).toMatchObject({
      next: null,
      refused: [{ bundle: expect.stringMatching(/^slow-/) }],
    });
  });
});
