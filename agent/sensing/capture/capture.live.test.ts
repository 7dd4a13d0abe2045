import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { makeMedia, sine, stairs } from '../../../test/fixtures/made-media.ts';
import { childrenNamed, descendants, processesWith } from '../../../test/fixtures/process-tree.ts';
import { PulseRoom } from '../../../test/fixtures/pulse-room.ts';
import { RtspCamera } from '../../../test/fixtures/rtsp-camera.ts';
import { systemClock } from '../../lesson/clock.ts';
import type { LiveSource } from '../../lesson/live-source.ts';
import type { CapturedFrame, CapturedSound, CaptureOrder, SourceCounts, SourceState } from './capture-message.ts';
import { LiveCapture } from './live-capture.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const { monotonicMs } = systemClock;
let captures: LiveCapture[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-live-capture-'));
});

afterEach(async () => {
  await Promise.all(captures.map((capture) => capture.stop()));
  captures = [];
  const left = [...childrenNamed('ffmpeg'), ...childrenNamed('ffprobe'), ...childrenNamed('pactl')];
  expect(left.filter(({ line }) => !line.includes('-device air'))).toEqual([]);
});

afterAll(() => rmSync(folder, { recursive: true }));

interface News {
  atMs: number;
  state: SourceState;
}

/** Opens a live source and gathers what is told of it. */
function opened(source: LiveSource, wanted: CaptureOrder['wanted']) {
  const news: News[] = [];
  let counts: SourceCounts = { received: 0, dropped: 0, restarts: 0 };
  const warnings: string[] = [];
  const capture = new LiveCapture(
    { source, wanted },
    {
      state: (state, now) => {
        news.push({ atMs: monotonicMs(), state });
        counts = now;
      },
      counts: (now) => {
        counts = now;
      },
      warning: (message) => warnings.push(message),
    },
  );
  captures.push(capture);
  capture.start();
  const states = () => news.map(({ state }) => (state.state === 'lost' ? state.code : state.state));
  const told = (wanted: string, within: number, from = 0) =>
    vi.waitFor(() => expect(states().slice(from)).toContain(wanted), { timeout: within, interval: 20 });
  return { capture, news, states, told, counts: () => counts, warnings };
}

/** The next so many pictures. */
async function pictures(capture: LiveCapture, count: number): Promise<CapturedFrame[]> {
  const frames: CapturedFrame[] = [];
  while (frames.length < count) frames.push((await capture.nextFrame())!);
  return frames;
}

/** Red, green and blue at a place of 0..1. */
function colour({ rgb, width, height }: CapturedFrame, x: number, y: number): number[] {
  const first = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
  return [...rgb.subarray(first, first + 3)];
}

const eachSecond = { kind: 'pictures', fps: 1 } as const;
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-pix_fmt', 'yuv420p'];
const film = (size: string, seconds: number, rate = 5) => [
  ...['-f', 'lavfi', '-i', `testsrc=s=${size}:r=${rate}:d=${seconds}`, ...x264, '-g', String(rate)],
];

