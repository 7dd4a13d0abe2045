import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority } from '../../../hub/est/authority.ts';
import { EstRefusal, readWish } from '../../../hub/est/certificate-wish.ts';
import { EstError } from '../../../hub/est/est-error.ts';
import { readRoomsTable } from '../../../hub/est/rooms-table.ts';
import { certificateBag, certificatesIn, readCertificateBag } from '../../../provisioning/enrolment/certificate-bag.ts';
import { certificateRequest } from '../../../provisioning/enrolment/certificate-request.ts';
import { claimCodeText, newClaimCode, readClaimCode } from '../../../provisioning/enrolment/claim-code.ts';
import { claimLink, readClaim } from '../../../provisioning/enrolment/claim-link.ts';
import { newDeviceKey, plainVault } from '../../../provisioning/enrolment/device-key.ts';
import { EnrolmentError } from '../../../provisioning/enrolment/enrolment-error.ts';
import { enrolmentFileText, readEnrolmentFile } from '../../../provisioning/enrolment/enrolment-file.ts';
import { estRefusal } from '../../../provisioning/enrolment/est-refusal.ts';
import { IdentityFolder } from '../../../provisioning/enrolment/identity-folder.ts';
import { chainTo, isForServer, validityProblem } from '../../../provisioning/enrolment/trusted-chain.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const BINDING = createHash('sha256').update('a connection').digest('base64');
const isEnrolmentError = (error: unknown) => error instanceof EnrolmentError;
const code = newClaimCode(createHash('sha256').update('an authority').digest());

