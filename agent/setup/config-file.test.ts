import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/config.ts';
import { withLogin } from '../config/secrets.ts';
import type { ConfigurationChange } from '../screen/setup/controls/configuration.ts';
import { ConfigFile } from './config-file.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const text = `# The room on the third floor.
version: 1
room: { region: "310104", school: "2131000000", room: r301 } # as on the door
sources:
  # bought in 2024
  studentCamera:
    address: rtsp://192.168.1.64:554/main # by the window
    credentials: class
  microphone: alsa:plughw:1,0
secrets: secrets.yaml
privacy: { minGroup: 12 }
`;

let folder: string;
let file: string;
let config: ConfigFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-config-file-'));
  file = join(folder, 'lectern.yaml');
  config = new ConfigFile(file);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = () => config.read(null);
const change = (changes: ConfigurationChange['changes'], logins: ConfigurationChange['logins'] = {}) =>
  config.change({ hash: read().hash, changes, logins });
const written = () => readFileSync(file, 'utf8');
const codeOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('a first set-up', () => {
  it('is a draft until the room and its sources are known', () => {
    expect(read()).toMatchObject({ state: 'missing', settings: {} });
    change({ room });
    expect(existsSync(file)).toBe(false);
    expect(read()).toMatchObject({ state: 'draft', settings: { room } });
    expect(config.config()).toBeNull();
    change({ sources: { microphone: [{ address: 'alsa:plughw:1,0' }] } });
    expect(read()).toMatchObject({ state: 'whole', problem: null });
    expect(readdirSync(folder)).toEqual(['lectern.yaml']);
    expect(parseConfig(written(), file).room).toEqual(room);
  });

  it('refuses what is wrong at once, and keeps nothing of it', () => {
    expect(() => change({ room: { ...room, region: '31' } })).toThrow(/room\.region: must be the 6-digit/);
    expect(() => change({ sources: { studentCamera: { address: 'alsa:x' } } })).toThrow(/is no camera/);
    expect(() => change({ room, lesson: { slotS: 7 } })).toThrow(/slotS/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a change', () => {
  beforeEach(() => writeFileSync(file, text));

  it('leaves everything else as people wrote it', () => {
    change({ privacy: { minGroup: 15 } });
    expect(written()).toBe(text.replace('12', '15'));
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe(text);
  });

  it('keeps the comments of the section it is in', () => {
    const { studentCamera, microphone } = read().settings.sources!;
    change({ sources: { studentCamera: { ...studentCamera!, address: 'rtsp://10.0.0.9/1' }, microphone } });
    expect(written()).toBe(text.replace('rtsp://192.168.1.64:554/main', 'rtsp://10.0.0.9/1'));
  });

  it('of the hub’s address keeps what else is said of the hub', () => {
    const files = 'certificate: a.pem, key: b.pem';
    writeFileSync(file, `${text}hub: { brokers: [ mqtts://one, mqtts://two ], ${files} }\n`);
    expect(read().settings.hub).toEqual({ url: 'mqtts://one' });
    change({ hub: { url: 'mqtts://three' } });
    expect(config.config()?.hub).toMatchObject({
      brokers: ['mqtts://three', 'mqtts://two'],
      key: join(folder, 'b.pem'),
    });
    writeFileSync(file, `${text}hub: { url: mqtts://one, ${files} }\n`);
    change({ hub: { url: 'mqtts://three' } });
    expect(written()).toBe(`${text}hub: { url: mqtts://three, ${files} }\n`);
    change({ hub: null });
    expect(config.config()?.hub).toBeUndefined();
  });

  it('takes away what is not wanted any more', () => {
    const { studentCamera } = read().settings.sources!;
    change({ sources: { studentCamera: studentCamera! }, privacy: null });
    expect(written()).not.toMatch(/microphone|privacy/);
    expect(read().state).toBe('whole');
  });

  it('writes a room plan that is read as it was given', () => {
    const roomPlan = {
      widthM: 8,
      depthM: 9,
      board: { x0: -2, x1: 2, z0: 1, z1: 2 },
      podium: { x: -2.6, y: 1.3 },
      frontDepthM: 1.5,
      zones: { aisle: [[-1, 2] as const, [1, 2] as const, [1, 8] as const] },
      calibration: {
        student: {
          width: 1280,
          height: 720,
          points: [
            { picture: [407, 642], floor: [-1, 3] },
            { picture: [873, 642], floor: [1, 3] },
            { picture: [436, 348], floor: [-1.5, 6] },
            { picture: [844, 348], floor: [1.5, 6] },
          ],
        },
      },
    };
    change({ roomPlan });
    expect(read().settings.roomPlan).toEqual(roomPlan);
    expect(written()).toContain('{ picture: [ 407, 642 ], floor: [ -1, 3 ] }');
  });

  it('is refused when somebody else was first', () => {
    const { hash } = read();
    change({ privacy: { minGroup: 15 } });
    const late = { hash, changes: { privacy: { minGroup: 20 } }, logins: {} };
    expect(codeOf(() => config.change(late))).toBe('SETUP_CONFIG_CHANGED');
    expect(written()).toContain('minGroup: 15');
  });

  it('cannot take the room or its sources away', () => {
    expect(codeOf(() => change({ sources: null }))).toBe('SETUP_CONFIG_INCOMPLETE');
    expect(codeOf(() => change({ room: { ...room, room: 'a/b' } }))).toBe('SETUP_CONFIG_INVALID');
    expect(written()).toBe(text);
  });

  it('says what to do where it cannot be written', ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everything');
    chmodSync(folder, 0o500);
    expect(() => change({ privacy: { minGroup: 15 } })).toThrow(/let the agent's user write the folder/);
    chmodSync(folder, 0o700);
  });

  it('says of a file that is wrong what is wrong, and can mend it', () => {
    writeFileSync(file, text.replace('minGroup: 12', 'minGroup: many'));
    expect(read()).toMatchObject({ state: 'wrong', problem: expect.stringContaining('privacy.minGroup') });
    change({ privacy: { minGroup: 10 } });
    expect(read().state).toBe('whole');
  });

  it('leaves a file that is no YAML alone', () => {
    writeFileSync(file, 'room: [');
    expect(read()).toMatchObject({ state: 'wrong', problem: expect.stringContaining('not valid YAML') });
    expect(codeOf(() => change({ room }))).toBe('SETUP_CONFIG_INVALID');
    expect(written()).toBe('room: [');
  });

  it('knows whether the agent runs with it', () => {
    const { hash } = read();
    expect(config.read(hash).isApplied).toBe(true);
    change({ privacy: { minGroup: 15 } });
    expect(config.read(hash).isApplied).toBe(false);
  });
});

