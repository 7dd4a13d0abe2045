import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authority, REVOCATIONS } from '../../hub/est/authority.ts';
import { claimSheet } from '../../hub/est/claim-sheet.ts';
import { EnrolmentDesk } from '../../hub/est/enrolment-desk.ts';
import { EstServer } from '../../hub/est/est-server.ts';
import { RoomRegister, type RoomState } from '../../hub/est/room-register.ts';
import { readRoomsTable, type WantedRoom } from '../../hub/est/rooms-table.ts';
import { roomCommonName } from '../../provisioning/enrolment/certificate-request.ts';
import { claimCodeText, newClaimCode } from '../../provisioning/enrolment/claim-code.ts';
import { brokerAddressSchema, claimLink, enrolmentServerSchema } from '../../provisioning/enrolment/claim-link.ts';
import {
  ENROLMENT_FILE,
  type EnrolmentFile,
  enrolmentFileText,
  roomOf,
} from '../../provisioning/enrolment/enrolment-file.ts';
import { writeWholeFile } from '../config/whole-file.ts';
import { UsageError } from './exit-code.ts';
import { stopSignal } from './stop-signal.ts';
import { textTable } from './text-table.ts';

const DAY_MS = 24 * 3_600_000;

export interface HubEstOptions {
  folder: string;
}

export interface HubEstListOptions extends HubEstOptions {
  /** Where the broker reads the list of revoked certificates; a copy is written there. */
  crl?: string;
}

export interface HubEstServeOptions extends HubEstListOptions {
  host: string[];
  port: number;
  address?: string;
  lifeDays: number;
  graceDays: number;
  binding?: boolean;
}

export interface HubEstCodeOptions extends HubEstOptions {
  server: string;
  broker?: string;
  days: number;
  approval?: boolean;
}

/** `lectern hub est init` */
export async function hubEstInit({
  folder,
  name,
  years,
}: HubEstOptions & { name: string; years: number }): Promise<void> {
  const authority = await Authority.create(folder, name, years, Date.now());
  // Mosquitto does not start without the list that it is told of.
  await withRegister(folder, async (register) => void (await writeRevocations(authority, register, { folder })));
  const until = authority.certificate.validToDate.toISOString().slice(0, 10);
  console.log(
    `已建立 made: ${join(folder, 'ca.pem')}, ${until}\n请备份 back up, and keep safe: ${join(folder, 'ca-key.pem')}`,
  );
}

/** `lectern hub est serve`: runs until it is stopped. */
export async function hubEstServe(options: HubEstServeOptions): Promise<void> {
  const { folder, host: names, port, address, lifeDays, graceDays, binding } = options;
  const authority = await Authority.open(folder);
  await withRegister(folder, async (register) => {
    const nowMs = () => Date.now();
    const server = new EstServer({
      ...{ authority, names, port, nowMs, needsBinding: binding === true },
      ...(address !== undefined && { address }),
      desk: new EnrolmentDesk({ authority, register, lifeDays, graceDays, nowMs }),
      log: (line) => console.log(`${new Date().toISOString()} ${line}`),
    });
    const signal = stopSignal();
    await writeRevocations(authority, register, options);
    await server.start();
    console.log(`已就绪 ready: https://${names[0]}:${server.port}`);
    const daily = setInterval(() => {
      writeRevocations(authority, register, options).catch((error: Error) => console.error(error.message));
    }, DAY_MS);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    clearInterval(daily);
    await server.stop();
  });
}

/** `lectern hub est code`: for one room, in place of the one it had. */
export async function hubEstCode(address: string, options: HubEstCodeOptions & { json?: boolean }): Promise<void> {
  const room = roomOf(address);
  if (!room) throw new UsageError(`${address}: must be region/school/room, such as 310104/2131000000/r301`);
  const { rooms, server, broker } = await newCodes([{ room, machines: [] }], options);
  const { code } = rooms[0]!;
  const link = claimLink({ code, room, server, ...(broker !== undefined && { broker }) });
  if (options.json) console.log(JSON.stringify({ room: address, code: claimCodeText(code), link }));
  else console.log(`${claimCodeText(code)}\n${link}\n有效天数 valid for days: ${options.days}`);
}

/** `lectern hub est codes`: the sheet for printing and the file for a USB stick. */
export async function hubEstCodes(options: HubEstCodeOptions & { rooms: string; out: string }): Promise<void> {
  const { rooms: table, out, days } = options;
  const wanted = readRoomsTable(textOf(table), table);
  const files = [join(out, 'claim-sheet.html'), join(out, ENROLMENT_FILE)] as const;
  // A folder that cannot be written is told of before any room's code is another one.
  mkdirSync(out, { recursive: true, mode: 0o700 });
  accessSync(out, constants.W_OK);
  const made = await newCodes(wanted, options);
  const until = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  writeWholeFile(files[0], claimSheet(made, until), 0o600);
  writeWholeFile(files[1], enrolmentFileText(made), 0o600);
  console.log(`已生成 made for ${wanted.length} rooms, valid until ${until}:\n  ${files.join('\n  ')}`);
}

