import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { roomCommonName } from '../../provisioning/enrolment/certificate-request.ts';
import { type Claim, enrolmentServerSchema, readClaim } from '../../provisioning/enrolment/claim-link.ts';
import { type Enrolled, Enrolment } from '../../provisioning/enrolment/enrolment.ts';
import { claimFor, readEnrolmentFile, roomOf } from '../../provisioning/enrolment/enrolment-file.ts';
import type { EnrolmentStep } from '../../provisioning/enrolment/enrolment-step.ts';
import { renewalMs } from '../../provisioning/enrolment/renewal-time.ts';
import { keyVault } from '../../provisioning/enrolment/tpm-vault.ts';
import type { Config } from '../config/config.ts';
import { wayToHub } from '../config/hub-setting.ts';
import { enrolmentFileOnStick, enrolmentFileText, machineNames } from '../identity/enrolment-sticks.ts';
import { enrolmentWay, identityIn, machineClock } from '../identity/identity-place.ts';
import { becomeOwnerOf } from './as-owner.ts';
import { configIfThere, dataFolderOf } from './data-folder.ts';
import { UsageError } from './exit-code.ts';
import { stopSignal } from './stop-signal.ts';

export interface EnrolOptions {
  config: string;
  data?: string;
}

export interface ClaimOptions extends EnrolOptions {
  server?: string;
  from?: string;
  room?: string;
}

/** What somebody who waits reads. */
const words: Partial<Record<EnrolmentStep, string>> = {
  'request-kept': '密钥已生成 the key is made, on this machine',
  connected: '已连接服务器 the server answers',
  'authority-trusted': '服务器身份已核实 it is the region’s',
  'certificate-checked': '证书已收到 the certificate is here',
  'pair-in-use': '已启用 in use',
};

/** `lectern enrol [code]`: by a claim code that is given, in a file, or on a USB stick; or goes on with what was begun. */
export async function enrol(typed: string | undefined, options: ClaimOptions): Promise<void> {
  // What only root may read is read before root is given up. A room can have its certificate before the rest is right.
  const config = configIfThere(options.config);
  const wanted = wantedClaim(typed, options);
  const { enrolment } = opened(options, config);
  const claimed = wanted ?? (await enrolment.resume(stopSignal()));
  if (claimed === null)
    throw new UsageError('give the claim code, or --from FILE, or plug in the USB stick with lectern-enrolment.yaml');
  if ('pair' in claimed) return tell(claimed);
  const room = roomOfClaim(claimed, options.room, config);
  const server = serverOf(options.server ?? claimed.server ?? config?.hub?.enrolment);
  tell(await enrolment.claim(claimed.code, server, room, stopSignal()));
  const { broker } = claimed;
  if (broker !== undefined && config?.hub === undefined)
    console.log(
      `平台地址 the hub's address, for the configuration:\n  hub: { url: "${broker}", enrolment: "${server}" }`,
    );
}

/** `lectern enrol renew` */
export async function enrolRenew(options: EnrolOptions): Promise<void> {
  const config = configIfThere(options.config);
  const { enrolment } = opened(options, config);
  tell(await enrolment.renew(config?.hub?.enrolment, true, stopSignal()));
}

/** `lectern enrol forget`: gives up an enrolment that was begun. */
export async function enrolForget(options: EnrolOptions): Promise<void> {
  const { enrolment } = opened(options, configIfThere(options.config));
  await enrolment.forget();
  console.log('已放弃未完成的注册 what was begun is given up; a certificate in use stays');
}

/** `lectern enrol status` */
export function enrolStatus(options: EnrolOptions & { json?: boolean }): void {
  const { identity } = opened(options, configIfThere(options.config));
  identity.mustBeReadable();
  const { current, pending } = identity;
  const status = {
    certificate: current && {
      room: roomCommonName(current.origin.room),
      from: current.certificate.validFromDate.toISOString(),
      until: current.certificate.validToDate.toISOString(),
      renewal: new Date(renewalMs(current.certificate)).toISOString(),
      serial: current.certificate.serialNumber,
      server: current.origin.server,
      files: current.folder,
    },
    pending: pending && { kind: pending.kind, room: roomCommonName(pending.room), server: pending.server },
  };
  if (options.json) console.log(JSON.stringify(status));
  else {
    const { certificate } = status;
    console.log(
      certificate
        ? `教室 room: ${certificate.room}\n有效期至 valid until: ${certificate.until}\n自动更新 renewed from: ${certificate.renewal}\n服务器 server: ${certificate.server}\n文件 files: ${certificate.files}`
        : '没有证书 no certificate: lectern enrol CODE --server https://…',
    );
    if (pending)
      console.log(`未完成 begun and not ended: ${pending.kind} ${roomCommonName(pending.room)} ${pending.server}`);
  }
  if (!status.certificate) process.exitCode = 1;
}

function wantedClaim(typed: string | undefined, { from, room }: ClaimOptions): Claim | null {
  if (typed !== undefined && from !== undefined) throw new UsageError('give a code or --from, not both');
  if (typed !== undefined) return readClaim(typed);
  const file = from ?? enrolmentFileOnStick();
  return file === undefined ? null : claimFor(readEnrolmentFile(enrolmentFileText(file), file), room, machineNames());
}

function roomOfClaim(claim: Claim, option: string | undefined, config: Config | null): RoomAddress {
  const given = option === undefined ? undefined : roomOf(option);
  const room = claim.room ?? given ?? config?.room;
  if (!room) throw new UsageError('say which room this is: --room region/school/room, such as 310104/2131000000/r301');
  const own = config && roomCommonName(config.room);
  if (own !== null && own !== roomCommonName(room))
    throw new UsageError(
      `the claim code is for ${roomCommonName(room)}, and the configuration says ${own}; correct the one that is wrong`,
    );
  return room;
}

function serverOf(server: string | undefined): string {
  const parsed = enrolmentServerSchema.safeParse(server);
  if (parsed.success) return parsed.data;
  const what =
    server === undefined
      ? 'say where: --server https://est.example.edu.cn:8443'
      : `${server}: ${parsed.error.issues[0]?.message}`;
  throw new UsageError(what);
}

/** The identity of the room, as the agent's own user. */
function opened({ data }: EnrolOptions, config: Config | null) {
  const folder = dataFolderOf(data, config);
  const places = { file: config?.secrets, folder: process.env.CREDENTIALS_DIRECTORY };
  const way = config?.hub ? wayToHub(config.hub, places).way : null;
  becomeOwnerOf(folder);
  const reached = (step: EnrolmentStep) => {
    const told = words[step];
    if (told) console.log(`✓ ${told}`);
  };
  const identity = identityIn(folder, keyVault(), reached);
  return { identity, enrolment: new Enrolment({ identity, way: enrolmentWay(way), clock: machineClock, reached }) };
}

function tell({ pair, clockAheadMs }: Enrolled): void {
  const until = pair.certificate.validToDate.toISOString().slice(0, 10);
  console.log(`证书 certificate: ${roomCommonName(pair.origin.room)}, 有效期至 until ${until}`);
  if (clockAheadMs === null || machineClock.isSure()) return;
  const hours = Math.round(Math.abs(clockAheadMs) / 3_600_000);
  const where = clockAheadMs > 0 ? '快 ahead' : '慢 behind';
  console.log(`本机时钟与服务器相差 this machine’s clock is off: ${hours} h ${where}; 请检查校时 check timedatectl`);
}