describe('a password', () => {
  const secrets = () => join(folder, 'secrets.yaml');
  beforeEach(() => {
    writeFileSync(file, text);
    writeFileSync(
      secrets(),
      "# of the school\nclass: { user: it, password: 'old' }\nother: { user: a, password: b }\n",
    );
  });

  it.each(['hidden', "it's: {hard} #1", '012345', '密码', 'a\\b"c', ' *x '])(
    'goes in and never comes out: %s',
    (password) => {
      change({}, { studentCamera: { user: 'admin', password } });
      expect(statSync(secrets()).mode & 0o777).toBe(0o600);
      expect(readFileSync(secrets(), 'utf8')).toContain('# of the school');
      expect(written()).toBe(text);
      const { users, ...rest } = read();
      expect(users).toEqual({ studentCamera: 'admin' });
      expect(JSON.stringify(rest)).not.toContain('hidden');
      const setting = config.config()!.sources.studentCamera!;
      const places = { file: secrets(), folder: undefined };
      expect(withLogin(setting, places)).toMatchObject({ login: { user: 'admin', password } });
      expect(withLogin({ ...setting, credentials: 'other' }, places)).toMatchObject({ login: { user: 'a' } });
    },
  );

  it('makes its file and names its entry where there was none', () => {
    rmSync(secrets());
    writeFileSync(file, text.replace('    credentials: class\n', '').replace('secrets: secrets.yaml\n', ''));
    change({}, { studentCamera: { user: 'admin', password: 'hidden' } });
    expect(read().settings.sources!.studentCamera).toMatchObject({ credentials: 'student-camera' });
    expect(withLogin(config.config()!.sources.studentCamera!, { file: secrets(), folder: undefined })).toMatchObject({
      login: { user: 'admin', password: 'hidden' },
    });
  });

  it('can be taken away, and is then kept nowhere', () => {
    change({}, { studentCamera: null });
    expect(read().users).toEqual({});
    expect(read().settings.sources!.studentCamera).not.toHaveProperty('credentials');
    expect(readFileSync(secrets(), 'utf8')).toBe('other: { user: a, password: b }\n');
    expect(statSync(secrets()).mode & 0o777).toBe(0o600);
  });

  it('goes with its camera', () => {
    change({ sources: { microphone: [{ address: 'alsa:plughw:1,0' }] } });
    expect(readFileSync(secrets(), 'utf8')).not.toContain('old');
  });

  it('stays as long as another source names it', () => {
    const both = text.replace(
      '  microphone:',
      '  teacherCamera: { address: "rtsp://192.168.1.65/main", credentials: class }\n  microphone:',
    );
    writeFileSync(file, both);
    change({}, { studentCamera: null });
    expect(read().users).toEqual({ teacherCamera: 'it' });
    change({}, { teacherCamera: null });
    expect(readFileSync(secrets(), 'utf8')).not.toContain('class');
  });

  it('that there was none of can be taken away without a file', () => {
    rmSync(secrets());
    change({}, { studentCamera: null });
    expect(existsSync(secrets())).toBe(false);
  });

  it('stays what it was when the configuration cannot be written', () => {
    writeFileSync(file, text.replace('    credentials: class\n', ''));
    const before = readFileSync(secrets(), 'utf8');
    // A folder where the copy of before belongs: the disk does not take it.
    mkdirSync(`${file}.bak`);
    const login = { user: 'admin', password: 'hidden' };
    expect(codeOf(() => change({}, { studentCamera: login }))).toBe('SETUP_UNWRITABLE');
    expect(readFileSync(secrets(), 'utf8')).toBe(before);
    rmSync(secrets());
    expect(codeOf(() => change({}, { studentCamera: login }))).toBe('SETUP_UNWRITABLE');
    expect(existsSync(secrets())).toBe(false);
    writeFileSync(file, text);
    writeFileSync(secrets(), before);
    expect(codeOf(() => change({}, { studentCamera: null }))).toBe('SETUP_UNWRITABLE');
    expect(readFileSync(secrets(), 'utf8')).toBe(before);
    expect(written()).toBe(text);
  });

  it('that cannot be used is told without a word of it', () => {
    for (const password of ['hidden'.repeat(30), 'hid\nden']) {
      expect(() => change({}, { studentCamera: { user: 'it', password } })).toThrow(/credentials class/);
      expect(() => change({}, { studentCamera: { user: 'it', password } })).not.toThrow(/hid/);
    }
    writeFileSync(secrets(), 'class: { user: it, password: "hidden }');
    expect(() => change({}, { studentCamera: { user: 'it', password: 'x' } })).toThrow(/cannot be read as YAML/);
  });
});
