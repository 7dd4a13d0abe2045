import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Authority } from '../../hub/est/authority.ts';
import { type Fault, shows } from '../faults/fault.ts';
import { EnrollingRoom, never, room, roomName } from '../fixtures/enrolling-room.ts';
import { ManInTheMiddle } from '../fixtures/man-in-the-middle.ts';
import { RegionEnrolment } from '../fixtures/region-enrolment.ts';

let region: RegionEnrolment;
let box: EnrollingRoom;
let between: ManInTheMiddle;
beforeEach(async () => {
  region = new RegionEnrolment();
  await region.start();
  box = new EnrollingRoom();
});
afterEach(async () => {
  await between.stop();
  await region.stop();
  box.remove();
});

/** Puts somebody in between who shows this certificate, and who passes on what the region's server says. */
async function putBetween(pair: { certificate: string; key: string }): Promise<void> {
  between = new ManInTheMiddle(pair, region.server.port);
  await between.start();
}

/** A certificate that names the server and is not the region's, though its authority has the same name. */
async function forged(): Promise<{ certificate: string; key: string }> {
  const authority = await Authority.create(join(region.folder, 'forged'), '测试区', 10, region.nowMs);
  return await authority.serverPair(['localhost'], 90, region.nowMs);
}

const othersOfTheRegion = {
  'another server of the region, of another name': () =>
    region.authority.serverPair(['hub.example.edu.cn'], 90, region.nowMs),
  'a room of the region': async () => {
    const neighbour = new EnrollingRoom();
    const name = '310104/2131000000/r302';
    await neighbour.enrolment().claim(region.code(name), region.url, { ...room, room: 'r302' }, never());
    const read = (file: string) => readFileSync(join(neighbour.folder, 'identity/current', file), 'utf8');
    const pair = { certificate: read('certificate.pem'), key: read('key') };
    neighbour.remove();
    return pair;
  },
};

describe.each([['a forged certificate', forged], ...Object.entries(othersOfTheRegion)] as const)(
  'somebody in between with the certificate of %s',
  (_, pair) => {
    const inBetween: Fault = {
      part: 'certificate',
      kind: 'refused',
      fault: 'somebody in the network pretends to be the region’s server',
      seen: 'whoever enrols: it is not the region’s server',
      lost: 'nothing: nothing secret is sent',
      recovers: 'when nobody is in between; the code still serves',
    };
    it('hears nothing secret at an enrolment', shows(inBetween), async () => {
      await putBetween(await pair());
      const code = region.code(roomName);
      await expect(box.enrolment().claim(code, between.url, room, never())).rejects.toMatchObject({
        code: 'ENROL_WRONG_AUTHORITY',
        message: expect.stringContaining('nothing secret was sent'),
      });
      // What the region's server answered has come through, and with it the true authority.
      expect(between.heard.join('')).toContain('GET /.well-known/est/cacerts');
      expect(between.heard.join('')).not.toMatch(/authorization|POST|simpleenroll|310104/i);
      expect(box.identity().current).toBeNull();
      // Once nobody is in between any more, the code serves.
      await box.enrolment().claim(code, region.url, room, never());
    });

    it('hears nothing at a renewal', async () => {
      await box.enrolment().claim(region.code(roomName), region.url, room, never());
      await putBetween(await pair());
      await expect(box.enrolment().renew(between.url, true, never())).rejects.toMatchObject({
        code: 'ENROL_WRONG_AUTHORITY',
      });
      expect(between.heard.join('')).not.toMatch(/POST|simplereenroll|310104/i);
      expect(box.identity().current!.number).toBe(1);
    });
  },
);

it('somebody in between whom the region vouches for cannot use the request on a connection of his own', async () => {
  await putBetween(await region.authority.serverPair(['localhost'], 90, region.nowMs));
  await expect(box.enrolment().claim(region.code(roomName), between.url, room, never())).rejects.toMatchObject({
    code: 'ENROL_SERVER',
    message: expect.stringContaining('not made for this connection'),
  });
  expect(region.register.rooms()[0]).toMatchObject({ certificate: null, code: { isUsed: false } });
});
