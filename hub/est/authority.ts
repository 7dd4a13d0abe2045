import { createPrivateKey, generateKeyPairSync, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { writeWholeFile } from '../../agent/config/whole-file.ts';
import { CLIENT_USE, SERVER_USE } from '../../provisioning/enrolment/trusted-chain.ts';
import * as x509 from '../../provisioning/enrolment/x509.ts';
import { EstError } from './est-error.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3_600_000;
/** Clocks of rooms and hub differ a little: a certificate is valid from a bit before it is made. */
const BACKDATED_MS = 10 * 60_000;
/** A broker whose list of revoked certificates is too old lets nobody in. */
const LIST_DAYS = 365;
const OTHERS = 0o077;
/** Name of the list of revoked certificates, beside the authority. */
export const REVOCATIONS = 'crl.pem';

export interface Revoked {
  /** Hexadecimal. */
  serial: string;
  atMs: number;
}

/** The region's certificate authority: a key and a certificate in a folder, which sign for rooms and for the region's servers. */
export class Authority {
  readonly certificate: X509Certificate;
  readonly #signingKey: webcrypto.CryptoKey;
  readonly #certificate: x509.X509Certificate;

  private constructor(pem: string, signingKey: webcrypto.CryptoKey) {
    this.certificate = new X509Certificate(pem);
    this.#certificate = new x509.X509Certificate(pem);
    this.#signingKey = signingKey;
  }

  /**
   * Makes a new authority (P-256) in a folder: `ca.pem` and `ca-key.pem` (0600).
   * @param name of the region, as people read it
   * A key alone, as a power cut has left it, has signed nothing: another one takes its place.
   * @throws EstError when there is one already, or the folder cannot be written
   */
  static async create(folder: string, name: string, years: number, nowMs: number): Promise<Authority> {
    const files = filesIn(folder);
    if (existsSync(files.certificate) || existsSync(files.list))
      throw new EstError(
        'HUB_EST_AUTHORITY',
        `${folder}: has an authority already; with another one every room would have to enrol again`,
      );
    mustBeWritable(folder);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = {
      privateKey: await signing(privateKey.export({ type: 'pkcs8', format: 'der' })),
      publicKey: await verifying(publicKey.export({ type: 'spki', format: 'der' })),
    };
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...{ keys, signingAlgorithm: ALGORITHM, serialNumber: newSerial() },
      name: [{ O: [name] }, { CN: [`${name} Lectern CA`] }],
      notBefore: new Date(nowMs - BACKDATED_MS),
      notAfter: new Date(nowMs + years * 365.25 * DAY_MS),
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    writeWholeFile(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
    const pem = `${certificate.toString('pem')}\n`;
    writeWholeFile(files.certificate, pem, 0o644);
    return new Authority(pem, keys.privateKey);
  }

  /** @throws EstError when there is none, or it cannot be used */
  static async open(folder: string): Promise<Authority> {
    const files = filesIn(folder);
    try {
      const [pem, key] = [readFileSync(files.certificate, 'utf8'), readFileSync(files.key, 'utf8')];
      if (statSync(files.key).mode & OTHERS)
        throw new EstError('HUB_EST_AUTHORITY', `${files.key}: may be read by others; run: chmod 600 ${files.key}`);
      const privateKey = createPrivateKey(key);
      if (!new X509Certificate(pem).checkPrivateKey(privateKey))
        throw new EstError(
          'HUB_EST_AUTHORITY',
          `${files.key}: is not the key of ${files.certificate}; bring both from one backup`,
        );
      return new Authority(pem, await signing(privateKey.export({ type: 'pkcs8', format: 'der' })));
    } catch (error) {
      if (error instanceof EstError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      const advice: Record<string, string> = {
        ENOENT: 'there is no authority; make one with: lectern hub est init',
        EACCES: 'cannot be read (EACCES); run it with sudo',
      };
      const what = advice[code ?? ''] ?? message;
      throw new EstError('HUB_EST_AUTHORITY', `${folder}: ${what}`, { cause: error });
    }
  }

  /** @param publicKey SubjectPublicKeyInfo, DER @returns for a room's own name, and only to show who it is */
  async roomCertificate(
    publicKey: Buffer,
    commonName: string,
    lifeDays: number,
    nowMs: number,
  ): Promise<X509Certificate> {
    return await this.#issue(publicKey, commonName, lifeDays, nowMs, [
      new x509.ExtendedKeyUsageExtension([CLIENT_USE], true),
    ]);
  }

  /** For a server of the region: the EST server itself, or its broker. @param names DNS names and IP addresses */
  async serverPair(
    names: readonly string[],
    lifeDays: number,
    nowMs: number,
  ): Promise<{ certificate: string; key: string }> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const alternatives = names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const certificate = await this.#issue(spki, names[0]!, lifeDays, nowMs, [
      new x509.ExtendedKeyUsageExtension([SERVER_USE]),
      new x509.SubjectAlternativeNameExtension(alternatives),
    ]);
    return { certificate: certificate.toString(), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  /** The list of certificates that are taken back, PEM, as a broker reads it (RFC 5280, 5). */
  async revocationList(revoked: readonly Revoked[], nowMs: number): Promise<string> {
    const list = await x509.X509CrlGenerator.create({
      ...{ issuer: this.#certificate.subjectName, signingKey: this.#signingKey, signingAlgorithm: ALGORITHM },
      thisUpdate: new Date(nowMs - BACKDATED_MS),
      nextUpdate: new Date(nowMs + LIST_DAYS * DAY_MS),
      entries: revoked.map(({ serial, atMs }) => ({
        ...{ serialNumber: serial, revocationDate: new Date(atMs) },
        // Without a reason the library writes an empty list of extensions, which RFC 5280 forbids.
        reason: x509.X509CrlReason.privilegeWithdrawn,
      })),
      extensions: [await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey)],
    });
    return `${x509.PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
  }

  async #issue(
    publicKey: Buffer,
    commonName: string,
    lifeDays: number,
    nowMs: number,
    extensions: x509.Extension[],
  ): Promise<X509Certificate> {
    const key = new x509.PublicKey(Uint8Array.from(publicKey).buffer);
    const untilMs = Math.min(nowMs + lifeDays * DAY_MS, this.certificate.validToDate.getTime());
    const made = await x509.X509CertificateGenerator.create({
      ...{ signingKey: this.#signingKey, signingAlgorithm: ALGORITHM, serialNumber: newSerial() },
      ...{ issuer: this.#certificate.subjectName, subject: [{ CN: [commonName] }], publicKey: key },
      notBefore: new Date(nowMs - BACKDATED_MS),
      notAfter: new Date(untilMs),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        ...extensions,
        await x509.SubjectKeyIdentifierExtension.create(key),
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
      ],
    });
    return new X509Certificate(Buffer.from(made.rawData));
  }
}

const filesIn = (folder: string) => ({
  certificate: join(folder, 'ca.pem'),
  key: join(folder, 'ca-key.pem'),
  list: join(folder, REVOCATIONS),
});

function mustBeWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `${folder}: cannot be written (${code}); run it with sudo, or give another --folder`;
    throw new EstError('HUB_EST_AUTHORITY', message, { cause: error });
  }
}

/** Random and positive, 126 bits (RFC 5280, 4.1.2.2, wants 20 octets at most; the CA/Browser Forum 64 random bits at least). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

const signing = (pkcs8: Buffer) => webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']);
const verifying = (spki: Buffer) => webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']);
