import { execFile } from 'node:child_process';
import { copyFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { audioBlocks } from '../../agent/sensing/capture/audio-blocks.ts';
import { probeAudio } from '../../agent/sensing/capture/media-probe.ts';
import { type LabelledLesson, labelledLessons } from '../../models/tools/labelled-lessons.ts';
import { pinkNoise, SOUND_RATE, seededNoise, writeWav } from '../fixtures/made-sound.ts';

/** A lesson as another microphone would have heard it; what is not named is as it was. */
export interface SoundVariant {
  name: string;
  /** ffmpeg's chain of filters. */
  filter?: string;
  /** How far the noise lies below the speech, dB. */
  noiseBelowDb?: number;
  /** Time in which the room's sound falls by 60 dB, seconds. */
  reverberationS?: number;
  /** The teacher wears a microphone, and the room hears the loudspeaker too; or is elsewhere, and heard from nothing else. */
  loudspeaker?: 'too' | 'alone';
  /** What the sound is stored as in between. */
  codec?: { extension: string; args: readonly string[] };
}

export const soundVariants: readonly SoundVariant[] = [
  { name: 'as-is' },
  { name: 'gain-20', filter: 'volume=-20dB' },
  // What was above half of full scale is clipped.
  { name: 'gain+6', filter: 'volume=6dB' },
  { name: 'snr20', noiseBelowDb: 20 },
  { name: 'snr10', noiseBelowDb: 10 },
  { name: 'snr5', noiseBelowDb: 5 },
  { name: 'rt0.5', reverberationS: 0.5 },
  { name: 'rt0.9', reverberationS: 0.9 },
  { name: 'loudspeaker', loudspeaker: 'too' },
  // The remote room of a dual-teacher lesson (双师课堂).
  { name: 'remote', loudspeaker: 'alone' },
  // Three filters of 12 dB an octave each: a telephone's edge, not a slope.
  { name: 'lowpass', filter: 'lowpass=f=3400,lowpass=f=3400,lowpass=f=3400' },
  { name: 'g711', codec: { extension: 'wav', args: ['-ar', '8000', '-c:a', 'pcm_mulaw'] } },
  { name: 'aac64', codec: { extension: 'm4a', args: ['-c:a', 'aac', '-b:a', '64k'] } },
  { name: 'opus16', codec: { extension: 'opus', args: ['-c:a', 'libopus', '-b:a', '16k'] } },
  { name: 'mp3-32', codec: { extension: 'mp3', args: ['-c:a', 'libmp3lame', '-b:a', '32k'] } },
];

/** Repeated for the length of the lesson: too long to be heard as a rhythm. */
const NOISE_S = 60;
const NOISE_DBFS = -20;

/**
 * Makes a variant of every labelled lesson of a folder in another, which exists and is empty.
 * @throws Error when ffmpeg cannot; SensorError when a lesson has no sound
 */
export async function makeSoundVariant(variant: SoundVariant, dir: string, into: string): Promise<void> {
  for (const lesson of labelledLessons(dir)) {
    copyFileSync(join(dir, `${lesson.name}.json`), join(into, `${lesson.name}.json`));
    await changeSound(variant, lesson, into);
  }
}

async function changeSound(variant: SoundVariant, lesson: LabelledLesson, into: string): Promise<void> {
  const { filter, noiseBelowDb, reverberationS, loudspeaker, codec } = variant;
  const from = resolve(lesson.path);
  const to = join(into, `${lesson.name}.flac`);
  const second = join(into, `${lesson.name}.second.wav.part`);
  const coded = join(into, `${lesson.name}.part.${codec?.extension}`);
  if (filter !== undefined) await ffmpeg('-i', from, '-af', filter, ...LOSSLESS, to);
  else if (noiseBelowDb !== undefined) {
    writeWav(second, noise());
    const gainDb = (await speechDbfs(lesson)) - noiseBelowDb - NOISE_DBFS;
    // `normalize` would turn the lesson down for the noise's sake.
    const mix = `[1]volume=${gainDb.toFixed(2)}dB[noise];[0][noise]amix=duration=first:normalize=0`;
    await ffmpeg('-i', from, ...['-stream_loop', '-1', '-i', second], '-filter_complex', mix, ...LOSSLESS, to);
  } else if (reverberationS !== undefined) {
    writeWav(second, impulseResponse(reverberationS));
    // The response's own gain is kept; ffmpeg would else scale it by its peak.
    await ffmpeg('-i', from, '-i', second, '-filter_complex', '[0][1]afir=gtype=none', ...LOSSLESS, to);
  } else if (loudspeaker) {
    // All softer, that nothing is clipped. Blocks of 10 ms: the volume is set once for each.
    const words = `gt(${wordsOf(lesson)},0)`;
    const inRoom = loudspeaker === 'alone' ? `,volume='not(${words})':eval=frame` : '';
    const split = '[0]volume=.3,asetnsamples=160,asplit[room][worn]';
    const worn = `[worn]volume='1.8*${words}':eval=frame,${LOUDSPEAKER}[loud]`;
    const chain = `${split};${worn};[room]anull${inRoom}[present];[present][loud]amix=normalize=0`;
    await ffmpeg('-i', from, '-filter_complex', chain, ...LOSSLESS, to);
  } else if (codec) {
    await ffmpeg('-i', from, ...codec.args, coded);
    await ffmpeg('-i', coded, ...LOSSLESS, to);
  } else symlinkSync(from, join(into, lesson.path.slice(lesson.path.lastIndexOf('/') + 1)));
  for (const part of [second, coded]) rmSync(part, { force: true });
}

const LOSSLESS = ['-ac', '1', '-ar', String(SOUND_RATE), '-sample_fmt', 's16', '-c:a', 'flac'] as const;

const ffmpeg = (...args: readonly string[]) => promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', ...args]);

/** What a small loudspeaker makes of words: neither low nor high, from two walls at once. */
const LOUDSPEAKER = 'highpass=f=250,lowpass=f=4000,aecho=1:1:24|40:.5|.35';

/** ffmpeg's expression for the time in which the teacher speaks: more than 0 then. */
function wordsOf({ talk }: LabelledLesson): string {
  const words = talk.filter((one) => one.talk === 'teacher').map(({ startS, endS }) => `between(t,${startS},${endS})`);
  return words.join('+') || '0';
}

function noise(): Float32Array {
  const next = pinkNoise(1);
  const height = 10 ** (NOISE_DBFS / 20);
  return Float32Array.from({ length: NOISE_S * SOUND_RATE }, () => height * next());
}

/** The tail begins after this: nearer walls would colour the voice, not echo it. */
const TAIL_FROM_S = 0.002;

/**
 * The sound of a clap in a room: the clap, and as much energy again in noise that falls exponentially (Moorer 1979).
 * Both together have the energy 1/4, so that what is heard becomes softer and never clips.
 */
export function impulseResponse(reverberationS: number): Float32Array {
  const next = seededNoise(2);
  const response = Float32Array.from({ length: Math.round(reverberationS * SOUND_RATE) }, (_, i) => {
    const atS = i / SOUND_RATE;
    // A thousandth of the height, which is 60 dB, at the end.
    return atS < TAIL_FROM_S ? 0 : next() * 10 ** ((-3 * atS) / reverberationS);
  });
  const energy = response.reduce((sum, value) => sum + value ** 2, 0);
  const half = Math.sqrt(1 / 8);
  return response.map((value, i) => (i === 0 ? half : (value * half) / Math.sqrt(energy)));
}

/** Mean level of what is truly speech, dB relative to full scale. */
async function speechDbfs({ path, voice }: LabelledLesson): Promise<number> {
  const stream = await probeAudio(path);
  const source = { path, startAtMs: 0 } as const;
  let energy = 1e-9;
  let count = 1;
  let at = 0;
  let span = 0;
  for await (const [block] of audioBlocks(source, stream, BLOCK, new AbortController().signal)) {
    const middleS = (at + BLOCK / 2) / SOUND_RATE;
    while (span < voice.length && voice[span]![1] <= middleS) span++;
    if (span < voice.length && voice[span]![0] <= middleS) {
      energy += block!.reduce((sum, sample) => sum + sample ** 2, 0);
      count += BLOCK;
    }
    at += BLOCK;
  }
  return 10 * Math.log10(energy / count);
}
const BLOCK = 160;
