import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../agent/lesson/clock.ts';
import { totalMs } from '../../agent/lesson/timeline.ts';
import { measureLesson } from '../../agent/measure-lesson.ts';
import { writeWav } from '../fixtures/made-sound.ts';
import type { NoSpeech } from '../fixtures/no-speech.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Has the microphone's process listen to a sound in which nobody speaks, and puts the share of the time that it calls
 * speech into the result, under the sound's name: 0 is right.
 * @param folder where the sound is made, and removed again
 * @throws SensorError when the process fails
 */
export async function evaluateNoSpeech(
  { name, samples }: NoSpeech,
  seconds: number,
  folder: string,
  result: Evaluation,
): Promise<void> {
  const microphone = writeWav(join(folder, `${name}.wav`), samples(seconds));
  const { report } = await measureLesson(
    {
      sources: { microphone },
      room: { region: '', school: '', room: '' },
      labels: {},
      roomPlan: null,
      samplesPerS: 1,
      slotMs: 30_000,
      failFast: true,
    },
    systemClock,
    new AbortController().signal,
    { progress: () => {}, degraded: () => {}, camera: () => {}, microphone: () => {} },
  );
  rmSync(microphone);
  const called = report.talk.filter(({ talk }) => talk !== 'none');
  result.figure(name, totalMs(called) / report.durationMs);
  const longest = called.toSorted((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))[0];
  if (longest) result.worst(name, (longest.endMs - longest.startMs) / 1000, `seconds from ${longest.startMs / 1000} s`);
}
