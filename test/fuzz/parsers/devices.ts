import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { crc16, decodeBoardFrame, encodeBoardFrame } from '../../../device/board/board-frame.ts';
import { BoardFrames } from '../../../device/board/board-frames.ts';
import { boardWordsOf } from '../../../device/board/board-words.ts';
import { devicesSchema } from '../../../device/device-settings.ts';
import { loadRegisterMaps, parseRegisterMaps } from '../../../device/environment/maps/read-register-maps.ts';
import { RegisterMapError } from '../../../device/environment/maps/register-map-error.ts';
import { isWhole, withCrc } from '../../../device/environment/modbus/crc16.ts';
import { ReplyFinder } from '../../../device/environment/modbus/reply-finder.ts';
import { AnswerTexts } from '../../../device/panel/commands/answer-texts.ts';
import {
  CommandSetError,
  loadCommandSets,
  parseCommandSets,
} from '../../../device/panel/commands/read-command-sets.ts';
import {
  inputOf,
  PjlinkLines,
  readAnswer,
  readComplaints,
  readGreeting,
  readLampHours,
} from '../../../device/panel/pjlink-protocol.ts';
import { deviceReportSchema, deviceRequestSchema } from '../../../device/process/device-message.ts';
import { ViscaFrames } from '../../../device/ptz/visca-frames.ts';
import { panTiltInquiry, powerInquiry, versionInquiry, zoomInquiry } from '../../../device/ptz/visca-inquiries.ts';
import { readDatagram, writeDatagram } from '../../../device/ptz/visca-over-ip.ts';
import { viscaReply } from '../../../device/ptz/visca-reply.ts';
import { Draw } from '../engine/draw.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';
import { readBy } from '../engine/read-by.ts';
import { ofFile } from './settings.ts';

const source = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
const noComments = (yaml: string) => yaml.replace(/^\s*#.*\n/gm, '');

/** A line gives its bytes in pieces of any size: what comes of them must not depend on where they are cut. */
export function pieces(bytes: Buffer): Buffer[] {
  const draw = new Draw(bytes);
  const cut: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + draw.small(200);
    cut.push(bytes.subarray(at, at + length));
    at += length;
  }
  return cut;
}

