import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { CommanderError } from 'commander';
import { z } from 'zod';
import { numberBetween } from '../../../agent/commands/number-between.ts';
import { parseConfig } from '../../../agent/config/config.ts';
import { ConfigError } from '../../../agent/config/config-error.ts';
import { loadCredentials } from '../../../agent/config/credentials.ts';
import { EditedYaml } from '../../../agent/config/edited-yaml.ts';
import { withEnvironment } from '../../../agent/config/environment.ts';
import { CredentialsError } from '../../../agent/config/secret-texts.ts';
import { loginNamed } from '../../../agent/config/secrets.ts';
import { sourceSettingSchema } from '../../../agent/config/source-setting.ts';
import { dataWithoutSecrets, withoutSecrets, yamlWithoutSecrets } from '../../../agent/setup/without-secrets.ts';
import { type FuzzedParser, must, type OpenParser } from '../engine/fuzzed-parser.ts';
import { readBy } from '../engine/read-by.ts';

const FILE = '/etc/lectern/lectern.yaml';
const example = () => readFileSync(join(import.meta.dirname, '../../../provisioning/lectern.example.yaml'), 'utf8');
const small = `version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources:
  studentCamera: { address: "rtsp://192.168.1.64/main", credentials: class, substream: rtsp://192.168.1.64/sub }
  microphone: [ "alsa:plughw:1,0", "pulse:room" ]
secrets: secrets.yaml
devices:
  air: { kind: environment, port: "usb:0403:6001", baud: 9600, sensors: [{ model: senseair-s8, address: 1 }] }
  eye: { kind: ptz, host: 192.168.1.66, camera: teacher, presets: { board: 1 } }
hub: { url: "mqtts://hub.example.edu.cn:8883", certificate: room.pem, key: room-key.pem }
`;
const isConfigError = (error: unknown) => error instanceof ConfigError;

