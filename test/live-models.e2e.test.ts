import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDatabaseToRead } from '../agent/store/database.ts';
import { LessonStore } from '../agent/store/lesson-store.ts';
import { sha256Of } from '../provisioning/model-updates/bundle-manifest.ts';
import { ModelGenerations } from '../provisioning/model-updates/model-generations.ts';
import { film, lectern, type RunningCommand } from './cli.ts';
import { BundleServer } from './fixtures/bundle-server.ts';
import { madeModel } from './fixtures/made-model.ts';
import { freePort } from './fixtures/mosquitto-broker.ts';
import { CertificateAuthority } from './fixtures/room-certificates.ts';
import { RoomInRegion, room } from './fixtures/room-in-region.ts';

let folder: string;
let agent: RunningCommand | undefined;
const at = (...names: string[]) => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-live-models-'));
});
afterEach(async () => {
  agent?.child.kill('SIGKILL');
  await agent?.finished();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command of `lectern` on this room to its end. */
async function command(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await lectern(...args, '--config', at('lectern.yaml')).finished();
  expect(code, stderr).toBe(0);
  return stdout;
}
const inUse = async () =>
  JSON.parse(await command('models', 'list', '--json')) as { current: string; onTrial: boolean };
const said = (text: string) => agent!.until(() => agent!.stderr.includes(text));

async function bundle(name: string, sequence: number, net: Uint8Array): Promise<string> {
  mkdirSync(at(name));
  writeFileSync(at(name, 'student-states.onnx'), net);
  const about = ['--name', name, '--sequence', String(sequence), '--before', '9.0.0', '--slowest', '10'];
  const packed = lectern(
    'models',
    'pack',
    at(name),
    at(`${name}-bundle`),
    '--key',
    at('model-signing-key.pem'),
    ...about,
  );
  expect((await packed.finished()).code).toBe(0);
  return at(`${name}-bundle`);
}

/** Models that took part in the latest lesson. */
function modelsOfLesson(): Record<string, string> {
  const database = openDatabaseToRead(at('data'));
  try {
    const [latest] = [...new LessonStore(database).startedBetween(0, Number.MAX_SAFE_INTEGER)].reverse();
    return latest!.models;
  } finally {
    database.close();
  }
}

it('a bundle that the region names is fetched over TLS, used when the lesson is over, and reported', async () => {
  const authority = new CertificateAuthority(at('ca'));
  expect((await lectern('models', 'keygen', folder).finished()).code).toBe(0);
  const made = await bundle('spring', 1, madeModel(0, 0.5));
  const server = new BundleServer(made, authority.issue('bundles', { names: 'DNS:localhost' }));
  const url = await server.start();
  const manifest = readFileSync(join(made, 'manifest.json'));
  const { models } = JSON.parse(manifest.toString()) as { models: { id: string; sha256: string }[] };
  const region = new RoomInRegion();
  // The fixture's broker is plain; whom the region is vouched for by is told all the same.
  process.env.LECTERN__hub__ca = authority.ca;
  try {
    await region.start([`models: { keys: ${at('model-keys.pem')} }`]);
    await region.lesson('start');
    const wish = { version: 1, models: models.map(({ id, sha256 }) => ({ id, sha256 })) };
    const named = { ...wish, bundle: { url, manifestSha256: sha256Of(manifest) } };
    expect(await region.voice.wish(room, 'models', named)).toMatchObject({ version: 1, status: 'waiting' });
    await vi.waitFor(() => expect(server.asked.map(({ name }) => name)).toContain('student-states.onnx'), 30_000);
    const states = () => region.read('models/reported').map(({ message }) => message?.data.status);
    expect(new Set(states())).toEqual(new Set(['waiting']));
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    expect(new Set(states()), 'nothing is switched in a lesson').toEqual(new Set(['waiting']));
    await region.lesson('end');
    await vi.waitFor(() => expect(states().at(-1)).toBe('applied'), 60_000);

    const other = { ...named, version: 2, models: [{ id: 'student-states', sha256: 'f'.repeat(64) }] };
    const missing = { ...other, bundle: { url: `${url}missing/`, manifestSha256: sha256Of(manifest) } };
    expect(await region.voice.wish(room, 'models', missing)).toMatchObject({ version: 2, status: 'waiting' });
  } finally {
    delete process.env.LECTERN__hub__ca;
    await region.stop();
    await server.stop();
  }
}, 240_000);

it('a room takes new models between lessons, and leaves those that fail in a lesson, which goes on with the ones before', async () => {
  const port = await freePort();
  const lesson = async (word: string) =>
    expect((await lectern('lesson', word, '--port', String(port)).finished()).code).toBe(0);
  writeFileSync(
    at('lectern.yaml'),
    `version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { studentCamera: { address: ${join(film, 'student.mp4')}, loop: true } }
lesson: { begins: hand }
models: { keys: model-keys.pem }
store: { folder: data }
screen: { port: ${port} }
`,
  );
  expect((await lectern('models', 'keygen', folder).finished()).code).toBe(0);
  agent = lectern('run', '--config', at('lectern.yaml'));
  await said('"ready"');

  await command('models', 'install', await bundle('good', 1, madeModel(0, 0.5)));
  await said('models of bundle good-');
  const good = await inUse();
  expect(good).toMatchObject({ current: expect.stringMatching(/^good-/), onTrial: true });

  // A lesson of five minutes would do that.
  new ModelGenerations(at('data/models')).passTrial();

  // It answers the trial, which has one picture, and fails on a class.
  const bad = await bundle('bad', 2, madeModel(0, 0.7, 0, 1));
  await lesson('start');
  await said('"msg":"lesson begun"');
  await command('models', 'install', bad);
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  expect((await inUse()).current, 'in the middle of a lesson nothing is switched').toBe(good.current);
  await lesson('end');
  await said('models of bundle bad-');
  expect(Object.keys(modelsOfLesson())).toContain('student-states');
  const goodVersion = modelsOfLesson()['student-states'];

  await lesson('start');
  await said('MODELS_ROLLED_BACK');
  expect((await inUse()).current).toBe(good.current);
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  await lesson('end');
  await agent.until(() => agent!.stderr.split('"msg":"lesson reported"').length === 3);
  expect(modelsOfLesson()['student-states']).toBe(goodVersion);
  expect(await command('models', 'list')).toMatch(/given up: bad-\w+: .*student-camera/);
}, 240_000);
