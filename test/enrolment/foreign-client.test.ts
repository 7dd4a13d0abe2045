import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateBag, readCertificateBag } from '../../provisioning/enrolment/certificate-bag.ts';
import { roomName } from '../fixtures/enrolling-room.ts';
import { RegionEnrolment } from '../fixtures/region-enrolment.ts';

const region = new RegionEnrolment();
const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
const path = (name: string) => join(folder, name);
beforeAll(() => region.start());
afterAll(async () => {
  await region.stop();
  rmSync(folder, { recursive: true });
});

const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
const subject = `/CN=${roomName.replaceAll('/', '\\/')}`;

/** @returns the file with the request, base64 */
function request(name: string, ...more: string[]): string {
  const [key, der] = [path(`${name}.key`), path(`${name}.der`)];
  const made = more.includes('-newkey') ? [] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const named = more.includes('-subj') || more.includes('-config') ? [] : ['-subj', subject];
  openssl('req', '-new', ...made, '-nodes', '-keyout', key, '-outform', 'DER', '-out', der, ...named, ...more);
  const file = path(`${name}.b64`);
  writeFileSync(
    file,
    readFileSync(der)
      .toString('base64')
      .replaceAll(/(.{64})/g, '$1\n'),
  );
  return file;
}

/** As another process, as the server answers in this one. */
async function curl(operation: string, ...args: string[]) {
  const url = `${region.url}/.well-known/est/${operation}`;
  const all = [
    '-s',
    '--cacert',
    join(region.folder, 'ca.pem'),
    '-w',
    '\n%{http_code}',
    '-D',
    path('headers'),
    ...args,
    url,
  ];
  const { stdout } = await promisify(execFile)('curl', all);
  const [, body = '', status] = /^([\s\S]*)\n(\d+)$/.exec(stdout) ?? [];
  return { status: Number(status), body, headers: readFileSync(path('headers'), 'utf8').toLowerCase() };
}

const posted = (file: string) => ['--data-binary', `@${file}`, '-H', 'Content-Type: application/pkcs10'];
const login = () => `${roomName}:${secretOf()}`;
const secretOf = () => region.code(roomName).secret;

/** What OpenSSL makes of a certs-only PKCS #7. */
function certificatesOf(body: string): string {
  writeFileSync(path('bag.der'), Buffer.from(body, 'base64'));
  return openssl('pkcs7', '-inform', 'DER', '-in', path('bag.der'), '-print_certs').toString();
}

