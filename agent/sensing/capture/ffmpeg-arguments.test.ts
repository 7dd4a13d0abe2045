import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audioArguments, type FileSource, videoArguments } from './ffmpeg-arguments.ts';

const nasty = [
  '-y',
  '-i',
  'concat:a|b',
  'http://x/y',
  'pipe:2',
  'tee:a',
  '/etc/passwd',
  'a b',
  '\n-y',
  'file:-y',
  '%03d',
];
const sources: fc.Arbitrary<FileSource> = fc.record({
  path: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(...nasty)),
  startAtMs: fc.double({ min: 0, max: 86_400_000, noNaN: true }),
});
const format = { width: 1280, height: 720, fps: 1 };

/** Options of ours that stand alone; every other one takes the word after it. */
const FLAGS = new Set(['-hide_banner', '-nostdin', '-re', '-an', '-vn', '-sn', '-dn']);

/** What ffmpeg reads an argument list as: options with their values, and outputs, which are words of their own. */
function read(args: readonly string[]): { options: Map<string, string[]>; outputs: string[] } {
  const options = new Map<string, string[]>();
  const outputs: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (!word.startsWith('-')) outputs.push(word);
    else if (!FLAGS.has(word)) options.set(word, [...(options.get(word) ?? []), args[++i]!]);
  }
  return { options, outputs };
}

describe.each([
  ['video', (source: FileSource) => videoArguments(source, format)],
  ['sound', (source: FileSource) => audioArguments(source, 1)],
  ['sound of two channels', (source: FileSource) => audioArguments(source, 2)],
])('ffmpeg’s arguments for %s', (_, argumentsFor) => {
  it('name one input, a file, and one output, the pipe', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const { options, outputs } = read(argumentsFor(source));
        expect(outputs).toEqual(['pipe:1']);
        expect(options.get('-i')).toEqual([`file:${source.path}`]);
        expect(options.get('-protocol_whitelist')).toEqual(['file,pipe']);
        expect(options.has('-y')).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('begin where the source does', () => {
    const source = { path: 'a.mp4', startAtMs: 0 } as const;
    expect(argumentsFor(source)).not.toContain('-ss');
    expect(read(argumentsFor({ ...source, startAtMs: 61_500 })).options.get('-ss')).toEqual(['61.500']);
  });
});