/** `lectern hub est approve` */
export async function hubEstApprove(rooms: string[], { folder }: HubEstOptions): Promise<void> {
  await withRegister(folder, async (register) => {
    for (const room of rooms) {
      const isDone = register.approve(room, Date.now());
      console.log(`${room}  ${isDone ? '已批准 approved' : '没有注册码 has no claim code'}`);
      if (!isDone) process.exitCode = 1;
    }
  });
}

/** `lectern hub est revoke`: takes the certificates of rooms back, and writes the list for the broker. */
export async function hubEstRevoke(rooms: string[], options: HubEstListOptions): Promise<void> {
  const authority = await Authority.open(options.folder);
  await withRegister(options.folder, async (register) => {
    for (const room of rooms) {
      const count = register.revoke(room, Date.now());
      console.log(`${room}  ${count > 0 ? `已吊销 revoked: ${count}` : '没有有效证书 has no certificate'}`);
      if (count === 0) process.exitCode = 1;
    }
    const file = await writeRevocations(authority, register, options);
    console.log(
      `${file}\n请让消息服务器重新读取 let the broker read it anew: kill -HUP (Mosquitto, crlfile); a restart also ends connections that are open`,
    );
  });
}

/** `lectern hub est list` */
export async function hubEstList({ folder, json }: HubEstOptions & { json?: boolean }): Promise<void> {
  await withRegister(folder, async (register) => {
    const rooms = register.rooms();
    if (json) console.log(JSON.stringify(rooms));
    else console.log(textTable(['教室 room', '注册码 code', '证书 certificate', '到期 until'], rooms.map(rowOf)));
  });
}

/** `lectern hub est server-pair`: for the region's broker. */
export async function hubEstServerPair({
  folder,
  host,
  out,
  years,
}: HubEstOptions & { host: string[]; out: string; years: number }): Promise<void> {
  const authority = await Authority.open(folder);
  const { certificate, key } = await authority.serverPair(host, years * 365, Date.now());
  mkdirSync(out, { recursive: true, mode: 0o700 });
  const files = [join(out, 'server.pem'), join(out, 'server-key.pem')] as const;
  writeWholeFile(files[1], key, 0o600);
  writeWholeFile(files[0], certificate, 0o644);
  console.log(files.join('\n'));
}

function rowOf({ room, code, certificate }: RoomState): string[] {
  const codeWords = !code ? '-' : code.isUsed ? (code.isApproved ? '已用 used' : '待批准 waits') : '未用 unused';
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  if (!certificate) return [room, codeWords, '-', code ? day(code.untilMs) : ''];
  const state =
    certificate.revokedMs !== null
      ? '已吊销 revoked'
      : certificate.untilMs < Date.now()
        ? '已过期 expired'
        : '有效 valid';
  return [room, codeWords, state, day(certificate.untilMs)];
}

async function newCodes(wanted: readonly WantedRoom[], options: HubEstCodeOptions): Promise<EnrolmentFile> {
  const { folder, days, approval } = options;
  const server = addressOf(enrolmentServerSchema.safeParse(options.server), '--server');
  const broker =
    options.broker === undefined ? undefined : addressOf(brokerAddressSchema.safeParse(options.broker), '--broker');
  const { certificate } = await Authority.open(folder);
  return await withRegister(folder, async (register) => {
    const nowMs = Date.now();
    const rooms = wanted.map(({ room, machines }) => {
      const code = newClaimCode(certificate.raw);
      register.newCode(roomCommonName(room), code.secret, approval !== true, nowMs, nowMs + days * DAY_MS);
      return { room, machines, code };
    });
    return { server, ...(broker !== undefined && { broker }), rooms };
  });
}

type Parsed = { success: true; data: string } | { success: false; error: { issues: readonly { message: string }[] } };
function addressOf(parsed: Parsed, option: string): string {
  if (parsed.success) return parsed.data;
  throw new UsageError(`${option}: ${parsed.error.issues[0]?.message ?? 'is not valid'}`);
}

/** @returns the file that the broker reads */
async function writeRevocations(
  authority: Authority,
  register: RoomRegister,
  { folder, crl }: HubEstListOptions,
): Promise<string> {
  const list = await authority.revocationList(register.revoked(Date.now()), Date.now());
  const files = [join(folder, REVOCATIONS), ...(crl === undefined ? [] : [crl])];
  for (const file of files) writeWholeFile(file, list, 0o644);
  return files.at(-1)!;
}

async function withRegister<T>(folder: string, act: (register: RoomRegister) => Promise<T>): Promise<T> {
  const register = new RoomRegister(folder);
  try {
    return await act(register);
  } finally {
    register.close();
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
