import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `Usage: node models/training/train-talk.ts LESSONS --work DIR [--out DIR] [--leave VOICE]...

Trains the nets that tell who talks, from a folder of labelled lessons to talk-first.onnx, talk-second.onnx, talk-piece.onnx and talk-turns.onnx:
composes further lessons, makes the rows the microphone process would make of them, and fits the nets.

  --work DIR     where the composed lessons and their rows go (some 15 GB); what is there is not made again
  --out DIR      where the nets go; models/trained when not given
  --leave VOICE  keep the lessons this voice teaches out (may be given several times)

Needs ffmpeg and Debian's python3-torch, python3-numpy and python3-scipy. Takes one to two hours on one core.
Afterwards: node models/prepare.ts --record --only talk-first --only talk-second --only talk-piece --only talk-turns
`;

/**
 * What is made of the given lessons: new courses, without and with a film; a copy of each; lessons without speech; new courses
 * in loud noise. A made lesson is drawn by its name, which begins with the tag.
 */
const RECIPE = [
  '--tag all --composed 200 --with-video 20 --revoiced 1 --no-speech 12',
  '--tag alld --composed 120 --noisy',
] as const;
/** Debian's own interpreter: python3-torch is not seen by others. */
const PYTHON = '/usr/bin/python3';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export interface TalkTraining {
  /** Folder of labelled lessons. */
  lessons: string;
  /** Voices whose lessons are kept out. */
  leave: readonly string[];
  work: string;
  out: string;
}

/** @throws Error when a step of the training fails */
export async function trainTalk({ lessons, leave, work, out }: TalkTraining): Promise<void> {
  const [composed, rows] = [join(work, 'made'), join(work, 'rows')];
  mkdirSync(composed, { recursive: true });
  const left = leave.length > 0 ? ['--leave', ...leave] : [];
  for (const made of RECIPE) {
    await run(PYTHON, here('compose_lessons.py'), lessons, '--out', composed, ...made.split(' '), ...left);
  }
  await run(process.execPath, here('talk-rows.ts'), lessons, composed, '--out', rows);
  for (const training of ['train_talk.py', 'train_talk_turns.py']) {
    await run(PYTHON, here(training), lessons, composed, '--rows', rows, '--out', out, ...left);
  }
}

function run(command: string, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args[0]} ended with ${code}; see what it printed above`));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: {
      work: { type: 'string' },
      out: { type: 'string', default: here('../trained') },
      leave: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [lessons] = positionals;
  if (values.help || !values.work || lessons === undefined) process.stdout.write(HELP);
  else await trainTalk({ lessons, leave: values.leave, work: values.work, out: values.out });
}
