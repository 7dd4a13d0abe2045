import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Document, parseDocument } from 'yaml';
import { type Login, loginSchema } from '../config/secrets.ts';
import { YAML_OPTIONS } from '../config/yaml-options.ts';
import { safeParse } from '../lesson/outside-data.ts';
import { saveFile } from './saved-file.ts';
import { SetupError } from './setup-error.ts';

/** The users and passwords of cameras. Passwords go in and never come out: nothing here returns or prints one. */
export class SecretsFile {
  readonly #file: string;
  readonly #systemdFolder: string | undefined;

  /** @param systemdFolder systemd's folder of credentials: what is there wins over the file */
  constructor(file: string, systemdFolder: string | undefined) {
    this.#file = file;
    this.#systemdFolder = systemdFolder;
  }

  /** The user of an entry; undefined when there is no such entry, or it cannot be read. */
  userOf(name: string): string | undefined {
    const text = this.#isSystemds(name) ? readFileSync(join(this.#systemdFolder!, name), 'utf8') : undefined;
    try {
      const data: unknown = text === undefined ? this.#document().toJS() : document(text).toJS();
      const entry = text === undefined ? (data as Record<string, unknown> | null)?.[name] : data;
      return safeParse(loginSchema, entry).data?.user;
    } catch {
      return undefined;
    }
  }

  /**
   * Keeps users and passwords by name of entry, and deletes other entries that nobody needs any more; the rest stays. The
   * file is readable by its owner only.
   * @returns what puts the file back as it was
   * @throws SetupError when the file is no YAML, cannot be written, or systemd holds an entry of that name
   */
  change(logins: ReadonlyMap<string, Login>, unneeded: readonly string[]): () => void {
    if (logins.size + unneeded.length === 0) return () => {};
    for (const name of logins.keys())
      if (this.#isSystemds(name))
        throw new SetupError(
          'SETUP_UNWRITABLE',
          `credentials ${name}: is a systemd credential, which wins over ${this.#file}; change it there (LoadCredential in the unit)`,
        );
    const secrets = this.#document();
    const deleted = unneeded.filter((name) => secrets.deleteIn([name]));
    if (logins.size + deleted.length === 0) return () => {};
    for (const [name, { user, password }] of logins) {
      const entry = secrets.createNode({ user, password }, { flow: true });
      for (const { value } of entry.items) if (value) (value as { type?: string }).type = 'QUOTE_SINGLE';
      secrets.setIn([name], entry);
    }
    const before = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : undefined;
    saveFile(this.#file, secrets.toString({ lineWidth: 0 }), 0o600);
    return () => (before === undefined ? rmSync(this.#file) : saveFile(this.#file, before, 0o600));
  }

  #isSystemds(name: string): boolean {
    return this.#systemdFolder !== undefined && existsSync(join(this.#systemdFolder, name));
  }

  #document(): Document {
    if (statSync(this.#file, { throwIfNoEntry: false }) === undefined) return new Document({}, { schema: 'failsafe' });
    try {
      return document(readFileSync(this.#file, 'utf8'));
    } catch {
      // Neither the parser's words nor the file's may be told.
      throw new SetupError(
        'SETUP_UNWRITABLE',
        `${this.#file}: cannot be read as YAML; mend it, or move it away and give the passwords again`,
      );
    }
  }
}

/** Everything is text: a password 012345 is no number. @throws Error without the text */
function document(text: string): Document {
  const parsed = parseDocument(text, { ...YAML_OPTIONS, schema: 'failsafe' });
  if (parsed.errors.length > 0) throw new Error('is no YAML');
  return parsed;
}
