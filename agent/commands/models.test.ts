import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BUILT_DIR, builtPath } from '../../models/built-models.ts';
import { madeModel } from '../../test/fixtures/made-model.ts';

const CLI = join(import.meta.dirname, '../cli.ts');
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-models-'));
  mkdirSync(at('onnx'));
  mkdirSync(at('keys'));
  mkdirSync(at('data'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function models(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'models', ...args], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}
const config = () => {
  writeFileSync(
    at('lectern.yaml'),
    `version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:room" }
store: { folder: data }
models: { keys: keys/model-keys.pem }
`,
  );
  return ['--config', at('lectern.yaml')];
};

it('makes a key and a bundle, installs it, tells of it and goes back', () => {
  expect(models('keygen', at('keys')).status).toBe(0);
  expect(statSync(at('keys/model-signing-key.pem')).mode & 0o777).toBe(0o600);
  expect(models('keygen', at('keys'))).toMatchObject({ status: 2, said: expect.stringContaining('is there already') });
  writeFileSync(at('onnx/student-states.onnx'), madeModel());
  copyFileSync(builtPath(BUILT_DIR, 'talk-turns'), at('onnx/talk-turns.onnx'));
  const about = ['--key', at('keys/model-signing-key.pem'), '--name', 'spring', '--sequence', '3', '--before', '9.0.0'];
  expect(models('pack', at('onnx'), at('bundle'), ...about, '--slowest', '10')).toMatchObject({
    status: 0,
    said: expect.stringContaining('2 models, signed'),
  });

  const installed = models('install', at('bundle'), ...config());
  expect(installed.said).toMatch(/student-states: right, [\d.]+ ms a run/);
  expect(installed.said).toMatch(/spring-[0-9a-f]{12} is used from the next lesson on/);
  expect(models('list', ...config()).said).toMatch(/waiting for a moment without a lesson: spring-/);

  // What the agent does between lessons.
  const state = at('data/models/in-force.json');
  const { next } = JSON.parse(readFileSync(state, 'utf8'));
  writeFileSync(
    state,
    JSON.stringify({ current: next, previous: null, next: null, trial: { failures: 0 }, refused: [] }),
  );
  const listed = JSON.parse(models('list', '--json', ...config()).said);
  expect(listed).toMatchObject({ current: next, onTrial: true });
  expect(listed.models.find(({ id }: { id: string }) => id === 'student-states').from).toBe(next);
  expect(models('rollback', ...config()).said).toContain('is given up');
  expect(models('install', at('bundle'), ...config())).toMatchObject({
    status: 2,
    said: expect.stringContaining('given up by hand; to try it again: lectern models install --insist'),
  });
  expect(models('rollback', ...config())).toMatchObject({
    status: 2,
    said: expect.stringContaining('none before them'),
  });
}, 60_000);

it('says what to do where no key is trusted, or there is no bundle', () => {
  const [, file] = config();
  expect(models('install', at('onnx'), '--config', file!)).toMatchObject({
    status: 2,
    said: expect.stringContaining('model-keys.pem: cannot be read (ENOENT)'),
  });
  models('keygen', at('keys'));
  expect(models('install', at('onnx'), '--config', file!)).toMatchObject({
    status: 5,
    said: expect.stringContaining('manifest.json: there is no such file; name the folder that holds the bundle'),
  });
});
