import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCredentials } from './credentials.ts';
import { CredentialsError } from './secret-texts.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-credentials-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, mode = 0o600): string {
  const path = join(folder, 'cameras.yaml');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('loadCredentials', () => {
  it.each([
    ['user: lectern\npassword: secret\n', 'secret'],
    ['user: lectern\npassword: 012345\n', '012345'],
    ["user: lectern\npassword: '*a: #b&c'\n", '*a: #b&c'],
    ['user: lectern\npassword: yes\n', 'yes'],
  ])('reads %j', (text, password) => {
    expect(loadCredentials(file(text))).toEqual({ user: 'lectern', password });
  });

  it.each([0o644, 0o640, 0o604, 0o660])('refuses a file of mode %o, which others may read', (mode) => {
    expect(() => loadCredentials(file('user: a\npassword: b\n', mode))).toThrow(/chmod 600/);
  });

  it.each([
    ['no YAML', 'user: a\npassword: "hush', /line \d.*single quotes/],
    ['an alias for a password', 'user: a\npassword: *hush\n', /single quotes/],
    ['a tag for a password', 'user: a\npassword: !hush\n', /password must be|single quotes/],
    ['two colons', 'user: a\npassword: hush: hush\n', /single quotes/],
    ['no password', 'user: hush\n', /user: ….*password: …/],
    ['another setting', 'user: a\npassword: b\nhush: c\n', /and no other/],
    ['a list', '- hush\n', /and no other/],
    ['nothing', '', /and no other/],
    ['letters that are not signed', 'user: a\npassword: 暗号hush\n', /password must be .* ASCII/],
    ['marks that XML has a meaning for', 'user: a<hush\npassword: b\n', /user must not have/],
  ])('says what is wrong with %s, and nothing of what it holds', (_what, text, message) => {
    const load = () => loadCredentials(file(text));
    expect(load).toThrow(CredentialsError);
    expect(load).toThrow(message);
    expect(load).not.toThrow(/hush/);
  });

  it('says that a file is missing, or is none', () => {
    expect(() => loadCredentials(join(folder, 'none.yaml'))).toThrow(/ENOENT/);
    expect(() => loadCredentials(folder)).toThrow(/no file of credentials/);
  });
});
