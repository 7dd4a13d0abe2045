import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { childrenNamed, descendants } from '../../../test/fixtures/process-tree.ts';
import type { LiveSource } from '../../lesson/live-source.ts';
import type { SourceState } from './capture-message.ts';
import { LiveCapture } from './live-capture.ts';
import { MediaError } from './media-error.ts';
import { probeVideo } from './media-probe.ts';

/** What ffmpeg, ffprobe and this process may grow by together while a camera does its worst, bytes. */
const MOST_GROWTH = 700e6;
const WATCHED_MS = 5_000;

let folder: string;
let secret: Server;
let secretAsked = 0;
const servers: Server[] = [];
const sockets = new Set<Socket>();
let captures: LiveCapture[] = [];
const at = (name: string) => join(folder, name);
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-hostile-camera-'));
  // Something else on this machine or in the school's network that a camera must not be able to have asked.
  secret = createServer((socket) => {
    secretAsked++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(secret, 'listening');
});
afterEach(async () => {
  await Promise.all(captures.map((capture) => capture.stop()));
  captures = [];
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  expect([...childrenNamed('ffmpeg'), ...childrenNamed('ffprobe')]).toEqual([]);
});
afterAll(() => {
  secret.close();
  rmSync(folder, { recursive: true });
});

/** A camera that does this with whoever connects. */
async function camera(act: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    act(socket);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return portOf(server);
}

/** Writes the same without end, as fast as it is taken. */
function without(end: Socket, chunk: Buffer): void {
  const write = () => {
    while (!end.destroyed && end.write(chunk));
  };
  end.on('drain', write);
  write();
}

/** What this process and all that it has started hold in memory, bytes. */
function memory(): number {
  return [{ pid: process.pid }, ...descendants(process.pid)].reduce((sum, { pid }) => {
    try {
      return sum + Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    } catch {
      return sum;
    }
  }, 0);
}

/** Looks at a camera for some seconds. */
async function looked(source: LiveSource): Promise<{ states: string[]; growth: number; pictures: number }> {
  const states: SourceState[] = [];
  const capture = new LiveCapture(
    { source, wanted: { kind: 'pictures', fps: 1 } },
    { state: (state) => void states.push(state), counts: () => {}, warning: () => {} },
  );
  captures.push(capture);
  const before = memory();
  let [growth, pictures, isOver] = [0, 0, false];
  capture.start();
  const reading = (async () => {
    while (!isOver && (await capture.nextFrame())) pictures++;
  })();
  for (const until = performance.now() + WATCHED_MS; performance.now() < until; await delay(100))
    growth = Math.max(growth, memory() - before);
  isOver = true;
  await capture.stop();
  await reading;
  return { states: states.map((each) => (each.state === 'lost' ? each.code : each.state)), growth, pictures };
}

const rtsp = (port: number): LiveSource => ({
  ...{ kind: 'rtsp', url: `rtsp://127.0.0.1:${port}/class`, transport: 'tcp', decoder: 'software' },
});
const http = (port: number): LiveSource => ({ kind: 'http', url: `http://127.0.0.1:${port}/video.mjpg` });
const head = (type: string, more = '') => `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${more}\r\n`;
const garbage = Buffer.from(Array.from({ length: 65_536 }, (_, i) => (i * 7919 + (i >> 3)) & 0xff));

const attacks: [name: string, source: (port: number) => LiveSource, act: (socket: Socket) => void][] = [
  [
    'answers with headers without end (RTSP)',
    rtsp,
    (socket) => {
      socket.write('RTSP/1.0 200 OK\r\n');
      without(socket, Buffer.from(`X-A: ${'a'.repeat(500)}\r\n`.repeat(100)));
    },
  ],
  [
    'answers with headers without end (HTTP)',
    http,
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      without(socket, Buffer.from(`X-A: ${'a'.repeat(500)}\r\n`.repeat(100)));
    },
  ],
  ['answers with one line without end', rtsp, (socket) => without(socket, Buffer.alloc(65_536, 'a'))],
  ['answers with garbage', rtsp, (socket) => without(socket, garbage)],
  [
    'sends garbage as its pictures',
    http,
    (socket) => {
      socket.write(head('multipart/x-mixed-replace; boundary=b'));
      without(socket, garbage);
    },
  ],
  [
    'sends a part that is said to be endless',
    http,
    (socket) => {
      socket.write(
        `${head('multipart/x-mixed-replace; boundary=b')}--b\r\nContent-Type: image/jpeg\r\nContent-Length: 2147483647\r\n\r\n`,
      );
      without(socket, garbage);
    },
  ],
  [
    'sends a description without end',
    rtsp,
    (socket) =>
      socket.on('data', (data) => {
        const cseq = /CSeq: (\d+)/i.exec(data.toString('latin1'))?.[1] ?? '1';
        if (/^OPTIONS/.test(data.toString('latin1')))
          return void socket.write(`RTSP/1.0 200 OK\r\nCSeq: ${cseq}\r\nPublic: DESCRIBE\r\n\r\n`);
        socket.write(
          `RTSP/1.0 200 OK\r\nCSeq: ${cseq}\r\nContent-Type: application/sdp\r\nContent-Length: 2000000000\r\n\r\n`,
        );
        without(socket, Buffer.from('m=video 0 RTP/AVP 96\r\n'.repeat(2000)));
      }),
  ],
  [
    'says one byte a second',
    rtsp,
    (socket) => {
      const timer = setInterval(() => socket.write('R'), 1000);
      socket.on('close', () => clearInterval(timer));
    },
  ],
  ['says nothing', http, () => {}],
];

