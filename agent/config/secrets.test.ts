import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SecretPlaces, withLogin } from './secrets.ts';
import type { SourceSetting } from './source-setting.ts';

let folder: string;
let places: SecretPlaces;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-secrets-'));
  mkdirSync(join(folder, 'systemd'));
  places = { file: join(folder, 'secrets.yaml'), folder: undefined };
});

afterEach(() => rmSync(folder, { recursive: true }));

const secrets = (text: string, mode = 0o600) => {
  writeFileSync(places.file!, text, { mode });
  chmodSync(places.file!, mode);
};
const camera = (credentials: string | undefined = 'front'): SourceSetting => ({
  source: { kind: 'rtsp', url: 'rtsp://10.0.0.9/1', transport: 'tcp', decoder: 'software' },
  ...(credentials !== undefined && { credentials }),
});
const loginOf = (setting = camera()) => {
  const source = withLogin(setting, places);
  return 'login' in source ? source.login : undefined;
};
/** What is said is wrong. */
function complaint(): string {
  try {
    withLogin(camera(), places);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing is said to be wrong');
}

describe('the password of a camera', () => {
  it('is in the secrets file, by the name that the source gives', () => {
    secrets("front: { user: it, password: 'p@ss: #w' }\nback: { user: other, password: '012345' }\n");
    expect(loginOf()).toEqual({ user: 'it', password: 'p@ss: #w' });
    expect(loginOf(camera('back'))).toEqual({ user: 'other', password: '012345' });
  });

  it('is systemd’s, when there is such a credential', () => {
    secrets('front: { user: it, password: file }\nback: { user: it, password: file }\n');
    places.folder = join(folder, 'systemd');
    writeFileSync(join(folder, 'systemd', 'front'), 'user: it\npassword: systemd\n');
    expect(loginOf()).toEqual({ user: 'it', password: 'systemd' });
    expect(loginOf(camera('back'))).toEqual({ user: 'it', password: 'file' });
  });

  it('is systemd’s too, when it has taken it from a folder', () => {
    secrets('front: { user: it, password: file }\n');
    places.folder = join(folder, 'systemd');
    writeFileSync(join(folder, 'systemd', 'lectern_front'), 'user: it\npassword: from a folder\n');
    expect(loginOf()).toEqual({ user: 'it', password: 'from a folder' });
  });

  it('is not looked for where none is needed', () => {
    places = { file: undefined, folder: undefined };
    expect(withLogin({ source: camera().source }, places)).toEqual(camera().source);
    const usb = { source: { kind: 'v4l2', device: '/dev/video0' }, credentials: 'front' } as const;
    expect(withLogin(usb, places)).toEqual(usb.source);
  });

  it('may have any character', () => {
    const password = fc.string({ unit: fc.constantFrom(...' !"#$%&()*+,-./:;<=>?@[]^_`{|}~aB9密'), maxLength: 12 });
    fc.assert(
      fc.property(password, (text) => {
        secrets(`front: { user: it, password: '${text}' }\n`);
        expect(loginOf()).toEqual({ user: 'it', password: text });
      }),
    );
  });
});

describe('a password that cannot be used', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'that anybody may read',
      () => secrets('front: { user: it, password: hidden }', 0o644),
      /run: chmod o-rwx .*secrets\.yaml/,
    ],
    ['of another name', () => secrets('back: { user: it, password: hidden }'), /has no entry front/],
    ['without a user', () => secrets('front: { password: hidden }'), /front.*must be \{ user: …, password: … \}/],
    ['with more beside it', () => secrets('front: { user: it, password: hidden, pin: hidden }'), /must be \{ user/],
    ['that is no YAML', () => secrets('front: { user: it, password: "hidden }'), /is not valid YAML/],
    ['that is a name in YAML', () => secrets('front: { user: it, password: *hidden }'), /single quotes/],
    ['in no file', () => {}, /the secrets file cannot be read/],
    ['of which nobody says where', () => (places = { file: undefined, folder: undefined }), /set `secrets:`/],
    ['too long for RTSP', () => secrets(`front: { user: it, password: ${'hidden'.repeat(21)} }`), /too long for RTSP/],
    ['too long in Chinese', () => secrets(`front: { user: it, password: ${'密'.repeat(14)} }`), /too long for RTSP/],
  ])('%s is told, without a word of it', (_, make, message) => {
    make();
    expect(complaint()).toMatch(message);
    expect(complaint()).not.toMatch(/hidden|密密/);
  });

  it('is as long as ffmpeg can take it otherwise', () => {
    secrets(`front: { user: it, password: ${'x'.repeat(124)} }`);
    expect(loginOf()?.password).toHaveLength(124);
    secrets(`front: { user: it, password: ${'x'.repeat(125)} }`);
    expect(complaint()).toContain('too long for RTSP');
    const http = { source: { kind: 'http', url: 'http://10.0.0.9/1' }, credentials: 'front' } as const;
    expect(loginOf(http)?.password).toHaveLength(125);
  });
});
