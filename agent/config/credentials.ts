import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';

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

/** A file of credentials that cannot be used. Its message never holds anything of the file's content. */
export class CredentialsError extends Error {
  readonly code = 'CONFIG_CREDENTIALS';
}

/**
 * Reads a camera's user and password from a YAML file of two lines, `user:` and `password:`.
 * @throws CredentialsError also when others than the owner may read the file
 */
export function loadCredentials(file: string): CameraCredentials {
  const parsed = credentialsSchema.safeParse(yamlTexts(privateText(file), file));
  if (parsed.success) return parsed.data;
  const { code, path = [], message = '' } = parsed.error.issues[0] ?? {};
  const what =
    code === 'invalid_format'
      ? `${path.join('.')} ${message}`
      : 'needs the two lines "user: …" and "password: …" and no other';
  throw new CredentialsError(`${file}: ${what}`);
}

/** Everything is text: a password 012345 is no number. The parser's own messages quote the file, so none is passed on. */
function yamlTexts(text: string, file: string): unknown {
  const document = parseDocument(text, { schema: 'failsafe' });
  const problem = [...document.errors, ...document.warnings][0];
  try {
    if (!problem) return document.toJS();
  } catch {
    // A password such as *secret is YAML for something that was named before.
  }
  const line = problem?.linePos?.[0].line;
  throw new CredentialsError(
    `${file}: is not valid YAML${line === undefined ? '' : ` in line ${line}`}; put the password in single quotes`,
  );
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