/** An authority of a region that exists for one fuzz run. */
async function madeAuthority(): Promise<Authority> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
  try {
    return await Authority.create(folder, '测试区', 10, Date.now());
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const requestText = async () => (await certificateRequest(newDeviceKey(), room, BINDING)).toString('base64');

export const enrolmentParsers: FuzzedParser[] = [
  {
    name: 'claim-codes',
    reads: 'a claim code that somebody types',
    form: 'lines',
    covers: ['provisioning/enrolment/claim-code.ts#readClaimCode'],
    seeds: () => [claimCodeText(code), claimCodeText(code).toLowerCase().replaceAll('-', ' ')],
    open: () => ({
      parse: (bytes) => {
        const read = readClaimCode(bytes.toString('utf8'));
        must(
          JSON.stringify(readClaimCode(claimCodeText(read))) === JSON.stringify(read),
          'it is read as it would be written',
        );
      },
    }),
    refuses: (error) => isEnrolmentError(error) && !(error as Error).message.includes(code.secret),
  },
  {
    name: 'claim-links',
    reads: 'a QR code that somebody scans',
    form: 'lines',
    covers: ['provisioning/enrolment/claim-link.ts#readClaim'],
    seeds: () => [
      claimLink({ code, room, server: 'https://est.example.edu.cn:8443', broker: 'mqtts://hub.example.edu.cn:8883' }),
    ],
    open: () => ({
      parse: (bytes) => {
        const { server } = readClaim(bytes.toString('utf8'));
        must(server === undefined || new URL(server).protocol === 'https:', 'a server is asked over TLS');
      },
    }),
    refuses: isEnrolmentError,
  },
  {
    name: 'enrolment-file',
    reads: 'lectern-enrolment.yaml on any USB stick',
    form: 'yaml',
    covers: ['provisioning/enrolment/enrolment-file.ts#readEnrolmentFile'],
    seeds: () => [
      enrolmentFileText({
        ...{ server: 'https://est.example.edu.cn', broker: 'mqtts://hub.example.edu.cn:8883' },
        rooms: [
          { room, code, machines: ['00:11:22:33:44:55'] },
          { room: { ...room, room: 'r302' }, code, machines: [] },
        ],
      }),
    ],
    open: () => ({
      parse: (bytes) => {
        const { rooms, server } = readEnrolmentFile(bytes.toString('utf8'), 'x.yaml');
        must(rooms.length > 0 && new URL(server).protocol === 'https:', 'rooms, and a server that is asked over TLS');
      },
    }),
    refuses: (error) => isEnrolmentError(error) && !(error as Error).message.includes(code.secret),
  },
  {
    name: 'certificate-bag',
    reads: 'certificates from an EST server (PKCS #7, base64), and whom they lead to',
    form: 'bytes',
    covers: [
      'provisioning/enrolment/certificate-bag.ts#readCertificateBag',
      'provisioning/enrolment/certificate-bag.ts#certificatesIn',
      'provisioning/enrolment/trusted-chain.ts#chainTo',
    ],
    seeds: async () => {
      const { certificate } = await madeAuthority();
      return [certificateBag([certificate.raw]), certificateBag([certificate.raw, certificate.raw])];
    },
    open: async () => {
      const { certificate } = await madeAuthority();
      return {
        parse: (bytes) => {
          // Changes of what base64 stands for, and not of its letters alone.
          const text = bytes.toString('latin1');
          const inner = Buffer.from(text.slice(0, text.length >> 1), 'base64');
          for (const body of [
            bytes,
            Buffer.from(Buffer.concat([inner, Buffer.from(text.slice(text.length >> 1), 'base64')]).toString('base64')),
          ]) {
            let bag: ReturnType<typeof readCertificateBag>;
            try {
              bag = readCertificateBag(body);
            } catch (error) {
              if (isEnrolmentError(error)) continue;
              throw error;
            }
            must(bag.length > 0 && bag.length <= 32, 'some, and not too many');
            must(
              chainTo([certificate], bag[0]!, bag.slice(1)) === null,
              'nobody’s certificate leads to an authority that has not signed it',
            );
            isForServer(bag[0]!, 'est.example.edu.cn');
            validityProblem(bag, Date.now());
          }
        },
      };
    },
    refuses: isEnrolmentError,
  },
  {
    name: 'certificate-pem',
    reads: 'certificates in PEM files beside the configuration',
    form: 'lines',
    covers: ['provisioning/enrolment/certificate-bag.ts#certificatesIn'],
    seeds: async () => [(await madeAuthority()).certificate.toString()],
    open: () => ({ parse: (bytes) => certificatesIn(bytes.toString('utf8')) }),
    refuses: (error) => error instanceof Error && 'code' in error && /^ERR_(OSSL|CRYPTO)/.test(String(error.code)),
  },
  {
    name: 'est-refusals',
    reads: 'why an EST server (or whoever answers) refuses',
    form: 'json',
    covers: ['provisioning/enrolment/est-refusal.ts#estRefusal'],
    seeds: () => [
      JSON.stringify({ status: 403, headers: { 'lectern-reason': 'used' }, body: 'no' }),
      JSON.stringify({ status: 503, headers: { 'retry-after': 'Tue, 01 Sep 2026 08:00:00 GMT' }, body: '<html>' }),
    ],
    open: () => ({
      parse: (bytes) => {
        const given: unknown = JSON.parse(bytes.toString('utf8'));
        const { status, headers, body } = Object(given) as Record<string, unknown>;
        const texts = Object.fromEntries(
          Object.entries(Object(headers)).filter(([, value]) => typeof value === 'string'),
        );
        const answer = {
          status: typeof status === 'number' ? status : Number.NaN,
          headers: texts,
          body: typeof body === 'string' ? Buffer.from(body) : bytes,
        };
        for (const isRenewal of [true, false]) {
          const error = estRefusal(answer as never, 'est.example', isRenewal);
          must(error.message.length < 600 && !/[\n\r\0]/.test(error.message), 'one short line');
          must(
            error.retryAfterMs === undefined || (error.retryAfterMs >= 1000 && error.retryAfterMs <= 86_400_000),
            'a second to a day',
          );
        }
      },
    }),
    refuses: (error) => error instanceof SyntaxError,
  },
  {
    name: 'certificate-requests',
    reads: 'what a machine sends the region’s EST server (PKCS #10, base64)',
    form: 'bytes',
    covers: ['hub/est/certificate-wish.ts#readWish'],
    seeds: async () => [await requestText()],
    open: () => ({
      parse: async (bytes) => {
        const der = Buffer.from(bytes.toString('latin1'), 'base64');
        // Once as letters were changed, and once with the same changes within what they stand for.
        const inner = bytes.length % 2 === 0 ? bytes : Buffer.from(der.toString('base64'));
        const { commonName } = await readWish(inner, BINDING, true);
        must(commonName === '310104/2131000000/r301', 'only what was signed');
      },
    }),
    refuses: (error) => error instanceof EstRefusal,
  },
  {
    name: 'rooms-table',
    reads: 'a region’s table of rooms (CSV)',
    form: 'csv',
    covers: ['hub/est/rooms-table.ts#readRoomsTable'],
    seeds: () => ['区划代码,学校标识码,教室,机器\n310104,2131000000,r301,AA:BB SN1\n310104,2131000000,r302,\n'],
    open: () => ({
      parse: (bytes) => {
        for (const { room, machines } of readRoomsTable(bytes.toString('utf8'), 'x.csv'))
          must(/^\d{6}$/.test(room.region) && machines.every((each) => !/\s/.test(each)), 'a room and its machines');
      },
    }),
    refuses: (error) => error instanceof EstError,
  },
  {
    name: 'identity-folder',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'what is pending of a room’s enrolment, back from the disk',
    form: 'json',
    covers: [
      'provisioning/enrolment/identity-folder.ts#IdentityFolder',
      'provisioning/enrolment/enrolment-request.ts#enrolmentRequestSchema',
    ],
    seeds: () => [JSON.stringify({ kind: 'claim', server: 'https://est.example', room, code: claimCodeText(code) })],
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
      mkdirSync(join(folder, 'pending'));
      mkdirSync(join(folder, 'pair-000001'));
      const identity = new IdentityFolder(folder, plainVault);
      return {
        parse: (bytes) => {
          for (const file of ['pending/request.json', 'pair-000001/origin.json', 'pair-000001/certificate.pem'])
            writeFileSync(join(folder, file), bytes);
          void identity.pending;
          void identity.current;
        },
        close: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
    refuses: isEnrolmentError,
  },
];
