import { readClaim } from '../../provisioning/enrolment/claim-link.ts';
import { plainVault } from '../../provisioning/enrolment/device-key.ts';
import { Enrolment } from '../../provisioning/enrolment/enrolment.ts';
import { directWay } from '../../provisioning/enrolment/est-connection.ts';
import { IdentityFolder } from '../../provisioning/enrolment/identity-folder.ts';

/** Enrols or renews a room in a process of its own, which is killed without a word once `lastStep` is done. */
const [folder, lastStep, link] = process.argv.slice(2) as [string, string, string | undefined];
const reached = (step: string) => {
  if (step === lastStep) process.kill(process.pid, 'SIGKILL');
};
const identity = new IdentityFolder(folder, plainVault, reached);
const clock = { wallMs: () => Date.now(), isSure: () => true };
const enrolment = new Enrolment({ identity, way: directWay, clock, reached });
const { signal } = new AbortController();
if (link === undefined) await enrolment.renew(undefined, true, signal);
else {
  const { code, server, room } = readClaim(link);
  await enrolment.claim(code, server!, room!, signal);
}
