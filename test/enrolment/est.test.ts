import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newClaimCode } from '../../provisioning/enrolment/claim-code.ts';
import { renewalMs } from '../../provisioning/enrolment/renewal-time.ts';
import { type Fault, shows } from '../faults/fault.ts';
import { EnrollingRoom, never, room, roomName } from '../fixtures/enrolling-room.ts';
import { RegionEnrolment } from '../fixtures/region-enrolment.ts';

const DAY_MS = 24 * 3_600_000;

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

const claim = (code = region.code(roomName), machine = box) =>
  machine.enrolment().claim(code, region.url, room, never());
const renew = (isEarly = true) => box.enrolment().renew(undefined, isEarly, never());
const current = () => box.identity().current;

describe('a room with a claim code', () => {
  it('gets a certificate for its own name, for a key that never leaves it', async () => {
    const { pair, isNew, clockAheadMs } = await claim();
    expect([isNew, clockAheadMs]).toEqual([true, null]);
    expect(pair.certificate.toLegacyObject().subject).toEqual({ CN: roomName });
    expect(pair.certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(pair.certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    const lifeMs = pair.certificate.validToDate.getTime() - region.nowMs;
    expect(lifeMs / DAY_MS).toBeCloseTo(90, 0);
    expect(pair.certificate.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    const files = join(box.folder, 'identity/current');
    expect(statSync(join(files, 'key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(files).sort()).toEqual(['authorities.pem', 'certificate.pem', 'key', 'origin.json']);
    // Nothing of the code is left, neither here nor, in words, there.
    expect(readdirSync(join(box.folder, 'identity')).sort()).toEqual(['current', 'lock', 'pair-000001']);
    const verified = execFileSync('openssl', [
      ...['verify', '-x509_strict', '-purpose', 'sslclient'],
      ...['-CAfile', join(files, 'authorities.pem'), join(files, 'certificate.pem')],
    ]);
    expect(verified.toString()).toContain('OK');
  });

  it('is refused with another room’s code, or with one of this region that was never given', async () => {
    const other = region.code('310104/2131000000/r302');
    await expect(claim(other)).rejects.toMatchObject({ code: 'ENROL_CODE_REFUSED' });
    await expect(claim(newClaimCode(region.authority.certificate.raw))).rejects.toMatchObject({
      code: 'ENROL_CODE_REFUSED',
    });
    expect(box.identity().pending).toBeNull();
    // The code of the other room is as good as before.
    const neighbour = new EnrollingRoom();
    const their = { ...room, room: 'r302' };
    await neighbour.enrolment().claim(other, region.url, their, never());
    neighbour.remove();
  });

  it('is refused when another machine has used the code', async () => {
    const code = region.code(roomName);
    await claim(code);
    const thief = new EnrollingRoom();
    await expect(claim(code, thief)).rejects.toMatchObject({
      code: 'ENROL_CODE_REFUSED',
      message: expect.stringContaining('used by another machine'),
    });
    expect(thief.identity().current).toBeNull();
    thief.remove();
  });

  it('is refused when the code is too old', async () => {
    const code = region.code(roomName, { days: 1 });
    region.nowMs += 2 * DAY_MS;
    box.nowMs = () => region.nowMs;
    await expect(claim(code)).rejects.toThrow('too old');
  });

  const manyCodes: Fault = {
    part: 'certificate',
    kind: 'overload',
    fault: 'ten wrong codes are typed',
    seen: 'whoever types them: wait a quarter of an hour',
    lost: 'nothing',
    recovers: 'after a quarter of an hour',
  };
  it('is kept waiting after many wrong codes, also with the right one', shows(manyCodes), async () => {
    const right = region.code(roomName);
    const wrong = newClaimCode(region.authority.certificate.raw);
    for (let i = 0; i < 9; i++) await expect(claim(wrong)).rejects.toMatchObject({ code: 'ENROL_CODE_REFUSED' });
    await expect(claim(wrong)).rejects.toMatchObject({ code: 'ENROL_WAITS', retryAfterMs: 900_000 });
    await expect(claim(right)).rejects.toMatchObject({ code: 'ENROL_WAITS' });
    region.nowMs += 16 * 60_000;
    box.nowMs = () => region.nowMs;
    await claim(right);
  });

  it('waits for somebody’s approval where the region wants one, and goes on by itself', async () => {
    const code = region.code(roomName, { isApproved: false });
    await expect(claim(code)).rejects.toMatchObject({ code: 'ENROL_WAITS', retryAfterMs: 60_000 });
    await expect(box.enrolment().resume(never())).rejects.toMatchObject({ code: 'ENROL_WAITS' });
    expect(current()).toBeNull();
    region.register.approve(roomName, region.nowMs);
    expect(await box.enrolment().resume(never())).toMatchObject({ isNew: true });
    expect(await box.enrolment().resume(never())).toBeNull();
  });

  it('gets the same certificate again when it did not hear the answer, and only for its own key', async () => {
    const code = region.code(roomName);
    const cut = box.enrolment((step) => {
      if (step === 'certificate-received') throw new Error('power cut');
    });
    await expect(cut.claim(code, region.url, room, never())).rejects.toThrow('power cut');
    const [before] = region.register.rooms();
    const resumed = await box.enrolment().resume(never());
    expect(resumed!.pair.certificate.serialNumber.toLowerCase()).toBe(before!.certificate!.serial);
    expect(region.register.rooms()).toHaveLength(1);
  });

  const wrongClockEnrols: Fault = {
    part: 'clock',
    kind: 'wrong',
    fault: 'it shows 1970 or 2040 when the room is enrolled',
    seen: 'whoever enrols: how wrong it is',
    lost: 'nothing: the certificate is got',
    recovers: 'when the clock is set',
  };
  it.each([
    ['in 1970', 0],
    ['in 2040', Date.UTC(2040, 0, 1)],
  ])('gets its certificate with a clock %s, and says how wrong it is', shows(wrongClockEnrols), async (_, wallMs) => {
    box.nowMs = () => wallMs;
    box.isClockSure = false;
    const { clockAheadMs } = await claim();
    expect(clockAheadMs! / DAY_MS).toBeCloseTo((wallMs - region.nowMs) / DAY_MS, 1);
    expect(current()).not.toBeNull();
  });

  it('does not believe a server whose certificate has run out by a clock that is sure', async () => {
    box.nowMs = () => region.nowMs + 100 * DAY_MS;
    await expect(claim()).rejects.toMatchObject({ code: 'ENROL_SERVER' });
  });

  it('says so when nothing answers there, or no TLS, or no EST', async () => {
    const code = region.code(roomName);
    const at = (server: string) => box.enrolment().claim(code, server, room, never());
    await expect(at('https://localhost:1')).rejects.toMatchObject({ code: 'ENROL_UNREACHABLE' });
    await expect(at(`${region.url}/elsewhere`)).rejects.toMatchObject({ code: 'ENROL_SERVER' });
    // What was begun waits for a server.
    expect(box.identity().pending).toMatchObject({ kind: 'claim', room });
  });

  it('lets one process at a time enrol', async () => {
    const code = region.code(roomName);
    const two = await Promise.allSettled([claim(code), claim(code)]);
    expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(two.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ENROL_BUSY' } });
  });
});

describe('a room with a certificate', () => {
  const later = (ms: number) => {
    region.nowMs = ms;
    box.nowMs = () => region.nowMs;
  };

  it('gets another one for a new key, and keeps the old until the new one has worked', async () => {
    const first = (await claim()).pair;
    const { pair } = await renew();
    expect(pair.number).toBe(2);
    expect(pair.certificate.publicKey.equals(first.certificate.publicKey)).toBe(false);
    expect(pair.certificate.subject).toBe(first.certificate.subject);
    const identity = box.identity();
    expect(existsSync(join(identity.folder, 'pair-000001/key'))).toBe(true);
    // One that is just being put in the place of the present one stays.
    cpSync(join(identity.folder, 'pair-000002'), join(identity.folder, 'pair-000003'), { recursive: true });
    identity.confirm();
    expect(existsSync(join(identity.folder, 'pair-000003/key'))).toBe(true);
    expect(existsSync(join(identity.folder, 'pair-000001'))).toBe(false);
    expect(identity.current!.number).toBe(2);
  });

  it('renews it after two thirds of its life and not before, by the server’s clock where its own is not sure', async () => {
    const { certificate } = (await claim()).pair;
    const dueMs = renewalMs(certificate);
    const lifeMs = certificate.validToDate.getTime() - certificate.validFromDate.getTime();
    const share = (dueMs - certificate.validFromDate.getTime()) / lifeMs;
    expect(share).toBeGreaterThanOrEqual(2 / 3);
    expect(share).toBeLessThanOrEqual(2 / 3 + 1 / 20);
    box.isClockSure = false;
    box.nowMs = () => Date.UTC(2040, 0, 1);
    expect(await renew(false)).toMatchObject({ isNew: false, clockAheadMs: expect.any(Number) });
    expect(box.identity().pending).toBeNull();
    region.nowMs = dueMs + 1000;
    box.nowMs = () => 0;
    await region.server.stop();
    await region.server.start();
    expect(await renewAt()).toMatchObject({ isNew: true });
  });

  const renewAt = () => box.enrolment().renew(region.url, false, never());

  it('renews it also after it has run out, for so long as the region allows', async () => {
    const { certificate } = (await claim()).pair;
    later(certificate.validToDate.getTime() + 29 * DAY_MS);
    await region.server.stop();
    await region.server.start();
    expect(await renewAt()).toMatchObject({ isNew: true });
    later(current()!.certificate.validToDate.getTime() + 31 * DAY_MS);
    await region.server.stop();
    await region.server.start();
    await expect(renewAt()).rejects.toMatchObject({ code: 'ENROL_EXPIRED' });
    // With a new code it is itself again.
    await claim(region.code(roomName));
    expect(current()!.number).toBe(3);
  });

  it('is told when the region has taken it back, and can enrol again only by a new code', async () => {
    const code = region.code(roomName);
    await claim(code);
    expect(region.register.revoke(roomName, region.nowMs)).toBe(1);
    await expect(renew()).rejects.toMatchObject({ code: 'ENROL_REVOKED' });
    await expect(claim(code)).rejects.toMatchObject({ code: 'ENROL_CODE_REFUSED' });
    expect(current()!.number).toBe(1);
    await claim(region.code(roomName));
    expect(current()!.number).toBe(2);
  });

  it('cannot renew itself as another room', async () => {
    await claim();
    const origin = join(box.folder, 'identity/current/origin.json');
    writeFileSync(origin, readFileSync(origin, 'utf8').replace('r301', 'r302'));
    await expect(renew()).rejects.toMatchObject({ code: 'ENROL_ROOM' });
  });

  it('cannot be renewed with a certificate of another authority', async () => {
    await claim();
    const elsewhere = new RegionEnrolment();
    await elsewhere.start();
    const other = new EnrollingRoom();
    await other.enrolment().claim(elsewhere.code(roomName), elsewhere.url, room, never());
    // It trusts this region, and shows what the other one has given it.
    writeFileSync(join(other.folder, 'identity/current/authorities.pem'), region.authority.certificate.toString());
    await expect(other.enrolment().renew(region.url, true, never())).rejects.toMatchObject({ code: 'ENROL_EXPIRED' });
    await elsewhere.stop();
    other.remove();
  });
});

it('lists what is taken back as OpenSSL reads it', async () => {
  const { pair } = await claim();
  region.register.revoke(roomName, region.nowMs);
  const list = await region.authority.revocationList(region.register.revoked(region.nowMs), region.nowMs);
  const file = join(region.folder, 'crl.pem');
  writeFileSync(file, list);
  const text = execFileSync(
    'openssl',
    ['crl', '-in', file, '-noout', '-text', '-CAfile', join(region.folder, 'ca.pem')],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  ).toString();
  expect(text).toContain(pair.certificate.serialNumber);
});

it('every certificate between room and authority is the room’s own', async () => {
  const { pair } = await claim();
  expect(new X509Certificate(readFileSync(join(pair.folder, 'certificate.pem'))).fingerprint256).toBe(
    pair.certificate.fingerprint256,
  );
});

it('an upload that is given up is no fault of the server’s', async () => {
  const socket = connect({ port: region.server.port, host: '127.0.0.1', rejectUnauthorized: false });
  const lines = ['POST /.well-known/est/simpleenroll HTTP/1.1', 'Host: localhost', 'Authorization: Basic YTpi'];
  socket.write([...lines, 'Content-Type: application/pkcs10', 'Content-Length: 500', '', 'half'].join('\r\n'));
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  await new Promise((resolve) => setTimeout(resolve, 200));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await claim();
  expect(region.lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
    '/.well-known/est/cacerts 200',
    '/.well-known/est/simpleenroll 200',
  ]);
});
