import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import type { LiveSource } from '../../lesson/live-source.ts';
import { troubleOf } from './source-trouble.ts';

const rtsp: LiveSource = {
  kind: 'rtsp',
  url: 'rtsp://10.0.0.9:554/Streaming/Channels/401',
  transport: 'tcp',
  decoder: 'software',
};
const http: LiveSource = { kind: 'http', url: 'http://10.0.0.9/404/video.mjpg' };
const video: LiveSource = { kind: 'v4l2', device: '/dev/video403' };
const alsa: LiveSource = { kind: 'alsa', device: 'plughw:9,0', channels: 1 };
const pulse: LiveSource = { kind: 'pulse', source: 'mic', channels: 1 };
const file: LiveSource = { kind: 'file', path: '/media/401.mp4', loop: true };

/** As ffmpeg 5.1 says it, last line last. */
const cases: [what: string, source: LiveSource, log: string[], code: string][] = [
  [
    'a switched-off camera',
    rtsp,
    [
      '[tcp @ 0x560b40340180] Connection to tcp://10.0.0.9:554?timeout=0 failed: Connection refused',
      "[concat @ 0x560b16401c40] Impossible to open 'rtsp://10.0.0.9:554/Streaming/Channels/401'",
      'async:pipe:3: Connection refused',
    ],
    'SOURCE_UNREACHABLE',
  ],
  [
    'a name that nobody knows',
    { ...http, url: 'http://nosuchhost.invalid/401' },
    [
      '[tcp @ 0x55acfbeab840] Failed to resolve hostname nosuchhost.invalid: Name or service not known',
      "[concat @ 0x55acfbe40140] Impossible to open 'http://nosuchhost.invalid/401'",
      'async:pipe:3: Input/output error',
    ],
    'SOURCE_UNREACHABLE',
  ],
  [
    'a cable that was pulled',
    rtsp,
    [
      "[concat @ 0x1401] Impossible to open 'rtsp://10.0.0.9:554/Streaming/Channels/401'",
      'async:pipe:3: Connection timed out',
    ],
    'SOURCE_SILENT',
  ],
  [
    'a wrong password',
    rtsp,
    [
      '[rtsp @ 0x5581d40c40] method DESCRIBE failed: 401 Unauthorized',
      "[concat @ 0x5581d40c40] Impossible to open 'rtsp://10.0.0.9:554/Streaming/Channels/401'",
      'async:pipe:3: Server returned 401 Unauthorized (authorization failed)',
    ],
    'SOURCE_REFUSED',
  ],
  ['a camera that wants another user', http, ['[http @ 0x1] HTTP error 403 Forbidden'], 'SOURCE_REFUSED'],
  ['another path', rtsp, ['[rtsp @ 0x1] method DESCRIBE failed: 404 Stream Not Found'], 'SOURCE_UNKNOWN'],
  [
    'no such device',
    video,
    [
      '[video4linux2,v4l2 @ 0x559cdda15b80] Cannot open video device /dev/video403: No such file or directory',
      '/dev/video403: No such file or directory',
    ],
    'SOURCE_MISSING',
  ],
  [
    'a USB camera that was unplugged',
    video,
    ['[video4linux2,v4l2 @ 0x1] ioctl(VIDIOC_DQBUF): No such device', '/dev/video403: No such device'],
    'SOURCE_MISSING',
  ],
  [
    'a camera in use',
    video,
    ['[video4linux2,v4l2 @ 0x1] ioctl(VIDIOC_STREAMON): Device or resource busy'],
    'SOURCE_BUSY',
  ],
  ['a camera of another user', video, ['/dev/video403: Permission denied'], 'SOURCE_FORBIDDEN'],
  [
    'no such sound card',
    alsa,
    [
      'ALSA lib confmisc.c:165:(snd_config_get_card) Cannot get card index for 9',
      '[alsa @ 0x55d57a0f0b80] cannot open audio device plughw:9,0 (No such file or directory)',
      'plughw:9,0: Input/output error',
    ],
    'SOURCE_MISSING',
  ],
  [
    'a microphone in use',
    alsa,
    ['[alsa @ 0x1] cannot open audio device plughw:9,0 (Device or resource busy)', 'plughw:9,0: Input/output error'],
    'SOURCE_BUSY',
  ],
  ['no such microphone', pulse, ['mic: No such entity'], 'SOURCE_MISSING'],
  ['no sound server', pulse, ['mic: No such process'], 'SOURCE_MISSING'],
  ['a damaged file', file, ['file:/media/401.mp4: Invalid data found when processing input'], 'SOURCE_LOST'],
  ['a codec that nobody knows', rtsp, ['Decoder (codec none) not found for input stream #0:0'], 'SOURCE_LOST'],
  ['nothing at all', rtsp, [], 'SOURCE_LOST'],
];

