import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { safeParse } from '../lesson/outside-data.ts';
import { CredentialsError, secretTexts } from './secret-texts.ts';

/** What signs a camera's requests takes no others (device/onvif/camera-connection.ts), and hardly a camera allows them. */
const credentialsSchema = z.strictObject({
  user: z
    .string()
    .regex(/^[!-~]{1,64}$/, 'must be 1 to 64 ASCII characters without blanks')
    .regex(/^[^&<>"]*$/, 'must not have & < > or "'),
  password: z.string().regex(/^[ -~]{1,128}$/, 'must be 1 to 128 ASCII characters'),
});
export type CameraCredentials = z.infer<typeof credentialsSchema>;

const MOST_BYTES = 64 * 1024;

/**
 * Reads a camera's user and password from a YAML file of two lines, `user:` and `password:`.
 * @throws CredentialsError also when others than the owner may read the file
 */
export function loadCredentials(file: string): CameraCredentials {
  const parsed = safeParse(credentialsSchema, secretTexts(privateText(file), file));
  if (parsed.success) return parsed.data;
  const { code, path = [], message = '' } = parsed.error.issues[0] ?? {};
  const what =
    code === 'invalid_format'
      ? `${path.join('.')} ${message}`
      : 'needs the two lines "user: …" and "password: …" and no other';
  throw new CredentialsError(`${file}: ${what}`);
}

function privateText(file: string): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    throw new CredentialsError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size > MOST_BYTES) throw new CredentialsError(`${file}: is no file of credentials`);
    if ((stats.mode & 0o077) !== 0)
      throw new CredentialsError(`${file}: holds a password and may be read by others; run: chmod 600 ${file}`);
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}
