import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { film } from '../cli.ts';
import { seeded } from '../fixtures/seeded.ts';
import { CodedPieces, findMark } from './mark-search.ts';
import { markedRows, markedSound } from './planted-mark.ts';
import { mediaIn, unpacked } from './unpacked.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-mark-'));
afterAll(() => rmSync(folder, { recursive: true }));

const random = seeded(1);
const noise = (bytes: number) => Buffer.from(Array.from({ length: bytes }, () => Math.floor(256 * random())));
const foundIn = (bytes: Buffer) => [...unpacked(bytes)].some((each) => findMark(each) !== null);

describe('the planted mark', () => {
  it.each([
    [1280, 3],
    [640, 3],
    [640, 1],
    [256, 12],
    [192, 4],
  ])('is found in rows of a picture %i wide with %i bytes a pixel', (width, bytes) => {
    const rows = markedRows(width, bytes, 2);
    expect(findMark(Buffer.concat([noise(997), rows]))).not.toBeNull();
  });

  it.each([8_000, 16_000, 48_000])('is found in sound of %i a second, as floats and as integers', (rate) => {
    const floats = markedSound(0.2, rate);
    expect(findMark(Buffer.concat([noise(101), floats]))).not.toBeNull();
    const samples = new Float32Array(floats.buffer, floats.byteOffset, floats.length / 4);
    const integers = Buffer.from(Int16Array.from(samples, (sample) => 32_767 * sample).buffer);
    expect(findMark(integers)).not.toBeNull();
  });

  it('is found in what is packed: base64 in a message, compressed in a cell of a database', () => {
    const rows = markedRows(320, 3, 2);
    expect(foundIn(Buffer.from(JSON.stringify({ picture: rows.toString('base64') })))).toBe(true);
    const file = join(folder, 'marked.db');
    const database = new Database(file);
    database.exec('CREATE TABLE journal (body BLOB)');
    database.prepare('INSERT INTO journal VALUES (?)').run(gzipSync(rows));
    database.close();
    expect(foundIn(readFileSync(file))).toBe(true);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['Brotli', brotliCompressSync],
    ['Zstandard', zstdCompressSync],
    ['base64 in lines', (bytes: Buffer) => Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\r\n'))],
    ['a list of numbers', (bytes: Buffer) => Buffer.from(JSON.stringify([...bytes]))],
  ])('is found in the body of an HTTP message, as %s, in one piece and in many', (_, pack) => {
    const rows = markedRows(320, 3, 2);
    const body = pack(rows);
    const head = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n');
    expect(foundIn(Buffer.concat([head, body]))).toBe(true);
    const half = Math.floor(body.length / 2);
    const parts = [body.subarray(0, half), body.subarray(half)].flatMap((part) => [
      ...[Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')],
    ]);
    const chunked = Buffer.concat([head.subarray(0, -2), Buffer.from('\r\n'), ...parts, Buffer.from('0\r\n\r\n')]);
    expect(foundIn(chunked)).toBe(true);
  });

  it('is not found where it is not: noise, text, other sound and pictures', () => {
    expect(findMark(noise(400_000))).toBeNull();
    expect(findMark(readFileSync(join(import.meta.dirname, '../../package-lock.json')))).toBeNull();
    expect(findMark(readFileSync(join(film, 'student.mp4')).subarray(0, 500_000))).toBeNull();
  });
});

it('a copy of a coded stream is known by any piece of it, and other bytes are not', () => {
  const file = join(folder, 'stream');
  const stream = randomBytes(100_000);
  writeFileSync(file, stream);
  const pieces = new CodedPieces([file]);
  expect(pieces.find(Buffer.concat([Buffer.from('abc'), stream.subarray(50_000, 50_100)]))).not.toBeNull();
  expect(pieces.find(randomBytes(10_000))).toBeNull();
});

it('media are told by how they begin, also in base64', () => {
  const jpeg = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1');
  expect(mediaIn(Buffer.concat([noise(10), jpeg]))).toEqual(['JPEG']);
  const inText = Buffer.from(`{"a":"${Buffer.concat([jpeg, noise(200)]).toString('base64')}"}`);
  expect([...unpacked(inText)].flatMap(mediaIn)).toContain('JPEG');
  expect(mediaIn(readFileSync(join(film, 'room.opus')))).toEqual(['Ogg']);
  expect(mediaIn(Buffer.from('{"figures": [0.1, 0.2]}'))).toEqual([]);
});
