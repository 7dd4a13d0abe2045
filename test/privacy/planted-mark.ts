import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pieces of the code that is planted. */
export const CHIPS = 63;
/** Its place in a picture: bars of this width, pixels, over the uppermost rows. */
const BAR_PX = 20;
const BAR_ROWS = 24;
const PICTURE_WIDTH = 1280;
/** In sound: each piece a millisecond, twice a second. */
const SOUND_RATE = 48_000;
export const CHIP_S = 0.001;
const BURST_EVERY_S = 0.5;
const LOUDNESS = 0.5;

/** The code, ±1 each: an m-sequence (x⁶ + x + 1), which resembles nothing but itself, least of all itself moved. */
export const code: readonly number[] = (() => {
  const chips: number[] = [];
  let state = 1;
  for (let i = 0; i < CHIPS; i++) {
    chips.push(state & 1 ? 1 : -1);
    state = (state >> 1) | (((state ^ (state >> 1)) & 1) << 5);
  }
  return chips;
})();

/** Files of a lesson that has the code in it. */
export interface MarkedFilm {
  student: string;
  teacher: string;
  sound: string;
}

/**
 * The lesson's film with the code in each of its pictures and in its sound, as H.264 and WAV, in `folder`.
 * @returns the files
 */
export function markedFilm(film: string, folder: string): MarkedFilm {
  const bars = Buffer.alloc(CHIPS * BAR_PX * BAR_ROWS);
  for (let i = 0; i < bars.length; i++) bars[i] = code[Math.floor((i % (CHIPS * BAR_PX)) / BAR_PX)]! > 0 ? 235 : 16;
  const strip = join(folder, 'bars.gray');
  writeFileSync(strip, bars);
  const pictures = (name: string): string => {
    const made = join(folder, `${name}.mp4`);
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${CHIPS * BAR_PX}x${BAR_ROWS}`, '-r', '2'];
    const place = `[0:v][1:v]overlay=x=${(PICTURE_WIDTH - CHIPS * BAR_PX) / 2}:y=0:eof_action=repeat`;
    const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '17', '-g', '2', '-bf', '0', '-an'];
    ffmpeg('-i', join(film, `${name}.mp4`), ...raw, '-i', strip, '-filter_complex', place, ...x264, made);
    return made;
  };
  const burst = markedSound(BURST_EVERY_S);
  const pcm = join(folder, 'burst.f32');
  writeFileSync(pcm, burst);
  const sound = join(folder, 'room.wav');
  ffmpeg(
    ...[
      '-i',
      join(film, 'room.opus'),
      '-stream_loop',
      '-1',
      '-f',
      'f32le',
      '-ar',
      String(SOUND_RATE),
      '-ac',
      '1',
      '-i',
      pcm,
    ],
    ...['-filter_complex', 'amix=inputs=2:duration=first:normalize=0', '-ar', String(SOUND_RATE), sound],
  );
  return { student: pictures('student'), teacher: pictures('teacher'), sound };
}

/** The code once as sound, at the start of so many seconds, 32-bit floats at 48 kHz. */
export function markedSound(seconds: number, rate = SOUND_RATE): Buffer {
  const samples = new Float32Array(Math.round(seconds * rate));
  for (let i = 0; i < Math.round(CHIPS * CHIP_S * rate); i++)
    samples[i] = LOUDNESS * code[Math.min(CHIPS - 1, Math.floor(i / (CHIP_S * rate)))]!;
  return Buffer.from(samples.buffer);
}

/** Rows of a picture that has the code in it, at another width, with so many bytes a pixel. */
export function markedRows(width: number, bytesPerPixel: number, rows: number): Buffer {
  const barPx = (BAR_PX * width) / PICTURE_WIDTH;
  const before = (width - CHIPS * barPx) / 2;
  const row = Buffer.alloc(width * bytesPerPixel);
  for (let i = 0; i < row.length; i++) {
    const chip = code[Math.floor((Math.floor(i / bytesPerPixel) - before) / barPx)];
    row[i] = chip === undefined ? 90 : chip > 0 ? 220 : 30;
  }
  return Buffer.concat(Array.from({ length: rows }, () => row));
}

/** Widths of a bar, in bytes, in a picture that nothing else was done to than make it smaller: of 1, 3, 4 and 12 bytes a pixel. */
export const barWidths: readonly number[] = [1280, 960, 854, 640, 512, 480, 426, 384, 320, 256, 192, 160].flatMap(
  (width) => [1, 3, 4, 12].map((bytes) => (BAR_PX * bytes * width) / PICTURE_WIDTH),
);

function ffmpeg(...args: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);
}
