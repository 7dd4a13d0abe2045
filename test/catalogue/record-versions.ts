import { readFileSync, writeFileSync } from 'node:fs';
import { catalogue } from '../../agent/indicators/catalogue.ts';
import { recorded, unrecorded, type VersionLock, versionFaults } from './version-lock.ts';

/** Records new figures and new versions of the catalogue in its lock; nothing while something is to be mended by hand. */
const file = new URL('../../agent/indicators/definitions/versions.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as VersionLock;
const faults = versionFaults(catalogue, lock);
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  process.exitCode = 1;
} else {
  const news = unrecorded(catalogue, lock).length;
  if (news > 0) writeFileSync(file, `${JSON.stringify(recorded(catalogue, lock), null, 2)}\n`);
  console.log(`${news} recorded`);
}
