import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../hub/est/room-register.ts';
import { claimLink } from '../../provisioning/enrolment/claim-link.ts';
import { publicHalf } from '../../provisioning/enrolment/device-key.ts';
import { type EnrolmentStep, enrolmentSteps } from '../../provisioning/enrolment/enrolment-step.ts';
import { type Fault, shows } from '../faults/fault.ts';
import { EnrollingRoom, never, room, roomName } from '../fixtures/enrolling-room.ts';
import { RegionEnrolment } from '../fixtures/region-enrolment.ts';

class PowerCut extends Error {}

let region: RegionEnrolment;
beforeAll(async () => {
  region = new RegionEnrolment();
  await region.start();
});
afterAll(() => region.stop());

/** The power goes when this step is done. */
const cutAt = (step: EnrolmentStep | null) => (done: EnrolmentStep) => {
  if (done === step) throw new PowerCut();
};

const keyHash = (key: string) => sha256Hex(publicHalf(key));

/** What holds whenever the power comes back: a whole pair or none, and whatever key the region knows is here. */
function checkWhole(box: EnrollingRoom, hadPair: boolean): void {
  // What is issued next is newer.
  region.nowMs++;
  const identity = box.identity();
  identity.open();
  const { current, pending } = identity;
  if (hadPair) expect(current).not.toBeNull();
  const here = [
    ...(current ? [keyHash(identity.currentKey())] : []),
    ...(pending ? [keyHash(identity.pendingKey())] : []),
  ];
  if (current) {
    expect(sha256Hex(current.certificate.publicKey.export({ type: 'spki', format: 'der' }))).toBe(here[0]);
    expect(readFileSync(join(current.folder, 'authorities.pem'), 'utf8')).toContain('END CERTIFICATE');
  }
  const newest = region.register.rooms().find(({ room: name }) => name === roomName)?.certificate;
  if (newest?.revokedMs === null) {
    const known = [
      region.register.certificateFor(roomName, here[0]!),
      region.register.certificateFor(roomName, here[1] ?? ''),
    ];
    expect(known.some((one) => one?.serial === newest.serial)).toBe(true);
  }
}

describe('the power goes', () => {
  const enrolCut: Fault = {
    part: 'certificate',
    kind: 'killed',
    fault: 'the power is cut at any step of an enrolment or a renewal',
    seen: 'nothing',
    lost: 'nothing: there is a whole pair of key and certificate, or none yet',
    recovers: 'goes on by itself at the next start',
  };
  it(
    'at any steps of an enrolment and of renewals, and each next start goes on by itself',
    shows(enrolCut, {
      timeout: 120_000,
    }),
    async () => {
      const cuts = fc.array(fc.option(fc.constantFrom(...enrolmentSteps), { freq: 8 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(cuts, cuts, async (claimCuts, renewalCuts) => {
          const box = new EnrollingRoom();
          try {
            const code = region.code(roomName);
            const begun = async (cut: EnrolmentStep | null) => {
              const going = box.enrolment(cutAt(cut));
              // Nobody types the code again once the key has been written with what is to be asked.
              if (box.identity().pending === null && box.identity().current === null) {
                await going.claim(code, region.url, room, never());
              } else await going.resume(never());
            };
            for (const cut of claimCuts) {
              await begun(cut).catch((error) => expect(error).toBeInstanceOf(PowerCut));
              checkWhole(box, false);
            }
            await begun(null);
            const first = box.identity().current!;
            expect(first.number).toBe(1);
            for (const cut of renewalCuts) {
              await box
                .enrolment(cutAt(cut))
                .renew(undefined, true, never())
                .catch((error) => expect(error).toBeInstanceOf(PowerCut));
              checkWhole(box, true);
            }
            await box.enrolment().resume(never());
            const last = box.identity().current!;
            expect(last.number).toBeGreaterThanOrEqual(1);
            await box.enrolment().renew(undefined, true, never());
            expect(box.identity().current!.number).toBeGreaterThan(last.number);
            expect(readdirSync(box.identity().folder).filter((name) => /part|old|pending/.test(name))).toEqual([]);
          } finally {
            region.register.revoke(roomName, region.nowMs);
            box.remove();
          }
        }),
        { numRuns: 40 },
      );
    },
  );

  const killed = async (...args: string[]) => {
    const file = join(import.meta.dirname, 'enrolling-process.ts');
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const told: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => told.push(chunk));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { code, signal, told: Buffer.concat(told).toString() };
  };

  describe.each(enrolmentSteps)('at once after “%s”', (step) => {
    it('in a process that is killed', { timeout: 60_000 }, async () => {
      const box = new EnrollingRoom();
      const folder = join(box.folder, 'identity');
      const code = region.code(roomName);
      const link = claimLink({ code, room, server: region.url });
      expect(await killed(folder, step, link)).toMatchObject({ signal: 'SIGKILL' });
      checkWhole(box, false);
      const resumed = await box.enrolment().resume(never());
      // Before the key lay there whole, nothing had begun; the code is as good as new.
      const hadBegun = !['key-made', 'key-written'].includes(step);
      if (!hadBegun) await box.enrolment().claim(code, region.url, room, never());
      else expect(resumed !== null || box.identity().current !== null).toBe(true);
      const first = box.identity().current!;
      expect(first.number).toBe(1);

      expect(await killed(folder, step)).toMatchObject({ signal: 'SIGKILL' });
      checkWhole(box, true);
      await box.enrolment().resume(never());
      expect(box.identity().current!.number).toBe(hadBegun ? 2 : 1);
      expect(existsSync(join(folder, 'pair-000001/key'))).toBe(true);
      region.register.revoke(roomName, region.nowMs);
      box.remove();
    });
  });
});
