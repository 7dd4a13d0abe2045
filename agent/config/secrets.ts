import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LiveSource } from '../lesson/live-source.ts';
import { safeParse } from '../lesson/outside-data.ts';
import { ConfigError } from './config-error.ts';
import { secretTexts } from './secret-texts.ts';
import type { SourceSetting } from './source-setting.ts';

export const loginSchema = z.strictObject({ user: z.string().min(1), password: z.string() });
export type Login = z.infer<typeof loginSchema>;

/** ffmpeg keeps user and password of an RTSP address in so many characters, as the address holds them. */
const LONGEST_RTSP_LOGIN = 127;
/** Anybody on the machine may read a file with one of these permission bits. */
const OTHERS = 0o007;

/** `LoadCredential=lectern:/etc/credstore/lectern` puts it before the name of each file of the folder. */
const FROM_FOLDER = 'lectern_';

export interface SecretPlaces {
  /** A YAML file: `name: { user: …, password: … }` for each camera. */
  file: string | undefined;
  /**
   * systemd's folder of credentials ($CREDENTIALS_DIRECTORY): one file a name, with `user:` and `password:`. A name that systemd has
   * taken from a folder, as the unit of the package has it, stands behind `lectern_`.
   */
  folder: string | undefined;
}

/**
 * A source with its user and password, ready to be opened. Never log what this returns.
 * @throws ConfigError when the entry is nowhere, is open to everybody, or is longer than ffmpeg can take it
 */
export function withLogin({ source, credentials }: SourceSetting, places: SecretPlaces): LiveSource {
  if (credentials === undefined || (source.kind !== 'rtsp' && source.kind !== 'http')) return source;
  const login = loginNamed(credentials, places);
  if (source.kind === 'rtsp') checkRtspLogin(credentials, login);
  return { ...source, login };
}

/** @throws ConfigError when ffmpeg could not take it */
export function checkRtspLogin(credentials: string, login: Login): void {
  const [user, password] = [encodeURIComponent(login.user), encodeURIComponent(login.password)];
  if (`${user}:${password}`.length > LONGEST_RTSP_LOGIN)
    throw new ConfigError(
      `credentials ${credentials}: user and password are too long for RTSP (of letters and digits they may have ${LONGEST_RTSP_LOGIN - 1}, of other characters 42, of Chinese ones 14); give the camera a shorter password`,
    );
}

/**
 * An entry of the secrets file or of systemd's credentials. Never log what this returns.
 * @throws ConfigError when it is nowhere, is open to everybody or is not what it should be
 */
export function loginNamed(name: string, { file, folder }: SecretPlaces): Login {
  for (const entry of folder === undefined ? [] : [name, `${FROM_FOLDER}${name}`]) {
    const text = readIfThere(join(folder!, entry));
    if (text !== undefined) return parsed(loginSchema, text, join(folder!, entry));
  }
  if (file === undefined)
    throw new ConfigError(
      `credentials ${name}: there is neither a secrets file (set \`secrets:\`) nor a systemd credential of that name`,
    );
  const content = readIfThere(file);
  if (content === undefined)
    throw new ConfigError(`${file}: the secrets file cannot be read; check its path and owner`);
  const open = openToAll(file);
  if (open !== null) throw new ConfigError(open);
  const logins = parsed(z.record(z.string(), loginSchema), content, file);
  const login = Object.hasOwn(logins, name) ? logins[name] : undefined;
  if (!login) throw new ConfigError(`${file}: has no entry ${name}; add: ${name}: { user: …, password: … }`);
  return login;
}

/** What is wrong with a secrets file that is there: who may read it, or what it says; null when nothing is. */
export function secretsProblem(file: string): string | null {
  const open = openToAll(file);
  if (open !== null) return open;
  try {
    parsed(z.record(z.string(), loginSchema), readFileSync(file, 'utf8'), file);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    return `${file}: the secrets file cannot be read (${(error as NodeJS.ErrnoException).code}); check its path and owner`;
  }
}

const openToAll = (file: string) =>
  statSync(file).mode & OTHERS ? `${file}: may be read by every user of this machine; run: chmod o-rwx ${file}` : null;

/** What is wrong is said without the text: that is secret. */
function parsed<Schema extends z.ZodType>(schema: Schema, text: string, file: string): z.infer<Schema> {
  const result = safeParse(schema, secretTexts(text, file));
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.') ?? '';
  throw new ConfigError(`${file}: ${place ? `${place}: ` : ''}must be { user: …, password: … }`);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
