import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { EditedYaml } from '../config/edited-yaml.ts';
import { checkRtspLogin, type Login, loginSchema } from '../config/secrets.ts';
import type {
  Configuration,
  ConfigurationChange,
  SetupSettings,
  SetupSource,
  SourceFields,
} from '../screen/setup/controls/configuration.ts';
import { setupSections, setupSources } from '../screen/setup/controls/configuration.ts';
import { saveFile } from './saved-file.ts';
import { SecretsFile } from './secrets-file.ts';
import { SetupError } from './setup-error.ts';

const DEFAULT_SECRETS = 'secrets.yaml';
/** Entries of the secrets file for sources that name none. */
const entryNames: Record<SetupSource, string> = {
  studentCamera: 'student-camera',
  teacherCamera: 'teacher-camera',
  microphone: 'microphone',
  microphone2: 'microphone-2',
};

/** What a draft lacks: with these in its place the rest can be checked. */
const standIns = {
  room: { region: '110000', school: '1000000000', room: 'r' },
  sources: { microphone: 'alsa:default' },
};

/** The content of a file, for telling whether it is still what somebody has read. */
export const contentHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * The configuration file, read and changed by the set-up pages. What cannot be used yet, because the room or its sources
 * are missing, is kept as a draft beside it until it can.
 */
export class ConfigFile {
  readonly #file: string;
  readonly #first: { folder: string; port: number } | undefined;
  readonly #systemdFolder: string | undefined;

  /** @param first what a new configuration begins with: where the agent that writes it keeps its data, and its port */
  constructor(
    file: string,
    first: { folder: string; port: number } | undefined = undefined,
    systemdFolder: string | undefined = process.env.CREDENTIALS_DIRECTORY,
  ) {
    this.#file = resolve(file);
    this.#first = first;
    this.#systemdFolder = systemdFolder;
  }

