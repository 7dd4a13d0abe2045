import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lessonNorm } from '../../agent/sensing/microphone/lesson-norm.ts';
import { stepsIn, talkRows } from '../../agent/sensing/microphone/talk-features.ts';
import { VoiceActivity } from '../../agent/sensing/microphone/voice-activity.ts';
import { loadModel } from '../session.ts';
import { hearLesson, labelledLessons } from '../tools/labelled-lessons.ts';
import { labelledPieces } from './labelled-pieces.ts';

const HELP = `Usage: node models/training/talk-rows.ts DIR... --out DIR

Writes what the microphone process would give the talk nets for every labelled lesson of the folders, float32:
NAME.rows    steps × row width (agent/sensing/microphone/talk-features.ts)
NAME.pieces  pieces of the lesson's true talk × piece width (talk-pieces.ts), each with its class, the number of its turn and its frames
Lessons that are there are left out.
`;

const { values, positionals } = parseArgs({
  options: { out: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.help || !values.out || positionals.length === 0) process.stdout.write(HELP);
else await writeRows(positionals, values.out);

async function writeRows(folders: readonly string[], out: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  const voice = await loadModel(VoiceActivity.model);
  for (const lesson of folders.flatMap(labelledLessons)) {
    const { name } = lesson;
    try {
      // Kept when there, and claimed at once, so that several runs may share the work.
      writeFileSync(join(out, `${name}.rows`), '', { flag: 'wx' });
    } catch {
      continue;
    }
    const { frames } = await hearLesson(lesson.path, voice);
    const rows = talkRows(frames, lessonNorm(frames), 0, stepsIn(frames));
    writeFileSync(join(out, `${name}.rows`), rows);
    writeFileSync(join(out, `${name}.pieces`), labelledPieces(lesson, rows));
    process.stderr.write(`${name}\n`);
  }
}
