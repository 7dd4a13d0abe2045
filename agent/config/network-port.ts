import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/,
    'must be a name or an IPv4 address, such as r301.school.lan',
  );

/** The screen on the school's network: over TLS only, for whoever signs in. */
export const networkPortSchema = z.strictObject({
  address: z.union([z.ipv4(), z.ipv6()], 'must be an address of this machine, or 0.0.0.0 for all').default('0.0.0.0'),
  port: z.int().min(0).max(65535).default(8443),
  /** Under which the screen is asked. */
  names: z.array(name).min(1).max(10),
  /** PEM files. */
  certificate: z.string().min(1),
  key: z.string().min(1),
});
export type NetworkPortSetting = z.infer<typeof networkPortSchema>;

/** Everybody on the machine may read a file with one of these permission bits. */
const OTHERS = 0o007;

/**
 * Reads certificate and key.
 * @throws ConfigError that says which file is wrong, and how
 */
export function readNetworkPort({ address, port, names, certificate, key }: NetworkPortSetting) {
  const pem = { certificate: textOf(certificate), key: textOf(key) };
  if (statSync(key).mode & OTHERS)
    throw new ConfigError(`${key}: may be read by every user of this machine; run: chmod o-rwx ${key}`);
  let read: X509Certificate;
  try {
    read = new X509Certificate(pem.certificate);
  } catch {
    throw new ConfigError(`${certificate}: is no certificate in PEM; give the chain, the server's own first`);
  }
  const until = new Date(read.validTo);
  if (until.getTime() < Date.now())
    throw new ConfigError(`${certificate}: has expired on ${until.toISOString().slice(0, 10)}; put a new one there`);
  const unnamed = names.find((each) => !(isIP(each) ? read.checkIP(each) : read.checkHost(each)));
  if (unnamed !== undefined) throw new ConfigError(`${certificate}: is not for ${unnamed}; get one that names it`);
  if (!belongs(read, pem.key)) throw new ConfigError(`${key}: is not the private key of ${certificate}, in PEM`);
  return { address, port, names: names as [string, ...string[]], ...pem };
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
    throw new ConfigError(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check its path and owner`,
    );
  }
}