describe('why a source was lost', () => {
  const known: Fault[] = [
    {
      part: 'camera',
      kind: 'refused',
      fault: 'another program uses the USB camera',
      seen: { code: 'SOURCE_BUSY' },
      lost: 'what it would have seen',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
    {
      part: 'camera',
      kind: 'refused',
      fault: 'Lectern’s user may not use the USB camera',
      seen: { code: 'SOURCE_FORBIDDEN' },
      lost: 'what it would have seen',
      recovers: 'once its user is in the named groups; opened again for ever',
    },
    {
      part: 'camera',
      kind: 'wrong',
      fault: 'the stream’s address in the settings is none of the camera',
      seen: { code: 'SOURCE_UNKNOWN' },
      lost: 'what it would have seen',
      recovers: 'once the address is mended; opened again for ever',
    },
    {
      part: 'camera',
      kind: 'silent',
      fault: 'its cable is pulled: the network does not answer',
      seen: { code: 'SOURCE_SILENT' },
      lost: 'what it would have seen',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
    {
      part: 'microphone',
      kind: 'refused',
      fault: 'another program uses the microphone',
      seen: { code: 'SOURCE_BUSY' },
      lost: 'what would have been heard',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
    {
      part: 'microphone',
      kind: 'killed',
      fault: 'the machine’s sound server ends',
      seen: { code: 'SOURCE_MISSING' },
      lost: 'what is said until the sound server is there again',
      recovers: 'opened again for ever, with pauses of 1 s to 60 s',
    },
  ];
  it.each(cases)('is known of %s', shows(known), (_, source, log, code) => {
    const trouble = troubleOf(source, log);
    expect(trouble.code).toBe(code);
    expect(trouble.log).toEqual(log);
  });

  it('is told with what to do, and without the inside of ffmpeg', () => {
    const [, source, log] = cases[3]!;
    expect(troubleOf(source, log).message).toBe(
      'rtsp://10.0.0.9:554/Streaming/Channels/401: Server returned 401 Unauthorized (authorization failed); check user and password',
    );
    expect(troubleOf(video, cases[6]![2]).message).toBe(
      '/dev/video403: No such file or directory; check that it is plugged in, and its name',
    );
    expect(troubleOf(rtsp, []).message).toBe('rtsp://10.0.0.9:554/Streaming/Channels/401: the stream ended');
  });

  it('is not read out of addresses, names of devices and places in memory', () => {
    const number = fc.constantFrom('401', '403', '404');
    const memory = fc.stringMatching(/^[0-9a-f]{1,12}$/);
    fc.assert(
      fc.property(number, memory, memory, (port, before, after) => {
        const url = `rtsp://10.0.0.9:${port}/${port}`;
        const source: LiveSource = { ...rtsp, url };
        const log = [`[concat @ 0x${before}${port}${after}] Impossible to open '${url}'`, 'Input/output error'];
        expect(troubleOf(source, log).code).toBe('SOURCE_LOST');
        expect(troubleOf({ ...file, path: `/${port} a` }, [`file:/${port} a: Invalid argument`]).code).toBe(
          'SOURCE_LOST',
        );
      }),
    );
  });
});
