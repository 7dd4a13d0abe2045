import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Talk } from '../../agent/lesson/observation.ts';
import { audioBlocks } from '../../agent/sensing/capture/audio-blocks.ts';
import { probeAudio } from '../../agent/sensing/capture/media-probe.ts';
import { Hearing } from '../../agent/sensing/microphone/hearing.ts';
import { VOICE_BLOCK, VoiceActivity } from '../../agent/sensing/microphone/voice-activity.ts';
import type { ModelSession } from '../session.ts';

/** The truth's classes in the product's terms. */
export const truthClass = {
  teacher: 'teacher',
  student: 'student',
  chorus: 'many',
  group: 'many',
  none: 'none',
} as const;

const span = z.tuple([z.number(), z.number()]);
const labelled = z.tuple([z.number(), z.number(), z.enum(['teacher', 'student', 'chorus', 'group', 'none'])]);

export const lessonTruthSchema = z.object({
  durationS: z.number(),
  talk: z.array(labelled),
  voice: z.array(span),
  turns: z.array(z.tuple([z.number(), z.number(), z.string()])).optional(),
  waits: z.array(span).optional(),
  teacher: z.string().optional(),
});

/** A lesson's sound and what is true of it. Times in seconds. */
export interface LabelledLesson {
  name: string;
  path: string;
  durationS: number;
  talk: { startS: number; endS: number; talk: Talk }[];
  voice: [number, number][];
  waits: [number, number][];
  /** The voice that teaches, without the speed it is played at; "" when not told. */
  teacher: string;
}

/** Every NAME.{opus,wav,flac} of a folder that has a NAME.json beside it. */
export function labelledLessons(folder: string): LabelledLesson[] {
  const files = readdirSync(folder);
  return files
    .filter((file) => /\.(opus|wav|flac)$/.test(file) && files.includes(file.replace(/\.\w+$/, '.json')))
    .sort()
    .map((file) => {
      const name = file.replace(/\.\w+$/, '');
      const truth = lessonTruthSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
      return {
        name,
        path: join(folder, file),
        durationS: truth.durationS,
        talk: truth.talk.map(([startS, endS, talk]) => ({ startS, endS, talk: truthClass[talk] })),
        voice: truth.voice,
        waits: truth.waits ?? [],
        teacher: (truth.teacher ?? '').split('@')[0]!,
      };
    });
}

/** What is heard of a whole file, as in the microphone's process. */
export async function hearLesson(path: string, model: ModelSession): Promise<Hearing> {
  const stream = await probeAudio(path);
  const voice = new VoiceActivity(model);
  const hearing = new Hearing({ channels: stream.channels, startMs: 0, voice, observe: () => {} });
  const source = { path, startAtMs: 0, pace: 'fast' } as const;
  for await (const channels of audioBlocks(source, stream, VOICE_BLOCK, new AbortController().signal)) {
    await hearing.listen(channels);
  }
  return hearing;
}