/** A parser that reads a file: each case is written to the same one. */
export function ofFile(parse: (file: string, folder: string, bytes: Buffer) => unknown, name = 'case', mode = 0o600) {
  return (): OpenParser => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
    const file = join(folder, name);
    return {
      parse: (bytes) => {
        writeFileSync(file, bytes, { mode });
        return parse(file, folder, bytes);
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  };
}

export const settingsParsers: FuzzedParser[] = [
  {
    name: 'configuration',
    reads: 'lectern.yaml, written by school IT or copied from elsewhere',
    form: 'yaml',
    covers: ['agent/config/config.ts#parseConfig', 'agent/config/config.ts#configSchema'],
    seeds: () => [small, small, small, example()],
    open: () => ({
      parse: (bytes) => {
        const { sources, store, room } = parseConfig(bytes.toString('utf8'), FILE, {});
        must(isAbsolute(store.folder), 'the data folder is absolute');
        must(!/[/+#\0]/.test(Object.values(room).join('')), 'a room is no part of a topic');
        for (const each of [sources.studentCamera, sources.teacherCamera, ...(sources.microphone ?? [])])
          if (each?.source.kind === 'file') must(isAbsolute(each.source.path), 'a file is absolute');
      },
    }),
    refuses: isConfigError,
  },
  {
    name: 'edited-configuration',
    reads: 'lectern.yaml, before the set-up page or `lectern config set` changes a setting in it',
    form: 'yaml',
    covers: ['agent/config/edited-yaml.ts#EditedYaml'],
    seeds: () => [small],
    open: () => ({
      parse: (bytes) => {
        const yaml = new EditedYaml(bytes.toString('utf8'), FILE);
        yaml.lineOf(['hub', 'url']);
        yaml.set(['hub', 'url'], 'mqtts://new.example:8883');
        yaml.set(['lesson'], { slotS: 15 });
        yaml.set(['secrets'], null);
        const again = new EditedYaml(yaml.toString(), FILE).data as { hub?: { url?: unknown } };
        must(again.hub?.url === 'mqtts://new.example:8883', 'what was set is read again');
      },
    }),
    refuses: isConfigError,
  },
  {
    name: 'environment-settings',
    reads: 'LECTERN__… variables of the service',
    form: 'lines',
    covers: ['agent/config/environment.ts#withEnvironment'],
    seeds: () => [
      'LECTERN__screen__port=8080\nLECTERN__hub__url="mqtts://a.b:1"\nLECTERN__lesson__watch={ from: "07:00" }',
    ],
    open: () => ({
      parse: (bytes) => {
        const pairs = bytes
          .toString('utf8')
          .split('\n')
          .map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]);
        withEnvironment({ screen: { port: 1 } }, Object.fromEntries(pairs));
        must(({} as { port?: unknown }).port === undefined, 'no prototype is changed');
      },
    }),
    refuses: isConfigError,
  },
  {
    name: 'source-addresses',
    reads: 'addresses of cameras and microphones, as people type them',
    form: 'json',
    covers: ['agent/config/source-setting.ts#sourceSettingSchema', 'agent/lesson/live-source.ts#liveSourceSchema'],
    seeds: () =>
      [
        'rtsp://192.168.1.64:554/main',
        'http://192.168.1.70/video.mjpg',
        { address: 'rtsp://a/b', credentials: 'class', substream: 'rtsp://a/c', transport: 'udp', decoder: 'vaapi' },
        { address: '/dev/video0', format: 'mjpeg', width: 1280, height: 720, fps: 5 },
        { address: 'film.mp4', loop: true },
      ].map((each) => JSON.stringify(each)),
    open: () => {
      const schema = sourceSettingSchema('camera');
      return {
        parse: (bytes) => {
          const { source } = readBy(schema, JSON.parse(bytes.toString('utf8')));
          if (source.kind === 'rtsp' || source.kind === 'http') {
            const { protocol, username, password } = new URL(source.url);
            must(/^(rtsps?|https?):$/.test(protocol) && username === '' && password === '', 'a bare network address');
            must(!/[\r\n\0]/.test(source.url), 'one line');
          }
        },
      };
    },
    refuses: (error) => error instanceof z.ZodError || error instanceof SyntaxError,
  },
  {
    name: 'camera-credentials',
    reads: 'a file of user and password, given to `lectern cameras`',
    form: 'yaml',
    covers: ['agent/config/credentials.ts#loadCredentials', 'agent/config/secret-texts.ts#secretTexts'],
    seeds: () => ['user: admin\npassword: "a b*c"\n', "user: it\npassword: '012345'\n"],
    open: ofFile((file) => loadCredentials(file)),
    refuses: (error) => error instanceof CredentialsError,
  },
  {
    name: 'secrets-file',
    reads: 'secrets.yaml: users and passwords by name',
    form: 'yaml',
    covers: ['agent/config/secrets.ts#loginNamed', 'agent/config/secrets.ts#loginSchema'],
    seeds: () => ['class: { user: admin, password: "pa:ss" }\nproxy:\n  user: x\n  password: 0123\n'],
    open: ofFile((file) => {
      const { user, password } = loginNamed('class', { file, folder: undefined });
      must(typeof user === 'string' && typeof password === 'string', 'user and password are text');
    }),
    refuses: (error) => error instanceof ConfigError || error instanceof CredentialsError,
  },
  {
    name: 'text-without-secrets',
    reads: 'log lines and configurations before they go into a support bundle',
    form: 'yaml',
    covers: ['agent/setup/without-secrets.ts#withoutSecrets', 'agent/setup/without-secrets.ts#yamlWithoutSecrets'],
    seeds: () => [
      'hub: { url: "mqtts://a" }\ndoor: { user: it, password: "hunter2hunter2" }\n',
      '{"level":30,"msg":"x","login":{"user":"it","password":"hunter2hunter2"}}',
      'rtsp://it:hunter2hunter2@192.168.1.2/x: 401',
    ],
    open: () => ({
      parse: (bytes) => {
        const text = bytes.toString('utf8');
        withoutSecrets(text);
        yamlWithoutSecrets(text);
        dataWithoutSecrets({ text, password: text });
      },
    }),
  },
  {
    name: 'numbers-of-options',
    reads: 'numbers on the command line',
    form: 'lines',
    covers: ['agent/commands/number-between.ts#numberBetween'],
    seeds: () => ['8080', '0.5', '1e3'],
    open: () => {
      const read = numberBetween(0, 65_535);
      return {
        parse: (bytes) => {
          const value = read(bytes.toString('utf8'));
          must(value >= 0 && value <= 65_535, 'between the bounds');
        },
      };
    },
    refuses: (error) => error instanceof CommanderError,
  },
];
