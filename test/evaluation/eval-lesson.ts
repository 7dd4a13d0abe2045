import { Command } from 'commander';
import { evaluateFolder } from './evaluate-folder.ts';
import { Evaluation } from './evaluation.ts';

const program = new Command('eval:lesson')
  .description('Measures a filmed lesson and compares what would be stored with its truth.')
  .argument('<dir>', 'folder with truth.json and any of student.mp4, teacher.mp4, room.opus')
  .option('--json', 'print one JSON document')
  .option('--samples-per-s <number>', 'looks a second at each camera', Number, 1)
  .action(async (dir: string, options: { json?: boolean; samplesPerS: number }) => {
    const result = new Evaluation('eval:lesson', dir);
    await evaluateFolder(dir, options.samplesPerS, result);
    result.print(options.json === true);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(`eval:lesson: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
