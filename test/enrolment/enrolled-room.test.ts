import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdentityKeeper, type IdentityKeeperOptions } from '../../agent/identity/identity-keeper.ts';
import { enrolmentWay, withIdentity } from '../../agent/identity/identity-place.ts';
import { MqttLink } from '../../agent/sync/mqtt-link.ts';
import { accessRules } from '../../hub/access-rules.ts';
import { plainVault } from '../../provisioning/enrolment/device-key.ts';
import { Enrolment } from '../../provisioning/enrolment/enrolment.ts';
import { directWay } from '../../provisioning/enrolment/est-connection.ts';
import { renewalMs } from '../../provisioning/enrolment/renewal-time.ts';
import { type Fault, shows } from '../faults/fault.ts';
import { connectProxy } from '../fixtures/connect-proxy.ts';
import { EnrollingRoom, never, room, roomName } from '../fixtures/enrolling-room.ts';
import { MosquittoBroker } from '../fixtures/mosquitto-broker.ts';
import { RegionEnrolment } from '../fixtures/region-enrolment.ts';

vi.setConfig({ testTimeout: 60_000 });

let region: RegionEnrolment;
let box: EnrollingRoom;
let broker: MosquittoBroker;
const links: MqttLink[] = [];
beforeEach(async () => {
  region = new RegionEnrolment();
  await region.start();
  box = new EnrollingRoom();
  const pair = await region.authority.serverPair(['localhost'], 365, region.nowMs);
  const files = { certificate: join(region.folder, 'broker.pem'), key: join(region.folder, 'broker-key.pem') };
  writeFileSync(files.certificate, pair.certificate);
  writeFileSync(files.key, pair.key);
  await writeRevocations();
  const tls = { ...files, ca: join(region.folder, 'ca.pem'), crl: join(region.folder, 'crl.pem') };
  broker = new MosquittoBroker({ tls, rules: accessRules({ ingestUsers: [] }) });
  await broker.start();
});
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
  await broker.remove();
  await region.stop();
  box.remove();
});

async function writeRevocations(): Promise<void> {
  const list = await region.authority.revocationList(region.register.revoked(region.nowMs), region.nowMs);
  writeFileSync(join(region.folder, 'crl.pem'), list);
}

/** The room's connection to its region, with whatever certificate the room has. */
function connect() {
  const problems: string[] = [];
  const told: (number | null)[] = [];
  const link = new MqttLink({
    hub: withIdentity({ brokers: [broker.url] }, box.identity(), plainVault),
    clientId: 'r301',
    subscriptions: [`lectern/v1/${roomName}/ack`],
    onMessage: () => {},
    onConnection: (version) => told.push(version),
    onProblem: (problem) => problem && problems.push(problem.message),
    timing: { watch: 100, reconnect: { first: 50, most: 100 } },
  });
  links.push(link);
  link.start();
  return { link, told, problems };
}

it('is let in by Mosquitto, also with the certificate that it renewed while connected, and not once that is revoked', async () => {
  await box.enrolment().claim(region.code(roomName), region.url, room, never());
  const { link, told, problems } = connect();
  await expect.poll(() => told).toEqual([5]);
  await box.enrolment().renew(undefined, true, never());
  // It is connected anew by itself, with the new one.
  await expect.poll(() => told, { timeout: 10_000 }).toEqual([5, null, 5]);
  expect(link.connected).toBe(true);
  expect(problems).toEqual([]);

  region.register.revoke(roomName, region.nowMs);
  await writeRevocations();
  await broker.stop();
  await broker.start();
  await expect.poll(() => problems.join(), { timeout: 10_000 }).toMatch(/revoked/);
  await expect(box.enrolment().renew(undefined, true, never())).rejects.toMatchObject({ code: 'ENROL_REVOKED' });
});

it('gets its certificate through the school’s proxy, and says so when that does not let it through', async () => {
  const proxy = await connectProxy('room:secret');
  const way = (password: string) => enrolmentWay({ proxy: { url: proxy.url, login: { user: 'room', password } } });
  const clock = { wallMs: () => Date.now(), isSure: () => true };
  const through = (password: string) => new Enrolment({ identity: box.identity(), way: way(password), clock });
  const code = region.code(roomName);
  await expect(through('wrong').claim(code, region.url, room, never())).rejects.toMatchObject({
    code: 'ENROL_UNREACHABLE',
    message: expect.stringContaining('proxy'),
  });
  await through('secret').claim(code, region.url, room, never());
  expect(new Set(proxy.asked)).toEqual(new Set([`localhost:${region.server.port}`]));
  proxy.close();
});

