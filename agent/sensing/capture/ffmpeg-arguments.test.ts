import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audioArguments, type FileSource, videoArguments } from './ffmpeg-arguments.ts';
import { readArguments } from './testing/read-arguments.ts';

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

describe.each([
  ['video', (source: FileSource) => videoArguments(source, format)],
  ['sound', (source: FileSource) => audioArguments(source, 1)],
  ['sound of two channels', (source: FileSource) => audioArguments(source, 2)],
])('ffmpeg’s arguments for %s', (_, argumentsFor) => {
  it('name one input, a file, and one output, the pipe', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const { options, outputs } = readArguments(argumentsFor(source));
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
    expect(readArguments(argumentsFor({ ...source, startAtMs: 61_500 })).options.get('-ss')).toEqual(['61.500']);
  });
});