describe('a camera over RTSP', () => {
  const login = { user: 'it', password: `p@ss w/rd'"\\#%` };
  let camera = new RtspCamera({ films: {}, login });
  const source = (more: object = {}): LiveSource => ({
    ...{ kind: 'rtsp', url: camera.url('/class'), login, transport: 'tcp', decoder: 'software', ...more },
  });

  beforeAll(() => {
    makeMedia(at('small.mp4'), ...film('320x180', 60));
    makeMedia(at('large.mp4'), ...film('640x480', 60));
  });

  afterEach(() => camera.stop());

  it('gives whole pictures about once a second, each later than the one before, and tells nobody its password', async () => {
    camera = new RtspCamera({ films: { '/class': at('small.mp4') }, login });
    await camera.start();
    const { capture, states, counts } = opened(source(), eachSecond);
    const frames = await pictures(capture, 6);
    for (const { width, height, rgb } of frames) expect([width, height, rgb.length]).toEqual([320, 180, 320 * 180 * 3]);
    const pauses = frames.slice(1).map(({ atMs }, i) => atMs - frames[i]!.atMs);
    // The server may send what it has of the last second at once.
    for (const pauseMs of pauses.slice(1)) {
      expect(pauseMs).toBeGreaterThan(700);
      expect(pauseMs).toBeLessThan(1900);
    }
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0);
    expect(states()).toEqual(['opening', 'live']);
    for (const form of [login.password, encodeURIComponent(login.password)])
      expect(processesWith(form).filter(({ line }) => !line.includes('rtsp_server.py'))).toEqual([]);
    const environments = descendants(process.pid).map(({ pid }) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8');
      } catch {
        return '';
      }
    });
    expect(environments.join()).not.toContain(encodeURIComponent(login.password));
    expect(counts()).toMatchObject({ dropped: 0, restarts: 0 });
  });

  const refusedThenTaken: Fault = {
    part: 'camera',
    kind: 'refused',
    fault: 'it does not take the password until somebody mends it',
    seen: { code: 'SOURCE_REFUSED' },
    lost: 'what it would have seen until then',
    recovers: 'within 12 s of being mended',
  };
  it('that refuses the password is opened as soon as it takes it', shows(refusedThenTaken), async () => {
    camera = new RtspCamera({ films: { '/class': at('small.mp4') }, login: { ...login, password: 'changed' } });
    await camera.start();
    const { capture, told, news } = opened(source(), eachSecond);
    await told('SOURCE_REFUSED', 5000);
    const [, { state }] = news as [News, News];
    expect(state).toMatchObject({ message: expect.stringContaining('check user and password') });
    expect(JSON.stringify(state)).not.toContain('p@ss');
    await camera.stop();
    await camera.start({ login });
    await told('live', 12_000);
    expect(await capture.nextFrame()).toMatchObject({ width: 320, height: 180 });
  });

  const otherSize: Fault = {
    part: 'camera',
    kind: 'wrong',
    fault: 'it comes back with another size of picture',
    seen: { code: 'SOURCE_UNREACHABLE' },
    lost: 'what it would have seen while it was away',
    recovers: 'by itself, in the new size',
  };
  it('that goes away and comes back in another size is seen whole in that one', shows(otherSize), async () => {
    camera = new RtspCamera({ films: { '/class': at('small.mp4') }, login });
    await camera.start();
    const { capture, told, news, states, counts } = opened(source(), eachSecond);
    await pictures(capture, 2);
    const wentMs = monotonicMs();
    await camera.stop();
    await told('SOURCE_UNREACHABLE', 8000);
    expect(news.find(({ state }) => state.state === 'lost')!.atMs - wentMs).toBeLessThan(3000);
    await camera.start({ films: { '/class': at('large.mp4') } });
    await told('live', 15_000, states().indexOf('live') + 1);
    // What was taken before it went may still be there.
    const back = (await pictures(capture, 2)).at(-1)!;
    expect([back.width, back.height, back.rgb.length]).toEqual([640, 480, 640 * 480 * 3]);
    expect(counts().restarts).toBeGreaterThanOrEqual(1);
  });

  it('takes a password of every printable character', async () => {
    const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i));
    // All at once is more than ffmpeg keeps of an address (secrets.ts).
    const passwords = [printable.slice(0, 77), printable.slice(77), '密码密码密码密码密码'];
    const cameras = passwords.map(
      (password) => new RtspCamera({ films: { '/class': at('small.mp4') }, login: { user: 'it', password } }),
    );
    try {
      for (const each of cameras) await each.start();
      const taken = cameras.map((each, i) =>
        opened(source({ url: each.url('/class'), login: { user: 'it', password: passwords[i]! } }), eachSecond),
      );
      await Promise.all(taken.map(({ capture }) => capture.nextFrame()));
      for (const { states } of taken) expect(states()).toEqual(['opening', 'live']);
    } finally {
      for (const each of cameras) await each.stop();
    }
  });
});

describe('a source that changes its size in the middle', () => {
  it('gives whole pictures of the size it began with', async () => {
    // Red at the left edge, blue at the right one, white between.
    const marked = (size: string) => {
      const marks = 'drawbox=0:0:iw/8:ih:red:fill,drawbox=iw*7/8:0:iw/8:ih:blue:fill';
      return ['-f', 'lavfi', '-i', `color=white:s=${size}:r=10:d=3`, '-vf', marks, ...x264, '-g', '10'];
    };
    for (const [name, size] of [
      ['a.ts', '320x240'],
      ['b.ts', '640x360'],
    ] as const)
      makeMedia(at(name), ...marked(size));
    writeFileSync(at('both.ts'), Buffer.concat([readFileSync(at('a.ts')), readFileSync(at('b.ts'))]));
    const { capture, told, states } = opened(
      { kind: 'file', path: at('both.ts'), loop: false },
      { kind: 'pictures', fps: 2 },
    );
    const frames: CapturedFrame[] = [];
    const reading = (async () => {
      for (let frame = await capture.nextFrame(); frame; frame = await capture.nextFrame()) frames.push(frame);
    })();
    await told('SOURCE_ENDED', 15_000);
    await capture.stop();
    await reading;
    expect(states()).toEqual(['opening', 'live', 'SOURCE_ENDED']);
    expect(frames.length).toBeGreaterThanOrEqual(10);
    expect(new Set(frames.map(({ width, height, rgb }) => `${width} ${height} ${rgb.length}`))).toEqual(
      new Set(['320 240 230400']),
    );
    for (const frame of [frames[0]!, frames.at(-1)!]) {
      const [left, middle, right] = [0.03, 0.5, 0.97].map((x) => colour(frame, x, 0.5)) as [
        number[],
        number[],
        number[],
      ];
      expect(left[0]! - left[2]!).toBeGreaterThan(150);
      expect(Math.min(...middle)).toBeGreaterThan(230);
      expect(right[2]! - right[0]!).toBeGreaterThan(150);
    }
    const [top, topLater] = [frames[0]!, frames.at(-1)!].map((frame) => Math.max(...colour(frame, 0.5, 0.03)));
    expect(top).toBeGreaterThan(230);
    expect(topLater).toBeLessThan(20);
  });
});