describe('a camera that', { timeout: 60_000 }, () => {
  const hostile: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'it answers with garbage, without end, or one byte a second',
    seen: 'it is shown as not giving pictures',
    lost: `what it would have seen; the memory that it takes stays below ${MOST_GROWTH / 1e6} MB`,
    recovers: 'opened again for ever, with pauses of 1 s to 60 s',
  };
  it.each(attacks)(
    '%s is lost, and takes neither the memory nor the room with it',
    shows(hostile),
    async (_, source, act) => {
      const port = await camera(act);
      const { growth, pictures } = await looked(source(port));
      expect(pictures).toBe(0);
      expect(growth).toBeLessThan(MOST_GROWTH);
    },
  );

  const hugePicture: Fault = {
    part: 'camera',
    kind: 'overload',
    fault: 'it sends a picture that claims to have four gigapixels',
    seen: 'it is shown as not giving pictures',
    lost: 'what it would have seen; the picture is not decoded',
    recovers: 'opened again for ever, with pauses of 1 s to 60 s',
  };
  it('claims a picture of four gigapixels is not decoded', shows(hugePicture), async () => {
    // A JPEG's frame header: 65,500 × 65,500 pixels, three components.
    const made = execFileSync('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=red:s=64x64',
      '-frames:v',
      '1',
      '-f',
      'mjpeg',
      'pipe:1',
    ]);
    const frame = made.indexOf(Buffer.from([0xff, 0xc0]));
    made.writeUInt16BE(65_500, frame + 5);
    made.writeUInt16BE(65_500, frame + 7);
    const part = Buffer.concat([
      Buffer.from(`--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${made.length}\r\n\r\n`),
      made,
      Buffer.from('\r\n'),
    ]);
    const port = await camera((socket) => {
      socket.write(head('multipart/x-mixed-replace; boundary=b'));
      const timer = setInterval(() => socket.write(part), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const { growth, pictures } = await looked(http(port));
    expect(pictures).toBe(0);
    expect(growth).toBeLessThan(MOST_GROWTH);
  });
});

const target = () => `127.0.0.1:${portOf(secret)}`;
const places: [name: string, source: (port: number) => LiveSource, answer: (request: string) => string][] = [
  [
    'an HTTP redirect to a file',
    http,
    () => `HTTP/1.1 302 Found\r\nLocation: file://${at('secret.mjpeg')}\r\nContent-Length: 0\r\n\r\n`,
  ],
  [
    'a list (HLS)',
    http,
    () =>
      `${head('application/vnd.apple.mpegurl')}#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://${target()}/a.ts\n#EXT-X-ENDLIST\n`,
  ],
  ['a list (concat)', http, () => `${head('text/plain')}ffconcat version 1.0\nfile http://${target()}/a.ts\n`],
  [
    'a list (DASH)',
    http,
    () =>
      `${head('application/dash+xml')}<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT9S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>http://${target()}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ],
  [
    'a description (SDP)',
    http,
    () =>
      `${head('application/sdp')}v=0\r\no=- 0 0 IN IP4 ${target()}\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=video ${portOf(secret)} TCP/RTP/AVP 96\r\n`,
  ],
  [
    'an RTSP redirect to a file',
    rtsp,
    (request) =>
      `RTSP/1.0 302 Moved\r\nCSeq: ${/CSeq: (\d+)/i.exec(request)?.[1]}\r\nLocation: file://${at('secret.mjpeg')}\r\n\r\n`,
  ],
];

describe('what a camera names in its answer', { timeout: 60_000 }, () => {
  beforeAll(() => {
    // A picture, so that a file that is opened would be seen.
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=red:s=64x64:r=5:d=9',
      '-f',
      'mjpeg',
      at('secret.mjpeg'),
    ]);
  });

  const leadsElsewhere: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'it answers with the address of a file or of another machine',
    seen: 'it is shown as not giving pictures',
    lost: 'what it would have seen; nothing else is opened',
    recovers: 'opened again for ever, with pauses of 1 s to 60 s',
  };
  it.each(places)('by %s is not opened', shows(leadsElsewhere), async (_, source, answer) => {
    const port = await camera((socket) => {
      socket.on(
        'data',
        (data) => void (/\r\n\r\n/.test(data.toString('latin1')) && socket.end(answer(data.toString('latin1')))),
      );
    });
    secretAsked = 0;
    const { pictures } = await looked(source(port));
    expect([pictures, secretAsked]).toEqual([0, 0]);
  });
});

describe('a recording that somebody brings', () => {
  const listOfFiles: Fault = {
    part: 'recording',
    kind: 'wrong',
    fault: 'the file is a list that names other files',
    seen: 'whoever brought it: the file cannot be read',
    lost: 'this recording; the other files are not opened',
    recovers: 'bring a film or a sound file',
  };
  it.each([
    ['HLS', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:9,\n${at('other.mp4')}\n#EXT-X-ENDLIST\n`],
    ['concat', () => `ffconcat version 1.0\nfile other.mp4\n`],
  ])('and that is a list of other files (%s) is not read', shows(listOfFiles), async (_, text) => {
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      'testsrc=s=64x64:r=5:d=2',
      '-c:v',
      'mpeg4',
      at('other.mp4'),
    ]);
    expect(await probeVideo(at('other.mp4'))).toMatchObject({ width: 64 });
    writeFileSync(at('recording'), text());
    await expect(probeVideo(at('recording'))).rejects.toBeInstanceOf(MediaError);
  });
});

it('nothing that a camera sent lies anywhere', async () => {
  await vi.waitFor(() => expect(readdirSync(folder).sort()).toEqual(['other.mp4', 'recording', 'secret.mjpeg']));
});
