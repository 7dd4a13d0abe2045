import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { HubAddress } from './hub-address.ts';
import { LinkProblem } from './link-problem.ts';

/** Everybody on the machine may read a file with one of these permission bits. */
const OTHERS = 0o007;
const SOON_MS = 14 * 24 * 3_600_000;

/** What a TLS connection is made with, as PEM. */
export interface LinkMaterial {
  cert?: string;
  key?: string;
  ca?: string;
  /** What is to be said of it though it can be used. */
  warning?: string;
}

type Files = Pick<HubAddress, 'certificate' | 'key' | 'ca' | 'openKey'>;

/**
 * Reads certificate, key and CA anew, as they are now.
 * @param wallMs by which the room's certificate is judged; the hub judges it by its own clock
 * @throws LinkProblem (HUB_FILES) that says which file is wrong, and how
 */
export function readLinkFiles(files: Files, wallMs: number): LinkMaterial {
  const { certificate, key, ca } = inOnePlace(files);
  const material: LinkMaterial = {};
  if (ca !== undefined) {
    material.ca = textOf(ca);
    certificateIn(material.ca, ca);
  }
  if (certificate === undefined || key === undefined) return material;
  material.cert = textOf(certificate);
  material.key = opened(textOf(key), files.openKey);
  if (modeOf(key) & OTHERS) fail(`${key}: may be read by every user of this machine; run: chmod o-rwx ${key}`);
  const own = certificateIn(material.cert, certificate);
  if (!belongs(own, material.key)) fail(`${key}: is not the private key of ${certificate}, in PEM`);
  const leftMs = Date.parse(own.validTo) - wallMs;
  if (leftMs < SOON_MS) {
    const until = new Date(own.validTo).toISOString().slice(0, 10);
    material.warning = `${certificate}: ${leftMs < 0 ? 'has expired' : 'expires'} on ${until}; get a new one`;
  }
  return material;
}

/** Where the files' folder is a link to the newest of several, all are read from the same one. */
function inOnePlace({ certificate, key, ca }: Files): Files {
  const folder = dirname(certificate ?? '');
  const linked = linkedFolder(folder);
  if (linked === undefined) return { certificate, key, ca };
  const placed = (file: string | undefined) =>
    file !== undefined && dirname(file) === folder ? join(linked, basename(file)) : file;
  return { certificate: placed(certificate), key: placed(key), ca: placed(ca) };
}

function linkedFolder(folder: string): string | undefined {
  try {
    return resolve(dirname(folder), readlinkSync(folder));
  } catch {
    return undefined;
  }
}

function opened(kept: string, open: Files['openKey']): string {
  try {
    return open ? open(kept) : kept;
  } catch (error) {
    return fail((error as Error).message);
  }
}

/** Another text whenever one of the files is another; files that are not there count too. */
export function linkFilesStamp({ certificate, key, ca }: Files): string {
  return [certificate, key, ca].map((file) => (file === undefined ? '' : stampOf(file))).join(' ');
}

function stampOf(file: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(file, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch (error) {
    // In a folder that may not be entered, for one; reading it says what is to be done.
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

function modeOf(file: string): number {
  try {
    return statSync(file).mode;
  } catch (error) {
    return fail(`${file}: cannot be looked at (${(error as NodeJS.ErrnoException).code}); check its path`);
  }
}

function certificateIn(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    return fail(`${file}: is no certificate in PEM`);
  }
}

function belongs(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fail(`${file}: cannot be read (${code}); check its path and that the agent’s user may read it`);
  }
}

function fail(message: string): never {
  throw new LinkProblem('HUB_FILES', message);
}
