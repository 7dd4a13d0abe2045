import { Command } from 'commander';
import { labelledLessons } from '../../models/tools/labelled-lessons.ts';
import { evaluateSpeech } from './evaluate-speech.ts';
import { Evaluation } from './evaluation.ts';
import { foldNets } from './talk-folds.ts';

interface Options {
  json?: boolean;
  leaveOneTeacherOut?: boolean;
  work: string;
  nets?: string;
}

const say = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`);

const program = new Command('eval:speech')
  .description('Judges labelled lessons by ear and compares what would be stored with their truth.')
  .argument('<dir>', 'folder of NAME.{opus,wav,flac} with NAME.json beside each')
  .option('--json', 'print one JSON document')
  .option(
    '--leave-one-teacher-out',
    'judge each lesson with nets fitted without its teacher (hours; see models/training)',
  )
  .option('--work <dir>', 'where such nets are kept, and taken from when they are there', '.lectern/talk-folds')
  .option('--nets <dir>', 'judge with the talk nets of this folder instead of the shipped ones')
  .action(async (dir: string, options: Options) => {
    const { nets } = options;
    const result = new Evaluation('eval:speech', dir);
    if (options.leaveOneTeacherOut) {
      const netsFor = await foldNets(dir, labelledLessons(dir), options.work, (text) => process.stderr.write(text));
      await evaluateSpeech(dir, result, { netsFor, say });
      result.note('each lesson was judged by nets fitted without the lessons of its teacher');
    } else await evaluateSpeech(dir, result, nets === undefined ? { say } : { netsFor: () => nets, say });
    result.print(options.json === true);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(`eval:speech: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
