import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FfmpegLog } from './ffmpeg-log.ts';

function logOf(chunks: readonly string[], secrets: readonly string[] = []): readonly string[] {
  const log = new FfmpegLog(secrets);
  for (const chunk of chunks) log.add(chunk);
  return log.lines;
}

/** A text cut at some places. */
const inPieces = (text: string, cuts: readonly number[]) => {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, i) => text.slice(places[i], to));
};
const cuts = fc.array(fc.nat(), { maxLength: 10 });

describe('what ffmpeg said', () => {
  it('is its lines, whatever they end with, and one that is not ended yet', () => {
    expect(logOf(['a\nb\r\nc\r', 'd\n\n', 'e'])).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(logOf([])).toEqual([]);
  });

  it('is at most the last 100 lines, also while one is not ended', () => {
    const lines = Array.from({ length: 250 }, (_, i) => `line ${i}`);
    expect(logOf([lines.map((line) => `${line}\n`).join('')])).toEqual(lines.slice(-100));
    expect(logOf([lines.join('\n')])).toEqual(lines.slice(-100));
  });

  it('has no line of more than 200 characters, and does not grow without line ends', () => {
    expect(logOf([`${'x'.repeat(5000)}\nb`])).toEqual(['x'.repeat(200), 'b']);
    const endless = logOf(Array.from({ length: 1000 }, () => 'y'.repeat(100)));
    expect(endless.length).toBeLessThanOrEqual(11);
    for (const line of endless) expect(line.length).toBeLessThanOrEqual(200);
  });

  it('does not depend on how it came', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', ' ', 'é', '中'), maxLength: 600 });
    fc.assert(
      fc.property(text, cuts, (said, where) => {
        expect(logOf(inPieces(said, where))).toEqual(logOf([said]));
      }),
    );
  });
});

describe('a secret', () => {
  const secret = fc
    .string({ minLength: 4, maxLength: 40, unit: 'grapheme' })
    .filter((text) => !/[\p{Cc}*]/u.test(text));
  const around = fc.string({ unit: fc.constantFrom('x', ' ', '/'), maxLength: 230 });

  it('is in no line, plain or as an address holds it, however the text was cut', () => {
    fc.assert(
      fc.property(secret, around, around, cuts, (word, before, after, where) => {
        const address = `rtsp://it:${encodeURIComponent(word)}@10.0.0.9/1`;
        for (const said of [`${before}${word}${after}`, `${before}${address}${after}\n`]) {
          const lines = logOf(inPieces(said, where), [word]).join('\n');
          for (const form of [word, encodeURIComponent(word), encodeURIComponent(word).slice(0, 4)])
            if (!`${before}***${after}rtsp://10.0.0.9/1`.includes(form)) expect(lines).not.toContain(form);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('that begins where a line is cut off leaves no beginning of itself', () => {
    const log = new FfmpegLog(['topsecret']);
    log.add(`${'x'.repeat(195)}topsec`);
    log.add('ret\n');
    expect(log.lines).toEqual([`${'x'.repeat(195)}***`]);
  });

  it('in an address is left out though nobody said it', () => {
    expect(logOf(["Impossible to open 'rtsp://it:p%40ss@10.0.0.9:554/1'\n"])).toEqual([
      "Impossible to open 'rtsp://10.0.0.9:554/1'",
    ]);
    expect(logOf(['http://it@10.0.0.9/: 401'])).toEqual(['http://10.0.0.9/: 401']);
    expect(logOf(['rtsp://10.0.0.9/a@b: 404'])).toEqual(['rtsp://10.0.0.9/a@b: 404']);
  });

  it('that is empty hides nothing', () => {
    expect(logOf(['all is well'], [''])).toEqual(['all is well']);
  });
});
