import { spawnSync } from 'node:child_process';
import { judgeAudit, policySchema } from './judge-audit.ts';
import policyFile from './policy.json' with { type: 'json' };

/** `npm run audit`: 0 nothing is known · 1 something is, and not accepted · 5 nobody could be asked. */
const repository = new URL('../..', import.meta.url).pathname;
const { stdout, error } = spawnSync('npm', ['audit', '--json'], {
  cwd: repository,
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
});
if (error) throw error;
const verdict = judgeAudit(stdout, policySchema.parse(policyFile), new Date().toISOString().slice(0, 10));
if (verdict.verdict === 'unknown') {
  console.error(
    `audit: nobody could be asked, so nothing is known: ${verdict.reason}; ask again where npm's registry answers audits`,
  );
  process.exitCode = 5;
} else {
  for (const { id, package: name, severity, title, range } of verdict.open)
    console.log(`open: ${id} ${name} ${range} (${severity}): ${title}`);
  for (const { id, package: name } of verdict.accepted) console.log(`accepted: ${id} ${name}`);
  for (const id of verdict.unneeded) console.log(`no longer needed in provisioning/supply-chain/policy.json: ${id}`);
  console.log(`audit: ${verdict.open.length} open, ${verdict.accepted.length} accepted`);
  process.exitCode = verdict.verdict === 'refused' ? 1 : 0;
}
