import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newDeviceKey } from '../../provisioning/enrolment/device-key.ts';
import { takeAgentLock } from '../store/agent-lock.ts';
import { openStore } from '../store/agent-store.ts';
import { reportOf, row } from '../store/sample-lesson.ts';

const CLI = join(import.meta.dirname, '../cli.ts');
const NOTE = 'the note that nobody else may read';
const PASSWORD = 'hunter2-of-the-camera';
const KEY = newDeviceKey();
const KEY_PART = KEY.split('\n')[1]!;

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const configuration = (port: number) => `version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { studentCamera: { address: "rtsp://192.168.1.64/main", credentials: class } }
secrets: secrets.yaml
store: { folder: ../data }
screen: { port: ${port} }
hub: { url: "mqtts://hub.example.edu.cn:8883", certificate: room.pem, key: keys/room-key.pem }
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-erase-'));
  for (const name of ['etc/keys', 'data/identity/pair-000001', 'data/recordings', 'data/backups'])
    mkdirSync(at(name), { recursive: true });
  for (const name of ['lectern.yaml', 'lectern.yaml.bak']) writeFileSync(at('etc', name), configuration(1));
  writeFileSync(at('etc/secrets.yaml'), `class: { user: admin, password: ${PASSWORD} }\n`, { mode: 0o600 });
  for (const file of ['etc/keys/room-key.pem', 'data/identity/pair-000001/key'])
    writeFileSync(at(file), KEY, { mode: 0o600 });
  symlinkSync('pair-000001', at('data/identity/current'));
  writeFileSync(at('data/last-good.yaml'), `# ${PASSWORD}\n`);
  writeFileSync(at('data/backups/r301.lectern'), NOTE);
  writeFileSync(at('data/lectern.db.damaged-20260901T080000Z'), NOTE);
  const store = openStore(at('data'));
  store.lessons.save(reportOf('lesson'), row('message'));
  store.notes.set('lesson', NOTE);
  store.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const erase = (...more: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CLI, 'erase', '--config', at('etc/lectern.yaml'), ...more],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return { status, said: `${stdout}${stderr}` };
};
/** Every byte of every file below a folder. */
const everything = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => at(name))
    .filter((path) => existsSync(path) && statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');

it('says what it erases, and afterwards no byte of a note, a password or a key is there', () => {
  for (const planted of [NOTE, PASSWORD, KEY_PART]) expect(everything()).toContain(planted);
  const { status, said } = erase('--yes');
  expect([status, said]).toEqual([0, expect.stringContaining('310104/2131000000/r301')]);
  for (const named of [
    'data/lectern.db',
    'data/identity',
    'etc/secrets.yaml',
    'etc/keys/room-key.pem',
    'etc/lectern.yaml.bak',
  ])
    expect(said).toContain(at(named));
  expect(said).toMatch(/hub est revoke 310104\/2131000000\/r301/);
  expect(said).toMatch(/cryptsetup erase/);
  for (const planted of [NOTE, PASSWORD, KEY_PART]) expect(everything()).not.toContain(planted);
  expect(existsSync(at('data'))).toBe(false);
  expect(readdirSync(at('etc'))).toEqual(['keys']);
});

it('overwrites a file before it goes, also under another name that it has', () => {
  const hardLink = at('other-name');
  spawnSync('ln', [at('etc/keys/room-key.pem'), hardLink]);
  expect(erase('--yes').status).toBe(0);
  expect(readFileSync(hardLink, 'latin1')).toBe('');
});

it('leaves what is not its own, and follows no link', () => {
  writeFileSync(at('thesis.txt'), 'mine');
  writeFileSync(at('data/thesis.txt'), 'mine too');
  symlinkSync(at('thesis.txt'), at('data/recordings/link'));
  const { status, said } = erase('--yes');
  expect(status).toBe(0);
  expect(said).toContain(`left, for it is not Lectern's: ${at('data/thesis.txt')}`);
  expect(readFileSync(at('thesis.txt'), 'utf8')).toBe('mine');
  expect(readdirSync(at('data'))).toEqual(['thesis.txt']);
});

it('asks first, and does nothing where nobody can be asked', () => {
  const before = everything();
  expect(erase()).toMatchObject({ status: 2, said: expect.stringContaining('--yes') });
  expect(everything()).toBe(before);
});

it('does nothing while the agent runs', async () => {
  const lock = takeAgentLock(at('data'))!;
  expect(erase('--yes')).toMatchObject({ status: 2, said: expect.stringContaining('stop it first') });
  lock.release();
  expect(everything()).toContain(PASSWORD);
});

it('erases what is there also without a configuration', () => {
  rmSync(at('etc/lectern.yaml'));
  expect(erase('--yes', '--data', at('data')).status).toBe(0);
  for (const planted of [NOTE, PASSWORD]) expect(everything()).not.toContain(planted);
});

it('leaves what the configuration names elsewhere, and says so', () => {
  const named = ['rules.yaml', 'region-ca.pem', 'elsewhere/room.json'];
  mkdirSync(at('elsewhere'));
  for (const name of named) writeFileSync(at(name), 'somebody’s');
  const text = configuration(1).replace('key: keys', 'ca: ../region-ca.pem, key: keys');
  writeFileSync(at('etc/lectern.yaml'), `${text}findings: { rules: ../rules.yaml }\ntimetable: ../elsewhere\n`);
  const { status, said } = erase('--yes');
  expect([status, said]).toEqual([0, expect.stringContaining('delete it yourself')]);
  for (const name of ['rules.yaml', 'region-ca.pem', 'elsewhere']) expect(said).toContain(`left: ${at(name)} (`);
  for (const name of named) expect(readFileSync(at(name), 'utf8')).toBe('somebody’s');
  expect(everything()).not.toContain(PASSWORD);
});

it('leaves a folder that a setting names for a file, and one that is no agent’s', () => {
  mkdirSync(at('etc/own'));
  mkdirSync(at('var/backups'), { recursive: true });
  for (const name of ['etc/own/a', 'var/backups/b']) writeFileSync(at(name), 'mine');
  writeFileSync(at('etc/lectern.yaml'), `${configuration(1).replace('../data', '../var')}timetable: own\n`);
  const { status, said } = erase('--yes');
  expect([status, said]).toEqual([0, expect.stringContaining(at('var/backups'))]);
  for (const name of ['etc/own/a', 'var/backups/b']) expect(readFileSync(at(name), 'utf8')).toBe('mine');
});

it('refuses with a configuration that tells nothing, unless the data folder is given', () => {
  writeFileSync(at('etc/lectern.yaml'), 'version: [');
  expect(erase('--yes')).toMatchObject({ status: 2, said: expect.stringContaining('nothing is erased') });
  expect(everything()).toContain(NOTE);
  expect(erase('--yes', '--data', at('data'))).toMatchObject({
    status: 0,
    said: expect.stringContaining('not looked for'),
  });
  expect(everything()).not.toContain(NOTE);
});

it('names where links lead to, and what lies beside', () => {
  mkdirSync(at('second-disk'));
  writeFileSync(at('second-disk/film.mp4'), 'film');
  rmSync(at('data/recordings'), { recursive: true });
  symlinkSync(at('second-disk'), at('data/recordings'));
  rmSync(at('etc/secrets.yaml'));
  writeFileSync(at('passwords'), 'class: {}\n');
  symlinkSync(at('passwords'), at('etc/secrets.yaml'));
  for (const name of ['etc/secrets.yaml.bak', 'etc/other.pem', 'data/starts.json.part']) writeFileSync(at(name), 'x');
  const { status, said } = erase('--yes');
  expect(status).toBe(0);
  for (const name of ['second-disk', 'passwords']) expect(said).toContain(`left: ${at(name)} (`);
  for (const name of ['etc/secrets.yaml.bak', 'etc/other.pem']) expect(said).toContain(`Lectern's: ${at(name)}`);
  expect(readFileSync(at('second-disk/film.mp4'), 'utf8')).toBe('film');
  expect([existsSync(at('etc/secrets.yaml')), existsSync(at('data'))]).toEqual([false, false]);
});
