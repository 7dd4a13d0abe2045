import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configText, parseConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-config-'));
  file = join(folder, 'lectern.yaml');
});

afterAll(() => rmSync(folder, { recursive: true }));

const least = `
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: room.opus }
`;

function load(text: string) {
  return parseConfig(text, file);
}

/** What is said of a wrong file. */
function complaint(text: string): string {
  try {
    load(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    return (error as Error).message;
  }
  throw new Error('nothing is said to be wrong');
}

describe('a configuration', () => {
  it('is what the example shows', () => {
    const path = join(import.meta.dirname, '../../provisioning/lectern.example.yaml');
    const example = parseConfig(readFileSync(path, 'utf8'), path);
    expect(example).toMatchObject({
      room: { region: '310104' },
      privacy: { minGroup: 10 },
      lesson: { subject: '数学' },
    });
  });

  it('needs no more than a version, a room and a source', () => {
    expect(load(least)).toEqual({
      version: 1,
      room: { region: '310104', school: '2131000000', room: 'r301' },
      sources: { microphone: [{ source: { kind: 'file', path: join(folder, 'room.opus'), loop: false } }] },
      store: { folder: '/var/lib/lectern' },
      screen: { port: 8080 },
      devices: {},
      privacy: { minGroup: 10, withholdHours: 12, lampRequired: false },
      models: {},
      retention: { observationsDays: 90, reportsDays: 1095 },
      lesson: {
        begins: 'start',
        isBeginningChosen: false,
        lateMin: 10,
        overMin: 5,
        watch: { from: '07:00', to: '18:30' },
        slotS: 30,
        samplesPerS: 1,
      },
    });
  });

  it.each([
    ['recordings', '{ microphone: room.opus }', '', 'start'],
    ['a camera', '{ teacherCamera: rtsp://10.0.0.9/1 }', '', 'detection'],
    ['a film that is played again and again', '{ microphone: { address: room.opus, loop: true } }', '', 'detection'],
    ['a camera and a timetable', '{ teacherCamera: rtsp://10.0.0.9/1 }', 'timetable: r301.json', 'timetable'],
    ['a hand', '{ microphone: room.opus }', 'lesson: { begins: hand }', 'hand'],
  ])('with %s knows what begins a lesson', (_, sources, more, begins) => {
    const { lesson, timetable } = load(`${least.replace(/sources: .*/, `sources: ${sources}`)}${more}`);
    expect(lesson.begins).toBe(begins);
    if (more.startsWith('timetable')) expect(timetable).toBe(join(folder, 'r301.json'));
  });

  it('names live sources by their address, with or without settings', () => {
    const { sources } = load(`
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
secrets: secrets.yaml
sources:
  studentCamera:
    { address: "rtsp://10.0.0.9/main", substream: "rtsp://10.0.0.9/sub", credentials: class, decoder: vaapi }
  teacherCamera: { address: /dev/v4l/by-id/usb-cam, format: mjpeg, width: 1280, height: 720, fps: 5 }
  microphone: ["alsa:plughw:1,0", { address: "pulse:room", channels: 2 }]
`);
    expect(sources).toEqual({
      studentCamera: {
        source: { kind: 'rtsp', url: 'rtsp://10.0.0.9/main', transport: 'tcp', decoder: 'vaapi' },
        substream: { kind: 'rtsp', url: 'rtsp://10.0.0.9/sub', transport: 'tcp', decoder: 'vaapi' },
        credentials: 'class',
      },
      teacherCamera: {
        source: { kind: 'v4l2', device: '/dev/v4l/by-id/usb-cam', format: 'mjpeg', width: 1280, height: 720, fps: 5 },
      },
      microphone: [
        { source: { kind: 'alsa', device: 'plughw:1,0', channels: 1 } },
        { source: { kind: 'pulse', source: 'room', channels: 2 } },
      ],
    });
  });

  it('may say everything', () => {
    const config = load(`
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources:
  studentCamera: /media/student.mp4
  teacherCamera: ../films/teacher.mp4
  microphone: room.opus
roomPlan:
  widthM: 8.2
  depthM: 9.2
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 }
  podium: { x: -2.62, y: 1.27 }
store: { folder: data }
screen: { port: 0 }
hub: { url: "mqtts://hub.example.edu.cn:8883" }
privacy: { minGroup: 15 }
findings: { rules: ../region/rules.yaml }
lesson: { slotS: 15, samplesPerS: 0.5, className: 七年级 3 班, subject: 数学, period: 2 }
`);
    expect(config.sources).toEqual({
      studentCamera: { source: { kind: 'file', path: '/media/student.mp4', loop: false } },
      teacherCamera: { source: { kind: 'file', path: join(folder, '../films/teacher.mp4'), loop: false } },
      microphone: [{ source: { kind: 'file', path: join(folder, 'room.opus'), loop: false } }],
    });
    expect(config.store.folder).toBe(join(folder, 'data'));
    expect(config.findings).toEqual({ rules: join(folder, '../region/rules.yaml') });
    expect(config.roomPlan).toMatchObject({ frontDepthM: 1.45, cameras: {} });
    expect(config.lesson).toMatchObject({
      slotS: 15,
      samplesPerS: 0.5,
      className: '七年级 3 班',
      subject: '数学',
      period: 2,
    });
  });
});

describe('a mistake', () => {
  const withLine = (line: string) => `${least}${line}\n`;
  const withRoom = (room: string) => least.replace(/room: \{.*\}/, `room: { ${room} }`);

  it.each([
    ['an empty file', '', /expected object/],
    ['a list', '- 1', /expected object/],
    ['no YAML', 'version: [1', /is not valid YAML: .* at line 1/],
    ['a key twice', withLine('version: 1'), /is not valid YAML: .*unique/],
    [
      'a password in an address',
      least.replace('room.opus', 'rtsp://it:secret@10.0.0.9/1'),
      /microphone\.address: must hold no user or password: keep those in the secrets file/,
    ],
    ['a microphone as a camera', least.replace(/microphone: \S+/, 'studentCamera: "alsa:hw:1"'), /: is no camera/],
    [
      'a setting of something else',
      least.replace('room.opus', '{ address: a.wav, channels: 2 }'),
      /channels: is no setting of a\.wav/,
    ],
    ['a timetable that is missing', withLine('lesson: { begins: timetable }'), /begins: needs `timetable:`/],
    ['no version', least.replace('version: 1', ''), /: version: .*expected 1/],
    ['another version', least.replace('version: 1', 'version: 2'), /: version: 2 is of a newer Lectern/],
    ['no room', least.replace(/room: \{.*\}/, ''), /: room: /],
    [
      'a region without quotes',
      withRoom('region: 310104, school: "2131000000", room: a'),
      /: room\.region: must be a text/,
    ],
    [
      'a wrong region',
      withRoom('region: "990104", school: "2131000000", room: a'),
      /: room\.region: begins with no known/,
    ],
    [
      'a short school code',
      withRoom('region: "310104", school: "21", room: a'),
      /: room\.school: must be the 10-digit/,
    ],
    [
      'a room with a slash',
      withRoom('region: "310104", school: "2131000000", room: a/b'),
      /: room\.room: must be 1 to 32/,
    ],
    ['no source', least.replace('{ microphone: room.opus }', '{}'), /: sources: names no source: give studentCamera/],
    ['an empty source', least.replace('room.opus', '""'), /: sources\.microphone: /],
    ['a misspelt source', least.replace('microphone', 'mikrophone'), /: sources: .*"mikrophone"/],
    ['an unknown setting', withLine('colour: red'), /: .*"colour"/],
    ['an unknown setting inside', withLine('screen: { prot: 80 }'), /: screen: .*"prot"/],
    ['a port that is none', withLine('screen: { port: 70000 }'), /: screen\.port: .*65535/],
    ['a hub that is no address', withLine('hub: { url: "hub" }'), /: hub\.url: must be an address such as/],
    ['a hub of another protocol', withLine('hub: { url: "https://hub" }'), /: hub\.url: must be an address such as/],
    [
      'a hub with a password',
      withLine('hub: { url: "mqtts://a:b@hub" }'),
      /: hub\.url: must be without user and password/,
    ],
    [
      'two ways to name hubs',
      withLine('hub: { url: "mqtts://a", brokers: ["mqtts://b"] }'),
      /: hub\.brokers: cannot be/,
    ],
    ['no broker among brokers', withLine('hub: { brokers: [] }'), /: hub\.brokers: /],
    ['a certificate without key', withLine('hub: { url: "mqtts://a", certificate: c }'), /: hub\.key: must be given/],
    ['a key without certificate', withLine('hub: { url: "mqtts://a", key: k }'), /: hub\.certificate: must be given/],
    [
      'a certificate that nobody would ask for',
      withLine('hub: { brokers: ["mqtts://a", "ws://b"], certificate: c, key: k }'),
      /: hub\.certificate: needs TLS/,
    ],
    [
      'a proxy with a password',
      withLine('hub: { url: "mqtts://a", proxy: "http://a:b@p" }'),
      /: hub\.proxy: .*proxyCredentials/,
    ],
    [
      'a proxy that is none',
      withLine('hub: { url: "mqtts://a", proxy: "socks://p" }'),
      /: hub\.proxy: must be an address/,
    ],
    ['a login for no proxy', withLine('hub: { url: "mqtts://a", proxyCredentials: p }'), /: hub\.proxy: must be given/],
    ['an outbox of nothing', withLine('hub: { url: "mqtts://a", outbox: { maxMB: 0 } }'), /: hub\.outbox\.maxMB: /],
    ['no hub in the hub', withLine('hub: {}'), /: hub\.url: must be an address such as/],
    ['findings without rules', withLine('findings: {}'), /: findings\.rules: /],
    ['longer than a week to withhold', withLine('privacy: { withholdHours: 169 }'), /: privacy\.withholdHours: /],
    ['a group of none', withLine('privacy: { minGroup: 0 }'), /: privacy\.minGroup: /],
    ['a slot of 20 s', withLine('lesson: { slotS: 20 }'), /: lesson\.slotS: must be 10, 15 or 30 seconds/],
    ['a look each minute', withLine('lesson: { samplesPerS: 0.01 }'), /: lesson\.samplesPerS: .*0\.1/],
    ['a plan without a board', withLine('roomPlan: { widthM: 8, depthM: 9 }'), /: roomPlan\.board: /],
  ])('(%s) is told in one line that names file and setting', (_, text, pattern) => {
    const said = complaint(text);
    expect(said.startsWith(`${file}: `)).toBe(true);
    expect(said).toMatch(pattern);
    expect(said).not.toContain('\n');
  });
});

it.skipIf(process.geteuid?.() !== 0)('[needs root] a file that root has copied there is to be the agent’s', () => {
  const copied = join(folder, 'copied.yaml');
  writeFileSync(copied, least, { mode: 0o600 });
  process.seteuid?.(65_534);
  try {
    expect(() => configText(copied)).toThrow(/sudo chown lectern/);
  } finally {
    process.seteuid?.(0);
  }
});
