import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiveSource, liveSourceSchema } from '../../lesson/live-source.ts';
import {
  type LiveInput,
  liveAudioArguments,
  liveInput,
  liveProbeArguments,
  liveVideoArguments,
} from './live-arguments.ts';
import { readArguments } from './testing/read-arguments.ts';

const format = { width: 1280, height: 720, fps: 1 };

/** What may be in an address, a name or a password: also what means something to ffmpeg, to its lists or to a shell. */
const nasty = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'\'"\\ #%@:/?&$`|;,[]{}()=+-*~^<>!') }),
  fc.constantFrom('-y', '-i', 'file:/etc/passwd', 'concat:a|b', "'\\''", 'a b', '%03d', 'pipe:2', '../x'),
);
const secret = nasty.filter((text) => text.length > 3);
const login = fc.record({ user: nasty, password: secret });
const path = nasty.map((text) => encodeURI(text.toWellFormed()).replaceAll('@', '%40'));
const anything = fc.oneof(
  fc.record({ kind: fc.constant('rtsp'), url: path.map((text) => `rtsp://10.0.0.9:554/${text}`), login }),
  fc.record({ kind: fc.constant('rtsp'), url: nasty.map((text) => `rtsps://10.0.0.9/${text}`), login }),
  fc.record({ kind: fc.constant('http'), url: nasty.map((text) => `http://10.0.0.9/${text}`), login }),
  fc.record({
    kind: fc.constant('v4l2'),
    device: nasty,
    format: fc.constantFrom('mjpeg', 'raw'),
    fps: fc.constant(10),
  }),
  fc.record({ kind: fc.constant('v4l2'), device: nasty, width: fc.constant(1280), height: fc.constant(720) }),
  fc.record({ kind: fc.constant('alsa'), device: nasty, channels: fc.constantFrom(1, 2) }),
  fc.record({ kind: fc.constant('pulse'), source: nasty, server: nasty }),
  fc.record({ kind: fc.constant('file'), path: nasty, loop: fc.boolean() }),
);
/** Those that the schema lets through: nothing else ever gets here. */
const sources: fc.Arbitrary<LiveSource> = anything
  .map((source) => liveSourceSchema.safeParse(source))
  .filter(({ success }) => success)
  .map(({ data }) => data!);

/** A line of a list as ffmpeg's av_get_token reads it: in single quotes all is what it is, outside `\` quotes one. */
function words(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  for (let i = 0, isQuoted = false; i < line.length; i++) {
    const char = line[i]!;
    if (char === "'") [isQuoted, word] = [!isQuoted, word ?? ''];
    else if (isQuoted) word += char;
    else if (char === '\\') word = (word ?? '') + line[++i]!;
    else if (char !== ' ') word = (word ?? '') + char;
    else if (word !== undefined) {
      found.push(word);
      word = undefined;
    }
  }
  return word === undefined ? found : [...found, word];
}

const expected = (source: LiveSource): string => {
  switch (source.kind) {
    case 'rtsp':
    case 'http':
      return 'async:pipe:3';
    case 'file':
      return source.path.startsWith('/') ? `file:${source.path}` : `file:./${source.path}`;
    case 'pulse':
      return source.source;
    default:
      return source.device;
  }
};

describe.each<[string, (source: LiveSource, input: LiveInput) => string[], string[]]>([
  ['pictures', (source, input) => liveVideoArguments(source, input, format, []), ['pipe:1']],
  ['sound', liveAudioArguments, ['pipe:1']],
  ['a look at it', (_, input) => liveProbeArguments(input), []],
])('the arguments for %s of a live source', (_, argumentsFor, wanted) => {
  it('name one input and one output, the pipe', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const { options, outputs } = readArguments(argumentsFor(source, liveInput(source, 'video')));
        expect(outputs).toEqual(wanted);
        expect(options.get('-i')).toEqual([expected(source)]);
        expect(options.has('-y')).toBe(false);
        // ffprobe knows no such option.
        const isPlayedAgain = source.kind === 'file' && source.loop && wanted.length > 0;
        expect(options.get('-stream_loop')).toEqual(isPlayedAgain ? ['-1'] : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('hold neither address nor user nor password of what is in the network', () => {
    fc.assert(
      fc.property(sources, (source) => {
        if (source.kind !== 'rtsp' && source.kind !== 'http') return;
        const other = { ...source, url: `${source.kind}://other/`, login: { user: 'other', password: 'other' } };
        expect(argumentsFor(source, liveInput(source, 'video'))).toEqual(
          argumentsFor(other, liveInput(other, 'video')),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('let nothing in the network name a file', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const protocols = readArguments(argumentsFor(source, liveInput(source, 'video'))).options.get(
          '-protocol_whitelist',
        )!;
        expect(protocols).toHaveLength(1);
        const allowed = protocols[0]!.split(',');
        if (source.kind === 'rtsp' || source.kind === 'http') expect(allowed).not.toContain('file');
        else for (const protocol of ['http', 'tcp', 'udp', 'rtp']) expect(allowed).not.toContain(protocol);
        for (const protocol of ['concat', 'subfile', 'data', 'unix', 'tee']) expect(allowed).not.toContain(protocol);
      }),
    );
  });
});

describe('the list of a network source', () => {
  it('names one address with user and password, whatever is in them, and options of ours', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const { playlist } = liveInput(source, 'video');
        if (source.kind !== 'rtsp' && source.kind !== 'http') return void expect(playlist).toBeNull();
        const [first, ...lines] = playlist!.trimEnd().split('\n').map(words);
        expect(first).toEqual(['ffconcat', 'version', '1.0']);
        expect(lines.map(([keyword]) => keyword)).toEqual(['file', ...lines.slice(1).map(() => 'option')]);
        expect(lines[0]).toHaveLength(2);
        const address = new URL(lines[0]![1]!);
        const { user, password } = source.login!;
        expect([address.username, address.password].map(decodeURIComponent)).toEqual([user, password]);
        address.username = '';
        address.password = '';
        expect(address.href).toBe(new URL(source.url).href);
        for (const [, name, value] of lines.slice(1)) expect(`${name} ${value}`).toMatch(/^[a-z_]+ [a-z0-9]+$/);
      }),
      { numRuns: 1000 },
    );
  });
});
