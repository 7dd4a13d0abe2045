import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { withEnvironment } from './environment.ts';

const text = `
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:room" }
privacy: { minGroup: 12 }
`;
const load = (environment: NodeJS.ProcessEnv) => parseConfig(text, '/etc/lectern/lectern.yaml', environment);

describe('a setting of the environment', () => {
  it('stands in place of the file’s and of what is usual', () => {
    const config = load({
      LECTERN__privacy__minGroup: '20',
      LECTERN__screen__port: '9000',
      LECTERN__hub__url: 'mqtts://hub.example.edu.cn:8883',
      LECTERN__lesson__className: '七年级 3 班',
      PATH: '/bin',
    });
    expect(config.privacy.minGroup).toBe(20);
    expect(config.screen.port).toBe(9000);
    expect(config.hub?.brokers).toEqual(['mqtts://hub.example.edu.cn:8883']);
    expect(config.lesson.className).toBe('七年级 3 班');
    expect(load({}).privacy.minGroup).toBe(12);
  });

  it('that is empty takes the file’s away', () => {
    expect(load({ LECTERN__privacy__minGroup: '' }).privacy.minGroup).toBe(10);
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['names no setting', { LECTERN__screen__prot: '9' }, /screen: Unrecognized key: "prot"/],
    ['is out of range', { LECTERN__screen__port: '99999' }, /screen\.port: /],
    ['is no YAML', { LECTERN__screen__port: '[' }, /LECTERN__screen__port: is not valid YAML/],
    ['has no name', { LECTERN__screen____port: '9' }, /LECTERN__screen____port: names no setting/],
    ['reaches into the program', { LECTERN____proto____x: '1' }, /names no setting|Unrecognized key/],
  ])('that %s is an error that says which', (_, environment, message) => {
    expect(() => load(environment)).toThrow(message);
    expect(() => load(environment)).toThrow(ConfigError);
  });

  it('changes nothing else, whatever it is', () => {
    const name = fc.stringMatching(/^[a-z]{1,6}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.integer(), (path, value) => {
        const data = { kept: { a: 1 } };
        const changed = withEnvironment(data, { [`LECTERN__${path.join('__')}`]: String(value) });
        expect(path.reduce<unknown>((at, each) => (at as Record<string, unknown>)[each], changed)).toBe(value);
        expect(data).toEqual({ kept: { a: 1 } });
        if (path[0] !== 'kept') expect(changed).toMatchObject(data);
      }),
    );
  });
});

it('a source of any characters is taken or refused in words', () => {
  const address = fc.oneof(
    fc.string(),
    fc.string().map((rest) => `rtsp://${rest}`),
    fc.string().map((rest) => `http://${rest}`),
    fc.string().map((rest) => `/dev/video${rest}`),
  );
  fc.assert(
    fc.property(address, (given) => {
      try {
        parseConfig(text.replace('"pulse:room"', JSON.stringify(given)), '/etc/lectern/lectern.yaml', {});
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
  );
});
