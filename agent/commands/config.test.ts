import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { DesiredStore } from '../store/desired-store.ts';

const CLI = join(import.meta.dirname, '../cli.ts');
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-config-'));
  file = join(folder, 'lectern.yaml');
  writeFileSync(file, good);
  chmodSync(file, 0o640);
});
afterEach(() => rmSync(folder, { recursive: true }));

const good = `version: 1
# The third floor
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:room" }
store: { folder: data }
hub: { url: "mqtts://hub.example.edu.cn:8883" }
privacy: { minGroup: 12 } # agreed with the parents
`;

function config(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'config', ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describe('lectern config check', () => {
  it('says that a file is good, and what the environment adds', () => {
    expect(config(['check', file])).toMatchObject({ status: 0, stdout: `${file}: good\n` });
    const { stdout } = config(['check', file], { LECTERN__screen__port: '9' });
    expect(stdout).toBe(`${file}: good (with LECTERN__screen__port of the environment)\n`);
  });

  it('says everything that is wrong, each with its line', () => {
    writeFileSync(file, `${good.replace('r301', '"r 301"').replace('minGroup: 12', 'minGroup: 0')}colour: blue\n`);
    const { status, stderr } = config(['check', file]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${file}:3: room.room: `);
    expect(stderr).toContain(`${file}:7: privacy.minGroup: `);
    expect(stderr).toContain('Unrecognized key: "colour"');
  });

  it('says when everybody may read the secrets', () => {
    writeFileSync(file, `${good}secrets: secrets.yaml\n`);
    writeFileSync(join(folder, 'secrets.yaml'), 'class: { user: a, password: b }');
    chmodSync(join(folder, 'secrets.yaml'), 0o644);
    expect(config(['check', file])).toMatchObject({ status: 2, stderr: expect.stringContaining('run: chmod o-rwx') });
    chmodSync(join(folder, 'secrets.yaml'), 0o600);
    expect(config(['check', file]).status).toBe(0);
    writeFileSync(join(folder, 'secrets.yaml'), 'class: hunter2');
    const { stderr } = config(['check', file]);
    expect(stderr).toContain('must be { user: …, password: … }');
    expect(stderr).not.toContain('hunter2');
  });
});

describe('lectern config check of the hardware', () => {
  const devices = `devices:
  air: { kind: environment, port: /dev/ttyUSB0, maps: maps.yaml, sensors: [{ model: my-sensor }] }
  panel: { kind: panel, port: /dev/ttyUSB1, model: no-panel }
`;

  it('says what is wrong in its files, and which models nobody knows', () => {
    writeFileSync(file, good + devices);
    const missing = config(['check', file]);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain(`${file}:9: devices.air: ${join(folder, 'maps.yaml')}: cannot be read (ENOENT)`);
    expect(missing.stderr).toContain(`${file}:10: devices.panel: no-panel: there are no commands of that name`);
    writeFileSync(join(folder, 'maps.yaml'), 'version: 1\nmaps: {}\n');
    expect(config(['check', file]).stderr).toContain('devices.air: my-sensor: there is no register map of that name');
    writeFileSync(join(folder, 'maps.yaml'), 'version: 1\nmaps:\n  my-sensor: { nam: x }\n');
    expect(config(['check', file]).stderr).toContain('maps.yaml:3: maps.my-sensor.nam: ');
    writeFileSync(
      file,
      good +
        devices.replace('maps: maps.yaml, ', '').replace('my-sensor', 'xy-md02').replace('no-panel', 'smart-board'),
    );
    expect(config(['check', file])).toMatchObject({ status: 0, stderr: '' });
  });

  it('says that without a board a lamp that is required is never lit', () => {
    const required = good.replace('minGroup: 12', 'lampRequired: true');
    writeFileSync(file, required);
    const { status, stderr } = config(['check', file]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${file}:7: privacy.lampRequired: without a device of kind board nothing is ever sensed`);
    writeFileSync(file, `${required}devices: { desk: { kind: board, port: /dev/ttyUSB0 } }\n`);
    expect(config(['check', file])).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('lectern config show', () => {
  it('shows the file with what is usual, and where the rest is from', () => {
    const database = openDatabase(join(folder, 'data'));
    const content = JSON.stringify({ version: 1, settings: { minGroup: 30, withholdHours: 1 } });
    new DesiredStore(database).note({ kind: 'config', version: 1, content, status: 'applied' });
    database.close();
    const { stdout } = config(['show', '--json', '--config', file], { LECTERN__screen__port: '9000' });
    const { config: shown, origins } = JSON.parse(stdout);
    expect(shown).toMatchObject({
      sources: { microphone: 'pulse:room' },
      screen: { port: 9000 },
      privacy: { minGroup: 30, withholdHours: 12 },
      hub: { url: 'mqtts://hub.example.edu.cn:8883', outbox: { maxMB: 64 } },
    });
    expect(origins).toEqual([
      'screen.port: environment (LECTERN__screen__port)',
      'privacy.minGroup: the region (stricter than the file)',
    ]);
    expect(config(['show', '--config', file]).stdout).toContain('minGroup: 30');
  });
});

describe('lectern config set', () => {
  it('changes one setting and leaves everything else as people wrote it', () => {
    expect(config(['set', '--config', file, 'privacy.minGroup', '20']).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(good.replace('minGroup: 12', 'minGroup: 20'));
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe(good);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(config(['set', '--config', file, 'lesson.className', '七年级 3 班']).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('className: 七年级 3 班');
    expect(config(['unset', '--config', file, 'lesson']).status).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('className');
  });

  it.each([
    ['a value that cannot be', ['privacy.minGroup', '5000'], ':7: privacy.minGroup: '],
    ['a setting that is none', ['minGroup', '5'], 'do you mean privacy.minGroup?'],
    ['nothing in place of what must be', ['room.school', ''], 'room.school'],
  ])('refuses %s, and changes nothing', (_, [path = '', value = ''], said) => {
    expect(config(['set', '--config', file, path, value])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(said),
    });
    expect(readFileSync(file, 'utf8')).toBe(good);
  });

  it('says when the environment stands in its place', () => {
    const { stderr } = config(['set', '--config', file, 'privacy.minGroup', '20'], {
      LECTERN__privacy__minGroup: '30',
    });
    expect(stderr).toContain('LECTERN__privacy__minGroup of the environment stands in its place');
  });
});

describe('ordinary mistakes', () => {
  it.each<[string, string[], string]>([
    ['an unset setting that is not there', ['unset', 'screen.network'], 'says so already'],
    ['an empty value for a setting that is not there', ['set', 'screen.port', ''], 'says so already'],
    [
      'a setting below a short form',
      ['set', 'sources.microphone.address', 'alsa:x'],
      'sources.microphone: is written in its short form',
    ],
    ['a value that is no YAML', ['set', 'room.room', '[a'], 'is not valid YAML'],
  ])('%s is told in words', (_, [verb = '', ...args], words) => {
    const { status, stdout, stderr } = config([verb, '--config', file, ...args]);
    expect([status, `${stdout}${stderr}`]).toEqual([expect.toBeOneOf([0, 2]), expect.stringContaining(words)]);
    expect(`${stdout}${stderr}`).not.toMatch(/\n +at /);
    expect(readFileSync(file, 'utf8')).toBe(good);
  });

  it('an empty section takes a setting, and a reference to nothing is told', () => {
    writeFileSync(file, `${good}screen:\n`);
    expect(config(['set', '--config', file, 'screen.port', '9000'])).toMatchObject({ status: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/screen:\n +port: 9000/);
    writeFileSync(file, `${good}screen: *nothing\n`);
    expect(config(['check', file])).toMatchObject({ status: 2, stderr: expect.stringContaining('is not valid YAML') });
  });
});
