import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { type Backup, backUp } from '../backup/backup.ts';
import { BackupError } from '../backup/backup-error.ts';
import { restore } from '../backup/restore.ts';
import { type Config, configText, parseConfig } from '../config/config.ts';
import { asOwnerOf, giveToOwnerOf } from './as-owner.ts';
import { askHidden } from './ask-hidden.ts';
import { UsageError } from './exit-code.ts';
import { RoomClient } from './room-client.ts';

const USUAL_FOLDER = '/var/lib/lectern';
const USUAL_PORT = 8080;
const ANSWER_MS = 2000;
/** Anybody who has the file can try one after the other. */
const LEAST_PASSPHRASE = 10;

export interface BackupCommandOptions {
  config: string;
  out?: string;
  encrypt?: boolean;
  passphraseFile?: string;
  move?: boolean;
}

/** `lectern backup`. */
export async function backUpRoom(options: BackupCommandOptions): Promise<void> {
  const { config: configFile, encrypt, passphraseFile, move: isMove = false } = options;
  const config = parseConfig(configText(configFile), configFile);
  const passphrase = encrypt || passphraseFile !== undefined ? await newPassphrase(passphraseFile) : undefined;
  const day = new Date().toISOString().slice(0, 10);
  const out = resolve(options.out ?? join(config.store.folder, 'backups', `${config.room.room}-${day}.lectern`));
  if (existsSync(out)) throw new BackupError('BACKUP_REFUSED', `${out}: there already; name another with --out`);
  if (isMove) await checkStopped(config.screen.port, 'to move the room');
  // The database must be opened by whom it belongs to; where the backup is wanted, perhaps only root may write.
  const made = join(config.store.folder, 'backups', basename(out));
  const { manifest, leftOut } = await asOwnerOf(config.store.folder, async () => {
    mkdirSync(dirname(made), { recursive: true, mode: 0o700 });
    const about = { version: packageJson.version, wallMs: Date.now() };
    return await backUp({ configFile, folder: config.store.folder, out: made, passphrase, isMove, ...about });
  });
  if (out !== made) moveOut(made, out);
  // Without a configuration the agent comes up to be set up, and sends and senses nothing.
  if (isMove) renameSync(configFile, `${configFile}.moved`);
  const mib = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 ** 2;
  console.log(
    `${out}: room ${config.room.room}, ${mib.toFixed(1)} MiB before packing${passphrase ? ', encrypted' : ''}`,
  );
  for (const each of leftOut) console.log(`not in it: ${each.file} (${REASONS[each.why]})`);
  console.log('not in it: the key of this machine, which never leaves it; on another machine the room enrols anew');
  if (isMove)
    console.log(
      `this machine is out of service (${configFile}.moved); when the new one runs, delete what is here: sudo apt purge lectern`,
    );
}

const REASONS: Record<Backup['leftOut'][number]['why'], string> = {
  secret: 'secret; make the backup with --encrypt to have it in it',
  elsewhere: 'lies in another folder than the configuration; copy it yourself',
  missing: 'is not there',
  'of-this-machine': 'belongs to this machine; the new one enrols anew',
};

export interface RestoreCommandOptions {
  config: string;
  data?: string;
  passphraseFile?: string;
  replace?: boolean;
}

/** `lectern restore FILE`. */
export async function restoreRoom(file: string, options: RestoreCommandOptions): Promise<void> {
  const { config: configFile, passphraseFile, replace: isReplacing = false } = options;
  const before = configIfThere(configFile);
  await checkStopped(before?.screen.port ?? USUAL_PORT, 'to restore');
  const folder = options.data ?? before?.store.folder ?? (existsSync(USUAL_FOLDER) ? USUAL_FOLDER : undefined);
  const { manifest, keptDatabase, ...restored } = await restore({
    ...{ file, configFile, isReplacing, wallMs: Date.now() },
    ...(folder !== undefined && { folder }),
    askPassphrase: () => passphraseOf(passphraseFile),
  });
  const written = ['lectern.db', 'sensing-off'].map((name) => join(restored.folder, name));
  const beside = manifest.files.flatMap(({ name }) =>
    name.startsWith('files/') ? [join(dirname(configFile), name.slice('files/'.length))] : [],
  );
  giveToOwnerOf(
    restored.folder,
    [...written, configFile, ...beside].filter((path) => existsSync(path)),
  );
  const { room, madeAt, version, isSensing } = manifest;
  console.log(`${restored.folder}: room ${room.room} of school ${room.school} as of ${madeAt} (Lectern ${version})`);
  if (keptDatabase !== null) console.log(`what was here is kept for some days: ${keptDatabase}`);
  if (!isSensing) console.log('sensing is off, as it was when the backup was made');
  console.log('start the agent: sudo systemctl start lectern');
  console.log(`on another machine than before, let the room enrol anew: sudo lectern enrol CODE (room ${room.room})`);
}

/** To another disk, or where only root may write. */
function moveOut(made: string, out: string): void {
  try {
    copyFileSync(made, `${out}.part`);
    chmodSync(`${out}.part`, 0o600);
    renameSync(`${out}.part`, out);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new BackupError('BACKUP_DISK', `${out}: cannot be written (${code}); the backup is whole in ${made}`, {
      cause,
    });
  }
  rmSync(made);
}

/** Two agents, or an agent and a restore, must not write the same data. */
async function checkStopped(port: number, what: string): Promise<void> {
  const isUp = await new RoomClient(port, ANSWER_MS).state().then(
    () => true,
    () => false,
  );
  if (isUp)
    throw new BackupError('BACKUP_REFUSED', `the agent runs; ${what}, stop it first: sudo systemctl stop lectern`);
}

async function newPassphrase(file: string | undefined): Promise<string> {
  const passphrase = await passphraseOf(file);
  if (passphrase.length < LEAST_PASSPHRASE)
    throw new UsageError(`the passphrase is too short: give it ${LEAST_PASSPHRASE} characters or more`);
  if (file === undefined && (await askHidden('the same passphrase again')) !== passphrase)
    throw new UsageError('the two passphrases are not the same');
  return passphrase;
}

async function passphraseOf(file: string | undefined): Promise<string> {
  if (file === undefined) return await askHidden('passphrase of the backup');
  try {
    return readFileSync(file, 'utf8').split('\n')[0]!.trim();
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function configIfThere(file: string): Config | undefined {
  try {
    return parseConfig(configText(file), file);
  } catch {
    return undefined;
  }
}
