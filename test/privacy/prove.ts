import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { privacyPage } from './privacy-page.ts';
import { provePrivacy } from './privacy-proof.ts';

const page = join(import.meta.dirname, '../../docs/privacy.md');

await new Command('privacy')
  .description(
    'Holds a lesson with a mark in its pictures and its sound, traced with all that it starts, and looks for the mark everywhere else.\n' +
      'It takes about two minutes. Exits with 1 when the mark is found where it must not be.',
  )
  .option('--json', 'one JSON document on standard output')
  .option('--write', 'write docs/privacy.md')
  .action(async ({ json, write }: { json?: boolean; write?: boolean }) => {
    console.error('a lesson of half a minute is held and traced; about two minutes …');
    const proof = await provePrivacy();
    const text = privacyPage(proof);
    if (write) writeFileSync(page, text);
    console.log(json ? JSON.stringify(proof, null, 2) : text);
    const isProven =
      proof.control.length > 0 &&
      proof.control.every(({ found }) => found.length > 0) &&
      proof.searched.every(({ found }) => found.length === 0) &&
      proof.forbidden.length === 0;
    process.exitCode = isProven ? 0 : 1;
  })
  .parseAsync();
