import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contractProblems } from './check-contract.ts';
import { publishedFiles, publishedFolder } from './published-contract.ts';
import { recordMessages } from './record-messages.ts';

const HELP = `npm run contract [-- --write | --record]

Checks the contract between room and hub: that the published files (provisioning/contract/published) are what the code
says, that the AsyncAPI document is one, and that the recorded messages fit their schemas.

  --write   write the published files anew
  --record  run a room and its region for some minutes, keep a message of each channel, then write; needs what tests need
`;

const { values } = parseArgs({
  options: { write: { type: 'boolean' }, record: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});

if (values.help) console.log(HELP);
else {
  if (values.record) await recordMessages((text) => console.error(text));
  if (values.write || values.record) write();
  const problems = await contractProblems();
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`${publishedFiles().size} files and their recorded messages agree`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function write(): void {
  rmSync(publishedFolder, { recursive: true, force: true });
  mkdirSync(new URL('schemas/', publishedFolder), { recursive: true });
  for (const [path, text] of publishedFiles()) writeFileSync(new URL(path, publishedFolder), text);
}