  /** @param appliedHash of the content that the agent runs with; null when it runs with none */
  read(appliedHash: string | null): Configuration {
    const { text, isDraft } = this.#content();
    const hash = contentHash(text);
    const about = { file: this.#file, hash, isApplied: !isDraft && text !== '' && hash === appliedHash };
    const nothing = { settings: {}, users: {} };
    if (text === '') return { ...about, state: 'missing', problem: null, ...nothing };
    try {
      const { data } = new EditedYaml(text, this.#file);
      const settings = settingsOf(data);
      const shown = { ...about, settings, users: this.#usersOf(settings, this.#secretsOf(data)) };
      if (isDraft) return { ...shown, state: 'draft', problem: null };
      const problem = this.#problemOf(text);
      return { ...shown, state: problem === null ? 'whole' : 'wrong', problem };
    } catch (error) {
      return { ...about, state: 'wrong', problem: (error as Error).message, ...nothing };
    }
  }

  /** Where relative paths begin, and where users and passwords are kept. */
  get places(): { folder: string; secrets: string } {
    const { text } = this.#content();
    return { folder: dirname(this.#file), secrets: this.#secretsOf(this.#yamlOf(text).data) };
  }

  /** What the file says, when it is whole and valid; with it a preview or a check can be made before it is applied. */
  config(): Config | null {
    const { text, isDraft } = this.#content();
    if (isDraft || text === '') return null;
    try {
      return parseConfig(text, this.#file);
    } catch {
      return null;
    }
  }

  /**
   * Changes sections and logins; all of it or nothing. The file of before is kept beside it as `….bak`.
   * @throws SetupError when the file is another by now, the change is not valid, or the disk does not take it
   */
  change({ hash, changes, logins }: ConfigurationChange): void {
    const { text, isDraft } = this.#content();
    if (contentHash(text) !== hash)
      throw new SetupError(
        'SETUP_CONFIG_CHANGED',
        `${this.#file}: somebody else has changed it meanwhile, and nothing was saved; read it again, then change it`,
      );
    const yaml = this.#yamlOf(text);
    const before = JSON.stringify(yaml.data);
    const needed = entriesOf(yaml.data);
    if (text === '') this.#begin(yaml);
    for (const section of setupSections) {
      const value = changes[section];
      if (value === undefined) continue;
      if (section === 'hub' && value !== null)
        yaml.set(['hub'], withUrl(yaml.data.hub, (value as { url: string }).url));
      else
        yaml.set([section], section === 'sources' && typeof value === 'object' && value ? shortSources(value) : value);
    }
    const secrets = this.#enterLogins(yaml, logins);
    const next = JSON.stringify(yaml.data) === before ? text : yaml.toString();
    const { room, sources } = yaml.data;
    const isWhole = room !== undefined && sources !== undefined;
    const problem = this.#problemOf(isWhole ? next : JSON.stringify({ ...standIns, ...yaml.data }));
    if (problem !== null) throw new SetupError('SETUP_CONFIG_INVALID', problem);
    if (!isWhole && !isDraft && text !== '')
      throw new SetupError(
        'SETUP_CONFIG_INCOMPLETE',
        `${this.#file}: a room that is set up needs its codes and a source`,
      );
    const stillNeeded = entriesOf(yaml.data);
    const unneeded = needed.filter((name) => !stillNeeded.includes(name));
    const putBack = new SecretsFile(this.#secretsOf(yaml.data), this.#systemdFolder).change(secrets, unneeded);
    try {
      if (!isWhole) saveFile(this.#draft, next, 0o640);
      else if (next !== text) {
        if (text !== '' && !isDraft) saveFile(`${this.#file}.bak`, text, 0o640);
        saveFile(this.#file, next, 0o640);
      }
    } catch (error) {
      putBack();
      throw error;
    }
    if (isWhole && next !== text) rmSync(this.#draft, { force: true });
  }

  /** The agent that goes by it finds again what the one that was set up has kept: who may sign in. */
  #begin(yaml: EditedYaml): void {
    yaml.set(['version'], 1);
    if (!this.#first) return;
    yaml.set(['store'], { folder: resolve(this.#first.folder) });
    yaml.set(['screen'], { port: this.#first.port });
  }

  /** Names the entry of each login in its source, and gives the logins by entry. */
  #enterLogins(yaml: EditedYaml, logins: ConfigurationChange['logins']): Map<string, Login> {
    const kept = new Map<string, Login>();
    for (const source of setupSources) {
      const login = logins[source];
      const fields = sourceFields(settingsOf(yaml.data), source);
      if (login === undefined || !fields) continue;
      const { credentials: _, ...others } = fields;
      const credentials = fields.credentials ?? entryNames[source];
      if (login) {
        kept.set(credentials, loginOf(credentials, login, fields.address));
        if (yaml.data.secrets === undefined) yaml.set(['secrets'], DEFAULT_SECRETS);
      }
      const next: SourceFields = login ? { ...fields, credentials } : (others as SourceFields);
      yaml.set(['sources', ...placeOf(source)], placed(source, next, settingsOf(yaml.data)));
    }
    return kept;
  }

  #usersOf(settings: SetupSettings, secretsFile: string): Configuration['users'] {
    const secrets = new SecretsFile(secretsFile, this.#systemdFolder);
    return Object.fromEntries(
      setupSources.flatMap((source) => {
        const credentials = sourceFields(settings, source)?.credentials;
        const user = credentials === undefined ? undefined : secrets.userOf(credentials);
        return user === undefined ? [] : [[source, user]];
      }),
    );
  }

  #secretsOf({ secrets }: Record<string, unknown>): string {
    return resolve(dirname(this.#file), typeof secrets === 'string' ? secrets : DEFAULT_SECRETS);
  }

  #problemOf(text: string): string | null {
    try {
      parseConfig(text, this.#file);
      return null;
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
  }

  #yamlOf(text: string): EditedYaml {
    try {
      return new EditedYaml(text, this.#file);
    } catch (error) {
      throw new SetupError('SETUP_CONFIG_INVALID', (error as Error).message);
    }
  }

  get #draft(): string {
    return `${this.#file}.draft`;
  }

  #content(): { text: string; isDraft: boolean } {
    const isDraft = !existsSync(this.#file);
    const path = isDraft ? this.#draft : this.#file;
    try {
      return { text: readFileSync(path, 'utf8'), isDraft };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return { text: '', isDraft };
      throw new SetupError('SETUP_UNWRITABLE', `${path}: cannot be read (${code}); give it to the agent's user`);
    }
  }
}

function settingsOf(data: Record<string, unknown>): SetupSettings {
  const named = Object.fromEntries(setupSections.flatMap((name) => (data[name] == null ? [] : [[name, data[name]]])));
  const { sources, hub } = data as { sources?: Record<string, unknown>; hub?: { brokers?: unknown } };
  if (Array.isArray(hub?.brokers)) named.hub = { url: String(hub.brokers[0]) };
  if (typeof sources !== 'object' || sources === null) return named;
  const { studentCamera, teacherCamera, microphone } = sources;
  const microphones = microphone === undefined ? [] : Array.isArray(microphone) ? microphone : [microphone];
  return {
    ...named,
    sources: {
      ...(studentCamera !== undefined && { studentCamera: fieldsOf(studentCamera) }),
      ...(teacherCamera !== undefined && { teacherCamera: fieldsOf(teacherCamera) }),
      ...(microphones.length > 0 && { microphone: microphones.map(fieldsOf) }),
    },
  };
}

/** The hub's address is all that is set up by hand; what else is said of it stays. */
function withUrl(hub: unknown, url: string): unknown {
  const rest = typeof hub === 'object' && hub !== null ? (hub as { brokers?: unknown }) : {};
  return Array.isArray(rest.brokers) ? { ...rest, brokers: [url, ...rest.brokers.slice(1)] } : { ...rest, url };
}

const fieldsOf = (setting: unknown): SourceFields =>
  typeof setting === 'object' && setting !== null ? (setting as SourceFields) : { address: String(setting) };

/** One source of several by its name. */
export function sourceFields({ sources }: SetupSettings, source: SetupSource): SourceFields | undefined {
  if (source === 'microphone' || source === 'microphone2')
    return sources?.microphone?.[source === 'microphone' ? 0 : 1];
  return sources?.[source];
}

/** Entries of the secrets file that sources name. */
function entriesOf(data: Record<string, unknown>): string[] {
  const settings = settingsOf(data);
  return setupSources.flatMap((source) => sourceFields(settings, source)?.credentials ?? []);
}

const placeOf = (source: SetupSource) => [source === 'microphone2' ? 'microphone' : source];

function placed(source: SetupSource, fields: SourceFields, { sources }: SetupSettings): unknown {
  if (source !== 'microphone' && source !== 'microphone2') return shortSource(fields);
  const all = [...(sources?.microphone ?? [])];
  all[source === 'microphone' ? 0 : 1] = fields;
  return all.length === 1 ? shortSource(fields) : all.map(shortSource);
}

/** As people write them: one that is only an address is written as one. */
function shortSources(sources: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(sources).map(([name, value]: [string, unknown]) => {
      const all = Array.isArray(value) ? value.map(shortSource) : shortSource(value);
      return [name, Array.isArray(all) && all.length === 1 ? all[0] : all];
    }),
  );
}

function shortSource(value: unknown): unknown {
  const isAddressAlone = typeof value === 'object' && value !== null && Object.keys(value).join() === 'address';
  return isAddressAlone ? (value as SourceFields).address : value;
}

/** @throws SetupError without a word of the password */
function loginOf(credentials: string, given: Login, address: string): Login {
  const login = loginSchema.safeParse(given);
  const isPlain = /^\P{Cc}*$/u.test(`${given.user}${given.password}`);
  if (!login.success || !isPlain)
    throw new SetupError('SETUP_CONFIG_INVALID', `credentials ${credentials}: give a user and a password of one line`);
  try {
    if (/^rtsps?:/i.test(address)) checkRtspLogin(credentials, login.data);
  } catch (error) {
    throw new SetupError('SETUP_CONFIG_INVALID', (error as Error).message);
  }
  return login.data;
}