/** Frames out of a stream that is written in pieces. */
function through<Frame>(stream: BoardFrames | ViscaFrames, cut: readonly Buffer[]): Frame[] {
  const frames: Frame[] = [];
  stream.on('data', (frame: Frame) => frames.push(frame));
  for (const piece of cut) stream._transform(piece, 'latin1', () => {});
  for (let frame = stream.read(); frame !== null; frame = stream.read()) frames.push(frame as Frame);
  return frames;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const boardLines = [
  { number: 1, words: ['BOARD', '1', 'lectern-board', 'A-1', '1.0.0', '7'] },
  { number: 2, words: ['LIT', 'lesson', 'fault', 'good'] },
  { number: 3, words: ['PRESS', '7', '12', 'double'] },
  { number: 255, words: ['NO', 'lamp'] },
];
const viscaPackets = [
  '9041ff',
  '9051ff',
  '905002ff',
  '9050010f0f0e00000a0bff',
  '90500001050e030002ff',
  '906041ff',
  '883002ff',
  '9038ff',
];
const request = withCrc([1, 4, 0, 0, 0, 4]);

export const deviceParsers: FuzzedParser[] = [
  {
    name: 'register-maps',
    reads: 'a file that describes sensors, or the shipped one (YAML)',
    form: 'yaml',
    covers: ['device/environment/maps/read-register-maps.ts#parseRegisterMaps', 'device/read-yaml.ts#readYaml'],
    seeds: () => [noComments(source('device/environment/maps/register-maps.yaml'))],
    open: () => ({ parse: (bytes) => parseRegisterMaps(bytes.toString('utf8'), 'x.yaml') }),
    refuses: (error) => error instanceof RegisterMapError,
  },
  {
    name: 'command-sets',
    reads: 'a file that describes panels, or the shipped one (YAML)',
    form: 'yaml',
    covers: ['device/panel/commands/read-command-sets.ts#parseCommandSets'],
    seeds: () => [noComments(source('device/panel/commands/command-sets.yaml'))],
    open: () => ({ parse: (bytes) => parseCommandSets(bytes.toString('utf8'), 'x.yaml') }),
    refuses: (error) => error instanceof CommandSetError,
  },
  {
    name: 'device-files',
    reads: 'the same from files that a configuration names',
    form: 'yaml',
    covers: [
      'device/environment/maps/read-register-maps.ts#loadRegisterMaps',
      'device/panel/commands/read-command-sets.ts#loadCommandSets',
      'device/read-device-file.ts#readDeviceFile',
    ],
    seeds: () => ['version: 1\nmaps: {}\n'],
    open: ofFile((file) => {
      try {
        loadCommandSets(file);
      } catch (error) {
        if (!(error instanceof CommandSetError)) throw error;
      }
      loadRegisterMaps(file);
    }),
    refuses: (error) => error instanceof RegisterMapError,
    slow: { cases: 5_000, because: 'each reads the shipped files too' },
  },
  {
    name: 'device-settings',
    reads: '`devices:` of a configuration',
    form: 'json',
    covers: ['device/device-settings.ts#devicesSchema'],
    seeds: () => [
      JSON.stringify({
        desk: { kind: 'board', port: '/dev/lectern/serial-no-1' },
        air: {
          kind: 'environment',
          port: 'usb:0403:6001',
          baud: 9600,
          sensors: [{ model: 'senseair-s8', address: 1 }],
        },
        eye: { kind: 'ptz', host: '192.168.1.66', camera: 'teacher', presets: { board: 1 } },
        screen: { kind: 'panel', host: '192.168.1.67', credentials: 'projector', wakeForReport: true },
      }),
    ],
    open: () => ({ parse: (bytes) => readBy(devicesSchema, JSON.parse(bytes.toString('utf8'))) }),
    refuses: (error) => error instanceof z.ZodError || error instanceof SyntaxError,
  },
  {
    name: 'device-process-reports',
    reads: 'what the process that holds the serial lines says to the agent',
    form: 'json',
    covers: ['device/process/device-message.ts#deviceReportSchema'],
    seeds: () =>
      [
        { type: 'heartbeat' },
        { type: 'news', device: 'air', news: { says: 'readings', readings: [{ quantity: 'co2Ppm', value: 800 }] } },
        { type: 'news', device: 'desk', news: { says: 'press', press: 'double' } },
        { type: 'news', device: 'desk', news: { says: 'lamp', lamp: { light: 'lesson', blink: 'none' } } },
        { type: 'news', device: 'eye', news: { says: 'ptz', isMoving: false, at: 'board' } },
        { type: 'news', device: 'screen', news: { says: 'panel', power: 'on', lampHours: 12, complaints: ['lamp'] } },
        {
          type: 'news',
          device: 'air',
          news: { says: 'state', state: 'faulty', cause: { code: 'DEVICE_SILENT', message: 'x' } },
        },
      ].map((each) => JSON.stringify(each)),
    open: () => ({
      parse: (bytes) => {
        const report = readBy(deviceReportSchema, JSON.parse(bytes.toString('utf8')));
        if (report.type === 'news' && report.news.says === 'readings')
          for (const { value } of report.news.readings) must(Number.isFinite(value), 'a reading is a number');
      },
    }),
    refuses: (error) => error instanceof z.ZodError || error instanceof SyntaxError,
  },
  {
    name: 'device-process-requests',
    reads: 'what the agent says to that process',
    form: 'json',
    covers: [
      'device/process/device-message.ts#deviceRequestSchema',
      'device/process/device-message.ts#deviceOrderSchema',
    ],
    seeds: () =>
      [
        { type: 'start', devices: { desk: { kind: 'board', port: '/dev/ttyUSB0' } }, passwords: { desk: 'x' } },
        { type: 'order', device: 'eye', order: { do: 'follow', teacher: { xM: 1, yM: 2 } } },
        { type: 'order', device: 'desk', order: { do: 'lamp', lamp: { light: 'off', blink: 'fault' } } },
        { type: 'stop' },
      ].map((each) => JSON.stringify(each)),
    open: () => ({ parse: (bytes) => readBy(deviceRequestSchema, JSON.parse(bytes.toString('utf8'))) }),
    refuses: (error) => error instanceof z.ZodError || error instanceof SyntaxError,
  },
  {
    name: 'board-lines',
    reads: 'the line of the button and the lamp',
    form: 'bytes',
    covers: [
      'device/board/board-frame.ts#decodeBoardFrame',
      'device/board/board-frames.ts#BoardFrames',
      'device/board/board-words.ts#boardWordsOf',
    ],
    seeds: () => [
      ...boardLines.map((frame) => encodeBoardFrame(frame)),
      Buffer.concat(boardLines.map(encodeBoardFrame)),
    ],
    open: () => ({
      parse: (bytes) => {
        const frames = through<{ number: number; words: string[] }>(new BoardFrames(), [bytes]);
        must(same(frames, through(new BoardFrames(), pieces(bytes))), 'it does not matter where the line is cut');
        for (const frame of frames) {
          const line = encodeBoardFrame(frame).toString('latin1').trimEnd();
          must(same(decodeBoardFrame(line), frame), 'a frame is read as it would be written');
          must(crc16(line.slice(1, line.lastIndexOf('*'))) <= 0xffff, 'the check has 16 bits');
          boardWordsOf(frame.words);
        }
      },
    }),
  },
  {
    name: 'visca-line',
    reads: 'a PTZ camera’s serial line (VISCA)',
    form: 'bytes',
    covers: ['device/ptz/visca-frames.ts#ViscaFrames', 'device/ptz/visca-reply.ts#viscaReply'],
    seeds: () => [...viscaPackets.map((hex) => Buffer.from(hex, 'hex')), Buffer.from(viscaPackets.join(''), 'hex')],
    open: () => ({
      parse: (bytes) => {
        const packets = through<Uint8Array>(new ViscaFrames(), [bytes]);
        must(same(packets, through(new ViscaFrames(), pieces(bytes))), 'it does not matter where the line is cut');
        for (const packet of packets) {
          must(packet.length >= 3 && packet.length <= 16 && packet.at(-1) === 0xff, 'a packet of VISCA');
          const reply = viscaReply(packet, 1);
          if (reply?.says !== 'answer') continue;
          const at = panTiltInquiry.read(reply.data);
          must(
            at === undefined || (Math.abs(at.pan) <= 2 ** 19 && Math.abs(at.tilt) <= 2 ** 15),
            'a place of few bits',
          );
          zoomInquiry.read(reply.data);
          powerInquiry.read(reply.data);
          versionInquiry.read(reply.data);
        }
      },
    }),
  },
  {
    name: 'visca-datagrams',
    reads: 'UDP datagrams of whoever sends some to the port of VISCA over IP',
    form: 'bytes',
    covers: ['device/ptz/visca-over-ip.ts#readDatagram'],
    seeds: () => [
      writeDatagram({ type: 'reply', sequence: 7, payload: Buffer.from('9041ff', 'hex') }),
      writeDatagram({ type: 'control-reply', sequence: 0, payload: Uint8Array.of(1) }),
    ],
    open: () => ({
      parse: (bytes) => {
        const datagram = readDatagram(bytes);
        if (datagram) must(bytes.equals(writeDatagram(datagram)), 'it is read as it would be written');
      },
    }),
  },
  {
    name: 'pjlink-lines',
    reads: 'a projector’s TCP port (PJLink)',
    form: 'lines',
    covers: [
      'device/panel/pjlink-protocol.ts#PjlinkLines',
      'device/panel/pjlink-protocol.ts#readGreeting',
      'device/panel/pjlink-protocol.ts#readAnswer',
      'device/panel/pjlink-protocol.ts#readComplaints',
      'device/panel/pjlink-protocol.ts#readLampHours',
    ],
    seeds: () => [
      'PJLINK 1 498e4a67\r',
      'PJLINK 0\r%1POWR=1\r%1LAMP=120 1 300 0\r%1ERST=002010\r',
      '%1INPT=ERR3\r\n',
      '31',
      'hdmi2',
    ],
    open: () => ({
      parse: (bytes) => {
        const lines = new PjlinkLines();
        for (const line of [...pieces(bytes).flatMap((piece) => lines.take(piece)), bytes.toString('utf8')]) {
          readGreeting(line);
          readComplaints(line);
          const hours = readLampHours(line);
          must(hours === null || (hours >= 0 && hours <= 99_999), 'hours of five digits');
          const input = inputOf(line);
          must(input === null || /^[1-6][1-9A-Z]$/.test(input), 'an input has two characters');
          for (const command of ['POWR', 'LAMP', 'ERST']) readAnswer(line, command);
        }
      },
    }),
  },
  {
    name: 'panel-answers',
    reads: 'a panel’s serial line',
    form: 'lines',
    covers: ['device/panel/commands/answer-texts.ts#AnswerTexts'],
    seeds: () => ['PWR=01\r:LAMP=1200\r:ERR\r:', 'ok\r\n'],
    open: () => ({
      parse: (bytes) => {
        const [whole, cut] = [new AnswerTexts([':', '\r']), new AnswerTexts([':', '\r'])];
        const texts = whole.take(bytes);
        must(
          same(
            texts,
            pieces(bytes).flatMap((piece) => cut.take(piece)),
          ),
          'it does not matter where it is cut',
        );
        for (const text of texts) must(text.length > 0 && text.length <= 80, 'an answer is short');
      },
    }),
  },
  {
    name: 'modbus-answers',
    reads: 'the line of the sensors of air (Modbus RTU)',
    form: 'bytes',
    covers: ['device/environment/modbus/reply-finder.ts#ReplyFinder'],
    seeds: () => [
      withCrc([1, 4, 8, 1, 2, 3, 4, 5, 6, 7, 8]),
      Buffer.concat([request, withCrc([1, 4, 8, 1, 2, 3, 4, 5, 6, 7, 8])]),
      withCrc([1, 0x84, 2]),
    ],
    open: () => ({
      parse: (bytes) => {
        const finder = new ReplyFinder(request);
        for (const piece of pieces(bytes)) {
          const reply = finder.take(piece);
          if (!reply) continue;
          must(isWhole(reply) && reply[0] === 1 && (reply[1]! & 0x7f) === 4, 'an answer of whom was asked');
          must(finder.strayBytes >= 0 || bytes.includes(request), 'no less than nothing is stray');
          return;
        }
      },
    }),
  },
];
