import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lessonNorm } from '../../agent/sensing/microphone/lesson-norm.ts';
import { stepsIn, talkRows } from '../../agent/sensing/microphone/talk-features.ts';
import { VoiceActivity } from '../../agent/sensing/microphone/voice-activity.ts';
import { loadModel } from '../session.ts';
import { hearLesson, labelledLessons } from '../tools/labelled-lessons.ts';

const HELP = `Usage: node models/training/talk-rows.ts DIR... --out DIR

Writes NAME.rows for every labelled lesson of the folders: what the microphone process would give the talk nets for it,
float32, steps × row width (agent/sensing/microphone/talk-features.ts). Lessons whose rows are there are left out.
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
  for (const { name, path } of folders.flatMap(labelledLessons)) {
    try {
      // Kept when there, and claimed at once, so that several runs may share the work.
      writeFileSync(join(out, `${name}.rows`), '', { flag: 'wx' });
    } catch {
      continue;
    }
    const { frames } = await hearLesson(path, voice);
    writeFileSync(join(out, `${name}.rows`), talkRows(frames, lessonNorm(frames), 0, stepsIn(frames)));
    process.stderr.write(`${name}\n`);
  }
}
