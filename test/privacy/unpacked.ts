import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';

/** How deep packed things are unpacked: a compressed cell of a database in a compressed archive. */
const DEEPEST = 3;
const MOST_BYTES = 512 * 1024 * 1024;
/** Bytes 18 and 19 of a database: how it is written and read (sqlite.org/fileformat.html, 1.3.3). */
const LEGACY_JOURNAL = 1;
const SQLITE = 'SQLite format 3\0';
/** Shorter runs of base64 hold no 63 pieces of anything. */
const BASE64 = /[A-Za-z0-9+/_-]{120,}={0,2}/g;
/** Bytes as a list of numbers, as JSON has them. */
const NUMBERS = /(?:\b\d{1,3}\s*,\s*){120,}\d{1,3}/g;
/** What stands between the parts of an HTTP message whose length was not known. */
const FIRST_CHUNK_HEAD = /\r\n\r\n[0-9a-fA-F]{1,8}\r\n/g;
const CHUNK_HEAD = /\r\n[0-9a-fA-F]{1,8}\r\n(?:\r\n)?/g;
const HEAD_END = '\r\n\r\n';
/** Stands for the end of a head while what is between the parts is taken out. */
const BODY_MARK = '\0body\0';
/** More messages than that are not in one connection here. */
const MOST_HEADS = 5_000;

/** What begins a picture or a sound that is a file of its own, as bytes; base64 is undone before it is looked for. */
const MAGICS: Record<string, readonly string[]> = {
  JPEG: ['\xff\xd8\xff\xdb', '\xff\xd8\xff\xe0', '\xff\xd8\xff\xe1', '\xff\xd8\xff\xee'],
  PNG: ['\x89PNG\r\n\x1a\n'],
  'WAV or WebP': ['WAVEfmt ', 'WEBPVP8'],
  Ogg: ['OggS\0'],
  FLAC: ['fLaC\0'],
  MP4: ['ftypisom', 'ftypmp4', 'ftypavc1', 'ftypM4A', 'ftypqt'],
  Matroska: ['\x1aE\xdf\xa3'],
  'x264’s mark': ['x264 - core '],
};

/** The names of kinds of media whose beginning stands somewhere in the bytes. */
export function mediaIn(bytes: Buffer): string[] {
  const text = bytes.toString('latin1');
  return Object.entries(MAGICS)
    .filter(([, magics]) => magics.some((magic) => text.includes(magic)))
    .map(([name]) => name);
}

/** The bytes as they are and everything that is packed in them: compressed, base64, lists of numbers, parts of HTTP, cells of a database. */
export function* unpacked(bytes: Buffer, depth = 0): Generator<Buffer> {
  yield bytes;
  if (depth >= DEEPEST || bytes.length < 64) return;
  for (const inner of [...inflated(bytes), ...fromText(bytes), ...cells(bytes)]) yield* unpacked(inner, depth + 1);
}

/** What comes out of each way of compressing, wherever it can begin: at the start, after the head of an HTTP message, gzip anywhere. */
function inflated(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const at of placesOf(bytes, '\x1f\x8b\x08'))
    found.push(...attempt(() => gunzipSync(bytes.subarray(at), { maxOutputLength: MOST_BYTES })));
  for (const at of [0, ...placesOf(bytes, HEAD_END).map((end) => end + HEAD_END.length)])
    for (const open of [inflateSync, inflateRawSync, brotliDecompressSync, zstdDecompressSync])
      found.push(...attempt(() => open(bytes.subarray(at), { maxOutputLength: MOST_BYTES })));
  return found;
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text, 0, 'latin1'); at >= 0 && places.length < MOST_HEADS; ) {
    places.push(at);
    at = bytes.indexOf(text, at + 1, 'latin1');
  }
  return places;
}

function fromText(bytes: Buffer): Buffer[] {
  const text = bytes.toString('latin1');
  const joined = text.replace(/[\r\n]+/g, '');
  const whole = text.replace(FIRST_CHUNK_HEAD, BODY_MARK).replace(CHUNK_HEAD, '').replaceAll(BODY_MARK, HEAD_END);
  return [
    ...(joined.match(BASE64) ?? []).flatMap((run) =>
      // The run may begin in the middle of four letters.
      [0, 1, 2, 3].map((skipped) => Buffer.from(run.slice(skipped), 'base64')),
    ),
    ...(text.match(NUMBERS) ?? []).map((run) => Buffer.from(run.split(',').map(Number))),
    ...(whole.length < text.length ? [Buffer.from(whole, 'latin1')] : []),
  ];
}

function cells(bytes: Buffer): Buffer[] {
  if (bytes.subarray(0, SQLITE.length).toString('latin1') !== SQLITE) return [];
  // In memory there is no write-ahead log; what was still in that file is looked at as a file of its own.
  const plain = Buffer.from(bytes);
  plain.fill(LEGACY_JOURNAL, 18, 20);
  return attempt(() => new Database(plain)).flatMap((database) => {
    try {
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
      return tables.flatMap((table) =>
        (database.prepare(`SELECT * FROM "${table}"`).raw().all() as unknown[][])
          .flat()
          .flatMap((cell) => (typeof cell === 'string' ? [Buffer.from(cell)] : Buffer.isBuffer(cell) ? [cell] : [])),
      );
    } finally {
      database.close();
    }
  });
}

/** What comes of a try, or nothing: most bytes are not packed. */
function attempt<T>(open: () => T): T[] {
  try {
    return [open()];
  } catch {
    return [];
  }
}