describe('a foreign client (curl and OpenSSL)', () => {
  it('gets the authority, a certificate and another one', async () => {
    const authority = await curl('cacerts');
    expect(authority.status).toBe(200);
    expect(authority.headers).toContain('content-type: application/pkcs7-mime; smime-type=certs-only');
    expect(authority.headers).toContain('content-transfer-encoding: base64');
    expect(new X509Certificate(certificatesOf(authority.body)).fingerprint256).toBe(
      region.authority.certificate.fingerprint256,
    );

    const issued = await curl('simpleenroll', '-u', login(), ...posted(request('first')));
    expect(issued.status).toBe(200);
    const certificate = certificatesOf(issued.body);
    writeFileSync(path('first.pem'), certificate.slice(certificate.indexOf('-----BEGIN')));
    expect(openssl('verify', '-CAfile', join(region.folder, 'ca.pem'), path('first.pem')).toString()).toContain('OK');
    expect(new X509Certificate(certificate).toLegacyObject().subject).toEqual({ CN: roomName });

    const shown = ['--cert', path('first.pem'), '--key', path('first.key')];
    const again = await curl('simplereenroll', ...shown, ...posted(request('second')));
    expect(again.status).toBe(200);
    expect(new X509Certificate(certificatesOf(again.body)).toLegacyObject().subject).toEqual({ CN: roomName });
  });

  it('may have an RSA key, and leave its name to the region', async () => {
    const file = request('rsa', '-newkey', 'rsa:2048', '-subj', '/');
    const issued = await curl('simpleenroll', '-u', login(), ...posted(file));
    expect(new X509Certificate(certificatesOf(issued.body)).toLegacyObject().subject).toEqual({ CN: roomName });
  });

  it.each([
    ['a weak key', ['-newkey', 'rsa:1024'], 'RSA with 2048 bits'],
    ['a curve that is not ours', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1'], 'P-256'],
    ['further names', ['-addext', 'subjectAltName=DNS:hub.example.edu.cn'], 'further names'],
    ['more than a common name', ['-subj', `/O=Hub${subject}`], 'more than one common name'],
  ])('is refused with %s', async (_, more, why) => {
    const { status, body } = await curl('simpleenroll', '-u', login(), ...posted(request('odd', ...more)));
    expect([status, body]).toEqual([400, expect.stringContaining(why)]);
  });

  it('is refused with another room’s name, and with a request whose signature is another’s', async () => {
    const other = await curl(
      'simpleenroll',
      '-u',
      login(),
      ...posted(request('other', '-subj', subject.replace('r301', 'r302'))),
    );
    expect(other.status).toBe(403);
    const file = request('forged');
    const der = Buffer.from(readFileSync(file, 'utf8'), 'base64');
    der[der.length - 5]! ^= 1;
    writeFileSync(file, der.toString('base64'));
    const forged = await curl('simpleenroll', '-u', login(), ...posted(file));
    expect([forged.status, forged.body]).toEqual([400, expect.stringContaining('not signed with its own key')]);
  });

  it('is asked who it is, and told in HTTP what is wrong', async () => {
    const file = request('http');
    const open = await curl('simpleenroll', ...posted(file));
    expect([open.status, open.body]).toEqual([401, '']);
    expect(open.headers).toContain('www-authenticate: basic realm="estrealm"');
    const statusOf = async (...args: Parameters<typeof curl>) => (await curl(...args)).status;
    expect(await statusOf('simplereenroll', ...posted(file))).toBe(401);
    expect(await statusOf('simpleenroll')).toBe(405);
    expect(await statusOf('cacerts', ...posted(file))).toBe(405);
    expect(await statusOf('elsewhere')).toBe(404);
    expect(await statusOf('csrattrs')).toBe(204);
    expect(await statusOf('serverkeygen', ...posted(file))).toBe(501);
    expect(await statusOf('simpleenroll', '-u', login(), '--data-binary', `@${file}`)).toBe(415);
    writeFileSync(path('none'), 'bm90aGluZw==');
    expect(await statusOf('simpleenroll', '-u', login(), ...posted(path('none')))).toBe(400);
    writeFileSync(path('large'), 'A'.repeat(20_000));
    expect(await statusOf('simpleenroll', '-u', login(), ...posted(path('large')))).toBe(413);
    expect(await statusOf('simpleenroll', '-u', 'nobody:x', ...posted(file))).toBe(401);
  });

  it('cannot send again what was made for another connection', async () => {
    const bound = path('bound.cnf');
    const head = '[req]\ndistinguished_name=dn\nattributes=at\nprompt=no';
    const other = Buffer.alloc(32).toString('base64');
    writeFileSync(bound, `${head}\n[dn]\nCN=${roomName}\n[at]\nchallengePassword=${other}\n`);
    const { status, body } = await curl('simpleenroll', '-u', login(), ...posted(request('bound', '-config', bound)));
    expect([status, body]).toEqual([400, expect.stringContaining('not made for this connection')]);
  });

  it('that tries many codes is kept waiting', async () => {
    const file = request('tries');
    const statuses: number[] = [];
    for (let i = 0; i < 70 && statuses.at(-1) !== 429; i++)
      statuses.push((await curl('simpleenroll', '-u', `310104/2131000000/x${i}:WRONG`, ...posted(file))).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await curl('simpleenroll', '-u', login(), ...posted(file))).headers).toMatch(/retry-after: \d+/);
  }, 60_000);
});

it('certificates that OpenSSL has put together are read, and OpenSSL reads ours', () => {
  const pem = join(region.folder, 'ca.pem');
  openssl('crl2pkcs7', '-nocrl', '-certfile', pem, '-certfile', pem, '-outform', 'DER', '-out', path('theirs.der'));
  const body = readFileSync(path('theirs.der')).toString('base64');
  const read = readCertificateBag(Buffer.from(`${body.slice(0, 70)}\r\n ${body.slice(70)}\n`));
  expect(read.map(({ fingerprint256 }) => fingerprint256)).toContain(region.authority.certificate.fingerprint256);
  const both = certificateBag([region.authority.certificate.raw, region.authority.certificate.raw]);
  expect(certificatesOf(both).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(readCertificateBag(Buffer.from(both))).toHaveLength(2);
  for (const none of ['', 'AAAA', '<html>', '{}', `${body}`.slice(0, 200)])
    expect(() => readCertificateBag(Buffer.from(none))).toThrow(expect.objectContaining({ code: 'ENROL_SERVER' }));
});
