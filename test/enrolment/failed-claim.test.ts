import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdentityKeeper } from '../../agent/identity/identity-keeper.ts';
import { newClaimCode } from '../../provisioning/enrolment/claim-code.ts';
import { directWay } from '../../provisioning/enrolment/est-connection.ts';
import { pairFiles } from '../../provisioning/enrolment/identity-folder.ts';
import { renewalMs, worryMs } from '../../provisioning/enrolment/renewal-time.ts';
import { type Fault, shows } from '../faults/fault.ts';
import { EnrollingRoom, never, room, roomName } from '../fixtures/enrolling-room.ts';
import { RegionEnrolment } from '../fixtures/region-enrolment.ts';

vi.setConfig({ testTimeout: 60_000 });

const NOWHERE = 'https://localhost:1';
let region: RegionEnrolment;
let box: EnrollingRoom;
beforeEach(async () => {
  region = new RegionEnrolment();
  await region.start();
  box = new EnrollingRoom();
});
afterEach(async () => {
  await region.stop();
  box.remove();
});

const claim = (server = region.url) => box.enrolment().claim(region.code(roomName), server, room, never());
const later = async (ms: number) => {
  region.nowMs = ms;
  box.nowMs = () => ms;
  // Its own certificate is made anew.
  await region.server.stop();
  await region.server.start();
};
const looked = () =>
  new IdentityKeeper({
    ...{ identity: box.identity(), room, server: region.url, way: directWay },
    clock: { wallMs: () => box.nowMs(), isSure: () => true },
    ...{ firstPossibleMs: Date.UTC(2026, 0, 1), isInUse: true, problem: () => {}, info: () => {} },
  }).look(never());

const otherRegionsCode: Fault = {
  part: 'certificate',
  kind: 'wrong',
  fault: 'a code of another region is typed',
  seen: 'whoever types it: it is another region’s',
  lost: 'nothing',
  recovers: 'with a right code',
};
it('a code of another region is forgotten, and a good one is taken after it', shows(otherRegionsCode), async () => {
  const other = newClaimCode(Buffer.from('another authority'));
  await expect(box.enrolment().claim(other, region.url, room, never())).rejects.toMatchObject({
    code: 'ENROL_WRONG_AUTHORITY',
  });
  expect(box.identity().pending).toBeNull();
  await claim();
  expect(box.identity().current?.number).toBe(1);
});

const claimStuck: Fault = {
  part: 'certificate',
  kind: 'silent',
  fault: 'a new enrolment was begun at a server that does not answer',
  seen: 'IT sees that it was begun',
  lost: 'nothing: the certificate in use goes on',
  recovers: 'it gives way to a renewal when the certificate would run out',
};
it(
  'a claim that cannot go on gives way to the certificate in use when that is in danger, and not before',
  shows(claimStuck),
  async () => {
    const { pair } = await claim();
    await expect(claim(NOWHERE)).rejects.toMatchObject({ code: 'ENROL_UNREACHABLE' });
    await later(renewalMs(pair.certificate) + 1000);
    await looked();
    expect([box.identity().pending?.kind, box.identity().current!.number]).toEqual(['claim', 1]);
    await later(worryMs(pair.certificate) + 1000);
    await looked();
    expect([box.identity().pending, box.identity().current!.number]).toEqual([null, 2]);
  },
);

it('a claim is the better hope once the certificate has run out', async () => {
  const { pair } = await claim();
  await expect(claim(NOWHERE)).rejects.toMatchObject({ code: 'ENROL_UNREACHABLE' });
  await later(pair.certificate.validToDate.getTime() + 1000);
  await looked();
  expect(box.identity().pending).toMatchObject({ kind: 'claim', server: NOWHERE });
});

it('a claim whose key cannot be opened gives way as soon as the certificate is to be renewed', async () => {
  const { pair } = await claim();
  await expect(claim(NOWHERE)).rejects.toMatchObject({ code: 'ENROL_UNREACHABLE' });
  writeFileSync(join(box.identity().folder, 'pending', pairFiles.key), '');
  await later(renewalMs(pair.certificate) + 1000);
  await looked();
  expect([box.identity().pending, box.identity().current!.number]).toEqual([null, 2]);
});

const keyGone: Fault = {
  part: 'certificate',
  kind: 'wrong',
  fault: 'the key of an enrolment that was begun is empty, sealed for another machine, or gone',
  seen: 'IT sees that it was begun',
  lost: 'nothing',
  recovers: 'with a new code',
};
it.each(['empty', 'sealed', 'absent'])(
  'a new code makes a new key where the one from before is %s',
  shows(keyGone),
  async (state) => {
    await expect(claim(NOWHERE)).rejects.toMatchObject({ code: 'ENROL_UNREACHABLE' });
    const key = join(box.identity().folder, 'pending', pairFiles.key);
    rmSync(key);
    if (state !== 'absent')
      writeFileSync(key, state === 'empty' ? '' : '{"tpm2":{"public":"AAAA","private":"AAAA"}}\n');
    await claim();
    expect(box.identity().current?.number).toBe(1);
  },
);

it('a new code makes a new key where the region has taken the certificate of the one from before back', async () => {
  const cut = box.enrolment((step) => {
    if (step === 'request-sent') throw new Error('power cut');
  });
  await expect(cut.claim(region.code(roomName), region.url, room, never())).rejects.toThrow('power cut');
  region.register.revoke(roomName, region.nowMs);
  await expect(claim()).rejects.toMatchObject({ code: 'ENROL_REVOKED' });
  await claim();
  expect(box.identity().current?.number).toBe(1);
});
