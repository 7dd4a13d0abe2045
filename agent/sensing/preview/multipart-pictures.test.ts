import { describe, expect, it } from 'vitest';
import { MultipartPictures } from './multipart-pictures.ts';

const part = (picture: string) =>
  `--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${picture.length}\r\n\r\n${picture}\r\n`;
const stream = Buffer.from([part('one'), part(''), part('two--ffmpeg\r\n\r\n')].join(''));

describe('pictures of a stream', () => {
  it.each([1, 2, 7, 64, 10_000])('come whole, in pieces of %d bytes', (size) => {
    const pictures = new MultipartPictures();
    const found: string[] = [];
    for (let at = 0; at < stream.length; at += size)
      found.push(...pictures.read(stream.subarray(at, at + size)).map((each) => Buffer.from(each).toString()));
    expect(found).toEqual(['one', '', 'two--ffmpeg\r\n\r\n']);
  });

  it('are not looked for in what is no such stream', () => {
    expect(() => new MultipartPictures().read(Buffer.alloc(2000, 'x'))).toThrow('without a header');
    expect(() => new MultipartPictures().read(Buffer.from('--ffmpeg\r\n\r\nx'))).toThrow('without a length');
  });
});
