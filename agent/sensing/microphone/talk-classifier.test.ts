import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type ModelSession } from '../../../models/session.ts';
import { hearLesson } from '../../../models/tools/labelled-lessons.ts';
import { film } from '../../../test/cli.ts';
import { writeWav } from '../../../test/fixtures/made-sound.ts';
import { noSpeech } from '../../../test/fixtures/no-speech.ts';
import { loadTalkClassifier } from './load-talk-classifier.ts';
import type { TalkClassifier } from './talk-classifier.ts';
import { VoiceActivity } from './voice-activity.ts';

let folder: string;
let voice: ModelSession;
let classifier: TalkClassifier;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-talk-'));
  voice = await loadModel(VoiceActivity.model);
  ({ classifier } = await loadTalkClassifier());
});
afterAll(() => rmSync(folder, { recursive: true }));

const talkIn = async (path: string) => (await hearLesson(path, voice)).talk(classifier);

describe('the talk classifier', () => {
  it.each(noSpeech)('hears nobody in $name', async ({ name, samples }) => {
    const talk = await talkIn(writeWav(join(folder, `${name}.wav`), samples(40)));
    const spokenMs = talk.filter((segment) => segment.talk !== 'none').map(({ startMs, endMs }) => endMs - startMs);
    expect(spokenMs).toEqual([]);
  });

  it('hears teacher, students and many in the film, and is sure of most', async () => {
    const talk = await talkIn(join(film, 'room.opus'));
    expect(new Set(talk.map((segment) => segment.talk))).toEqual(new Set(['teacher', 'student', 'many', 'none']));
    const spoken = talk.filter((segment) => segment.talk !== 'none');
    expect(spoken.filter(({ uncertain }) => uncertain).length).toBeLessThan(spoken.length / 4);
    const teacher = talk.filter((segment) => segment.talk === 'teacher');
    const minutes = teacher.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 60_000;
    const perMinute = teacher.reduce((sum, { syllables }) => sum + syllables, 0) / minutes;
    expect(perMinute).toBeGreaterThan(100);
    expect(perMinute).toBeLessThan(360);
  });
});
