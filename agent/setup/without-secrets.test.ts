import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse as parseYaml, stringify as yamlOf } from 'yaml';
import { LogRing } from './log-ring.ts';
import { withoutSecrets, yamlWithoutSecrets } from './without-secrets.ts';

it.each([
  ['rtsp://user:p%40ss@camera/1', 'rtsp://***@camera/1'],
  ['rtsp://admin:pa/ss@camera/1', 'rtsp://***@camera/1'],
  ['rtsp://admin:p@ss@camera/1', 'rtsp://***@camera/1'],
  ['lost rtsp://10.0.0.9/1 [rtsp @ 0x55] 404', 'lost rtsp://10.0.0.9/1 [rtsp @ 0x55] 404'],
  ['password: geheim', 'password: "***"'],
  ['asked with Authorization: Basic YWRtaW46cHc=', 'asked with Authorization: "***"'],
  ['{"token":"x\\"y","b":1}', '{"token":"***","b":1}'],
  ['{"msg":"{\\"pwd\\":\\"x\\"}","b":1}', '{"msg":"{\\"pwd\\":\\"***\\"}","b":1}'],
  ['https://hub.example.edu.cn:8883/a', 'https://hub.example.edu.cn:8883/a'],
  ['opening: 3, passed: 4, keypinning: on', 'opening: 3, passed: 4, keypinning: on'],
])('%s is told as %s', (text, told) => {
  expect(withoutSecrets(text)).toBe(told);
});

/** Begins and ends with what nothing else holds. */
const passwords = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .filter((middle) => !/[\r\n\u2028\u2029\u0085]/.test(middle))
  .map((middle) => `Zq9x${middle}Kx7z`);
const names = fc.constantFrom(
  ...['password', 'Password', 'passwd', 'pwd', 'pass', 'passphrase', 'cameraPassword', 'camera_pwd', 'token', '密码'],
);

it('a password comes out of no form in which a log may hold it', () => {
  fc.assert(
    fc.property(passwords, names, fc.boolean(), (password, name, isJson) => {
      const inner = JSON.stringify({ room: 'r301', [name]: password });
      const forms = [
        `rtsp://admin:${password}@10.0.0.9/1 lost`,
        `//admin:${password}@camera`,
        `login with ${name}: ${password}`,
        `${name}=${password}, then more`,
        `{ user: it, ${name}: '${password}' }`,
        `${name}: |\n  ${password}`,
        `${name}:\n  - ${password}`,
        inner,
        `answered ${inner}`,
        `answered ${JSON.stringify(inner)}`,
        `Authorization: Basic ${password}`,
      ];
      for (const form of forms) {
        const ring = new LogRing(() => 0);
        if (isJson) ring.write(JSON.stringify({ level: 30, msg: form, facts: { form } }));
        else for (const line of form.split('\n')) ring.write(line);
        expect(ring.text()).not.toMatch(/Zq9x|Kx7z/);
        expect(JSON.stringify(ring.lines())).not.toMatch(/Zq9x|Kx7z/);
      }
    }),
  );
});

it('a password comes out of no place of a configuration', () => {
  fc.assert(
    fc.property(passwords, names, (password, name) => {
      const room = { room: 'r301', minutes: 10 };
      const text = `# was ${password}\n${yamlOf({ room, a: [{ [name]: { b: password } }], u: `rtsp://it:${password}@h/1` })}`;
      const told = yamlWithoutSecrets(text);
      expect(told).not.toMatch(/Zq9x|Kx7z/);
      expect(parseYaml(told)).toMatchObject({ room, u: 'rtsp://***@h/1' });
      expect(yamlWithoutSecrets(`${text}\n}: [`)).toBe('# left out: it is no valid YAML\n');
      expect(yamlWithoutSecrets(`only words and ${password}`)).toBe('# left out: it is no valid YAML\n');
    }),
  );
});