function keeper(over: Partial<IdentityKeeperOptions> = {}) {
  const problems = new Map<string, string>();
  const told: string[] = [];
  let begun = 0;
  const made = new IdentityKeeper({
    ...{ identity: box.identity(), room, server: undefined, way: directWay },
    clock: { wallMs: () => box.nowMs(), isSure: () => box.isClockSure },
    firstPossibleMs: Date.UTC(2026, 0, 1),
    isInUse: true,
    begun: () => void begun++,
    problem: (code, message) => void (message === null ? problems.delete(code) : problems.set(code, message)),
    info: (message) => told.push(message),
    ...over,
  });
  return { made, problems, told, begun: () => begun };
}

const later = async (ms: number) => {
  region.nowMs = ms;
  box.nowMs = () => region.nowMs;
  // Its own certificate is made anew.
  await region.server.stop();
  await region.server.start();
};

it('is looked after: what was begun goes on, it renews in time, and keeps the old pair until the hub has let it in', async () => {
  const cut = box.enrolment((step) => {
    if (step === 'request-sent') throw new Error('power cut');
  });
  await expect(cut.claim(region.code(roomName), region.url, room, never())).rejects.toThrow('power cut');
  const { made, problems, begun } = keeper();
  await made.look(never());
  expect([begun(), problems.size]).toEqual([1, 0]);
  await made.look(never());
  expect(box.identity().current!.number).toBe(1);
  await later(renewalMs(box.identity().current!.certificate) + 1000);
  const second = keeper({ server: region.url });
  await second.made.look(never());
  expect(box.identity().current!.number).toBe(2);
  second.made.worked();
  expect(second.problems.size).toBe(0);
});

const runsOut: Fault = {
  part: 'certificate',
  kind: 'lost',
  fault: 'it cannot be renewed because the region’s server is away',
  seen: 'IT is told when a sixth of its life is left, and when it has run out',
  lost: 'nothing until it has run out; then lessons wait in the room',
  recovers: 'renewed as soon as the server is there',
};
it(
  'tells before it hurts: not at first, from a sixth of its life on, and once it has run out',
  shows(runsOut),
  async () => {
    const { pair } = await box.enrolment().claim(region.code(roomName), region.url, room, never());
    const fromMs = pair.certificate.validFromDate.getTime();
    const untilMs = pair.certificate.validToDate.getTime();
    await region.server.stop();
    let server = 'https://localhost:1';
    const at = async (ms: number) => {
      box.nowMs = () => ms;
      const { made, problems } = keeper({ server });
      await made.look(never());
      return [...problems.keys()];
    };
    expect(await at(fromMs + (untilMs - fromMs) * 0.75)).toEqual([]);
    expect(await at(fromMs + (untilMs - fromMs) * 0.84)).toEqual(['ENROL_EXPIRING']);
    expect(await at(untilMs + 1000)).toEqual(['ENROL_EXPIRED']);
    // A clock that cannot be right judges nothing.
    expect(await at(0)).toEqual([]);
    expect(await at(fromMs - 30 * 24 * 3_600_000)).toEqual([]);
    await region.server.start();
    await later(untilMs + 1000);
    server = region.url;
    expect(await at(untilMs + 1000)).toEqual([]);
    expect(box.identity().current!.number).toBe(2);
  },
);

const takenBack: Fault = {
  part: 'certificate',
  kind: 'refused',
  fault: 'the region has taken it back',
  seen: 'IT is told that it was taken back',
  lost: 'nothing: lessons wait in the room',
  recovers: 'with a new code',
};
it('tells that it was revoked, and that its codes are others than the certificate’s', shows(takenBack), async () => {
  const { pair } = await box.enrolment().claim(region.code(roomName), region.url, room, never());
  region.register.revoke(roomName, region.nowMs);
  await later(renewalMs(pair.certificate) + 1000);
  const { made, problems } = keeper({ server: region.url });
  await made.look(never());
  expect([...problems.keys()]).toEqual(['ENROL_REVOKED']);
  const moved = keeper({ room: { ...room, room: 'r999' } });
  box.nowMs = () => Date.now();
  await moved.made.look(never());
  expect(moved.problems.get('ENROL_ROOM')).toContain('r999');
});
