import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { noSpeech } from '../fixtures/no-speech.ts';
import { evaluateNoSpeech } from './evaluate-no-speech.ts';
import { evaluateSpeech } from './evaluate-speech.ts';
import { Evaluation } from './evaluation.ts';
import { namedVariants } from './named-variants.ts';
import { makeSoundVariant, soundVariants } from './sound-variants.ts';
import { SOUND_COLUMNS, variantTable } from './variant-table.ts';

interface Options {
  json?: boolean;
  only?: string[];
  /** False with --no-speech. */
  speech: boolean;
  minutes: number;
  nets?: string;
}

const program = new Command('eval:sounds')
  .description('Judges labelled lessons as other microphones would have heard them, or sounds in which nobody speaks.')
  .argument('[dir]', 'folder of NAME.{opus,wav,flac} with NAME.json beside each')
  .option('--json', 'print one JSON document; figures are named VARIANT/FIGURE')
  .option('--only <name...>', 'only these variants (as-is always, to compare with) or sounds')
  .option('--nets <dir>', 'judge with the talk nets of this folder instead of the shipped ones')
  .option('--no-speech', 'sounds in which nobody speaks; tells which share of each is called speech')
  .option('--minutes <number>', 'length of each sound without speech', Number, 10)
  .action(async (dir: string | undefined, options: Options) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-sounds-'));
    try {
      if (!options.speech) await listenToNobody(folder, options);
      else if (dir === undefined) throw new Error('name a folder of labelled lessons, or --no-speech');
      else await compareVariants(dir, folder, options);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

async function compareVariants(dir: string, folder: string, { only = [], json = false, nets }: Options): Promise<void> {
  const variants = namedVariants(soundVariants, only.length === 0 ? [] : ['as-is', ...only]);
  const all = new Evaluation('eval:sounds', dir);
  const rows = new Map<string, Readonly<Record<string, number>>>();
  for (const [i, variant] of variants.entries()) {
    console.error(`${i + 1} of ${variants.length}: ${variant.name}`);
    const into = join(folder, variant.name);
    mkdirSync(into);
    await makeSoundVariant(variant, dir, into);
    const result = new Evaluation('eval:speech', into);
    await evaluateSpeech(into, result, nets === undefined ? {} : { netsFor: () => nets });
    rmSync(into, { recursive: true });
    const asIs = rows.get('as-is') ?? result.figures;
    result.figure('loss', asIs['accuracy.mean']! - result.figures['accuracy.mean']!);
    rows.set(variant.name, result.figures);
    all.addAll(variant.name, result);
  }
  if (json) all.print(true);
  else console.log(variantTable(rows, SOUND_COLUMNS));
}

async function listenToNobody(folder: string, { only = [], json = false, minutes }: Options): Promise<void> {
  const result = new Evaluation('eval:sounds --no-speech', '');
  for (const sound of namedVariants(noSpeech, only)) {
    await evaluateNoSpeech(sound, minutes * 60, folder, result);
  }
  result.note(`NAME: share of ${minutes} min called speech; 0 is right`);
  result.print(json);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`eval:sounds: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