describe('a camera with motion JPEG', () => {
  let server: Server;
  let heard: (string | undefined)[];

  /** Serves one picture again and again, to the next who asks another; each connection ends after so many. */
  async function serve(each: Buffer[], pictures: number): Promise<string> {
    heard = [];
    let served = 0;
    server = createServer((request, response) => {
      heard.push(request.headers.authorization);
      if (!request.headers.authorization) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="camera"' }).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
      const picture = each[Math.min(served++, each.length - 1)]!;
      let sent = 0;
      const sending = setInterval(() => {
        if (sent++ === pictures) return void response.end();
        response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`);
        response.write(picture);
        response.write('\r\n');
      }, 100);
      response.on('close', () => clearInterval(sending));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/video.mjpg`;
  }

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is asked with its password, gives whole pictures, and when it hangs up is opened again in the size it had', async () => {
    const jpeg = (size: string) =>
      readFileSync(makeMedia(at(`${size}.jpg`), '-f', 'lavfi', '-i', `color=white:s=${size}`, '-frames:v', '1'));
    const login = { user: 'it', password: 'p@ss:w/rd #\'"\\%密码' };
    // The first who asks only looks what there is.
    const url = await serve([jpeg('320x240'), jpeg('320x240'), jpeg('640x360')], 50);
    const { capture, told, states } = opened({ kind: 'http', url, login }, { kind: 'pictures', fps: 2 });
    const frames = await pictures(capture, 4);
    for (const { width, height, rgb } of frames) expect([width, height, rgb.length]).toEqual([320, 240, 230_400]);
    const pauses = frames.slice(2).map(({ atMs }, i) => atMs - frames[i + 1]!.atMs);
    for (const pauseMs of pauses) expect(Math.abs(pauseMs - 500)).toBeLessThan(250);
    const basic = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
    expect(heard).toContain(basic);
    await told('SOURCE_LOST', 15_000);
    await told('live', 8000, states().indexOf('SOURCE_LOST'));
    const back = (await pictures(capture, 2)).at(-1)!;
    expect([back.width, back.height]).toEqual([320, 240]);
    // 16:9 in 4:3 has black above and below.
    for (const y of [0.03, 0.97]) expect(Math.max(...colour(back, 0.5, y))).toBeLessThan(20);
    for (const x of [0.01, 0.99]) expect(Math.min(...colour(back, x, 0.5))).toBeGreaterThan(230);
  });
});

describe('a consumer that is slow', () => {
  const tooSlow: Fault = {
    part: 'models',
    kind: 'overload',
    fault: 'the machine is too slow for all pictures',
    seen: 'IT sees how many pictures were passed over',
    lost: 'pictures in between: what is looked at is never older than 0.4 s',
    recovers: 'by itself, as soon as there is time',
  };
  it('always gets what there is now, and what it missed is counted', shows(tooSlow), async () => {
    makeMedia(at('stairs.mp4'), ...stairs(64, 48, 12));
    const { capture, counts } = opened(
      { kind: 'file', path: at('stairs.mp4'), loop: false },
      { kind: 'pictures', fps: 5 },
    );
    const seen: { ageMs: number; lagS: number }[] = [];
    let frame: CapturedFrame | null = await capture.nextFrame();
    const beganMs = frame!.atMs;
    for (let looks = 0; looks < 4; looks++) {
      await delay(2000);
      frame = await capture.nextFrame(frame!);
      // The film is brighter by a step each second: its own time can be seen (made-media.ts).
      const filmS = Math.round((colour(frame!, 0.5, 0.5)[0]! * 219) / 255 / 20) + 0.28;
      seen.push({ ageMs: monotonicMs() - frame!.atMs, lagS: (frame!.atMs - beganMs) / 1000 - filmS });
    }
    for (const { ageMs, lagS } of seen) {
      expect(ageMs).toBeLessThan(400);
      expect(Math.abs(lagS)).toBeLessThan(1.2);
    }
    await capture.stop();
    expect(counts().received).toBeGreaterThan(30);
    expect(counts().dropped).toBeGreaterThan(20);
  });
});

describe('a microphone of the sound server', () => {
  const air = new PulseRoom();
  const source = (): LiveSource => {
    return { kind: 'pulse', source: 'mic', server: air.environment.PULSE_SERVER!, channels: 1 };
  };

  beforeAll(() => air.start());
  afterAll(() => air.stop());

  it('is heard in one piece until it is unplugged, though the server hands over another, and again when it is back', async () => {
    air.play(makeMedia(at('sine.wav'), ...sine(40)));
    const { capture, told, news, states } = opened(source(), { kind: 'sound' });
    const sounds: (CapturedSound & { lateMs: number })[] = [];
    const reading = (async () => {
      for (let some = await capture.nextSounds(); some; some = await capture.nextSounds()) {
        for (const sound of some) {
          const endMs = sound.atMs + sound.channels[0]!.length / 16;
          sounds.push({ ...sound, lateMs: monotonicMs() - endMs });
        }
      }
    })();
    await told('live', 8000);
    await delay(4000);
    const unpluggedMs = monotonicMs();
    air.unplug();
    await told('SOURCE_MISSING', 3000);
    const before = sounds.length;
    await delay(500);
    expect(sounds.length, 'nothing of another source is taken for it').toBe(before);
    air.plugIn();
    await told('live', 8000, states().indexOf('SOURCE_MISSING'));
    await delay(2000);
    await capture.stop();
    await reading;
    expect(news.find(({ state }) => state.state === 'lost')!.atMs - unpluggedMs).toBeLessThan(3000);
    for (const [i, sound] of sounds.entries()) {
      const last = sounds[i - 1];
      const follows = last && Math.abs(sound.atMs - last.atMs - last.channels[0]!.length / 16) < 1;
      expect(sound.isBroken, `sound ${i}`).toBe(!follows);
      expect(sound.lateMs).toBeGreaterThan(-70);
    }
    // What the server itself loses when it is busy is noticed only after some seconds (sound-clock.test.ts).
    const lateMs = sounds.map((sound) => sound.lateMs).sort((a, b) => a - b);
    expect(lateMs[Math.floor(lateMs.length / 2)]).toBeLessThan(400);
    const breaks = sounds.filter(({ isBroken }) => isBroken);
    expect(breaks.some(({ atMs }) => atMs > unpluggedMs)).toBe(true);
    const heard = sounds.filter(({ channels }) => channels[0]!.some((sample) => Math.abs(sample) > 0.1));
    expect(heard.length).toBeGreaterThan(sounds.length / 2);
  });
});

describe('a device that is not there', () => {
  const notPluggedIn: Fault[] = [
    {
      part: 'camera',
      kind: 'absent',
      fault: 'the USB camera is not plugged in when a lesson begins',
      seen: { code: 'SOURCE_MISSING' },
      lost: 'what it would have seen: a gap in the report',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
    {
      part: 'microphone',
      kind: 'absent',
      fault: 'the microphone is not plugged in when a lesson begins',
      seen: { code: 'SOURCE_MISSING' },
      lost: 'what is said: a gap in the report',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
  ];
  it.each<[string, LiveSource, CaptureOrder['wanted']]>([
    ['a USB camera', { kind: 'v4l2', device: '/dev/video99' }, eachSecond],
    ['a sound card', { kind: 'alsa', device: 'plughw:31,0', channels: 1 }, { kind: 'sound' }],
  ])('is told to be missing: %s', shows(notPluggedIn), async (_, source, wanted) => {
    const { told, news } = opened(source, wanted);
    await told('SOURCE_MISSING', 5000);
    expect(news[1]!.state).toMatchObject({ message: expect.stringContaining('check that it is plugged in') });
  });
});

describe('stopping', () => {
  it('closes the source and ends who waits for it, in any state', async () => {
    makeMedia(at('long.mp4'), ...film('320x180', 60));
    const { capture } = opened({ kind: 'file', path: at('long.mp4'), loop: true }, eachSecond);
    await pictures(capture, 1);
    const waiting = capture.nextFrame();
    await capture.stop();
    expect(await waiting).toBeNull();
    expect(await capture.nextFrame()).toBeNull();
    await capture.stop();
    expect(childrenNamed('ffmpeg')).toEqual([]);
    const early = opened({ kind: 'file', path: at('long.mp4'), loop: true }, eachSecond);
    await early.capture.stop();
    expect(await early.capture.nextFrame()).toBeNull();
  });
});
