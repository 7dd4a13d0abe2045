import { openSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { type Backup, backUp } from '../backup/backup.ts';
import { BackupError } from '../backup/backup-error.ts';
import type { OpenFile } from '../backup/backup-file.ts';
import { restore } from '../backup/restore.ts';
import { type Config, configText, parseConfig } from '../config/config.ts';
import { asOwnerOf, becomeOwnerOf, makeOwnedFolder } from './as-owner.ts';
import { askAllHidden, askHidden } from './ask-hidden.ts';
import { UsageError } from './exit-code.ts';
import { whileStopped } from './while-stopped.ts';
import { writeOut } from './write-out.ts';

const USUAL_FOLDER = '/var/lib/lectern';
const ASKED = 'passphrase of the backup';
const USUAL_PORT = 8080;
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
  const { folder } = config.store;
  const passphrase = encrypt || passphraseFile !== undefined ? await newPassphrase(passphraseFile) : undefined;
  const day = new Date().toISOString().slice(0, 10);
  const out = resolve(options.out ?? join(folder, 'backups', `${config.room.room}-${day}.lectern`));
  // Where a backup is wanted, perhaps only root may write; in the data folder its owner does, whatever links lie there.
  const owned = options.out === undefined ? folder : null;
  const about = { version: packageJson.version, wallMs: Date.now() };
  const make = async () =>
    await writeOut(owned, out, async (file) =>
      // The database must be opened by whom it belongs to.
      asOwnerOf(folder, async () => await backUp({ configFile, folder, out: file, passphrase, isMove, ...about })),
    );
  const { manifest, leftOut } = isMove
    ? await whileStopped(folder, config.screen.port, 'to move the room', async () => {
        const made = await make();
        // Without a configuration the agent comes up to be set up, and sends and senses nothing.
        renameSync(configFile, `${configFile}.moved`);
        return made;
      })
    : await make();
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
  // What perhaps only root may read is opened first; then root is given up before anything in the data folder is touched.
  const before = configIfThere(configFile);
  const backup = openToRead(file);
  const passphrase = passphraseFile === undefined ? undefined : await passphraseOf(passphraseFile);
  const folder = resolve(options.data ?? before?.store.folder ?? USUAL_FOLDER);
  makeOwnedFolder(folder);
  becomeOwnerOf(folder);
  const port = before?.screen.port ?? USUAL_PORT;
  const { manifest, kept } = await whileStopped(folder, port, 'to restore', async () =>
    restore({
      ...{ file: backup, configFile, folder, isReplacing, wallMs: Date.now() },
      askPassphrase: async () => passphrase ?? (await askHidden(ASKED)),
    }).catch((error: unknown) => {
      throw asBackupError(error);
    }),
  );
  const { room, madeAt, version, isSensing } = manifest;
  console.log(`${folder}: room ${room.room} of school ${room.school} as of ${madeAt} (Lectern ${version})`);
  if (kept.length > 0) console.log(`what was here is kept for some days: ${kept.join(', ')}`);
  if (!isSensing) console.log('sensing is off, as it was when the backup was made');
  console.log('start the agent: sudo systemctl start lectern');
  console.log(`on another machine than before, let the room enrol anew: sudo lectern enrol CODE (room ${room.room})`);
}

function openToRead(path: string): OpenFile {
  try {
    return { path, descriptor: openSync(path, 'r') };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new BackupError('BACKUP_UNREADABLE', `${path}: cannot be read (${code}); check the path, or use sudo`, {
      cause,
    });
  }
}

/** Whoever owns the data must also be able to write beside the configuration. */
function asBackupError(error: unknown): unknown {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM') return error;
  const what = `${path ?? message}: may not be read or written by the owner of the data (${code})`;
  return new BackupError('BACKUP_DISK', `${what}; give it to that user with chown, and restore again`, {
    cause: error,
  });
}

async function newPassphrase(file: string | undefined): Promise<string> {
  const [passphrase, again] =
    file === undefined
      ? await askAllHidden([ASKED, 'the same passphrase again'])
      : [await passphraseOf(file), undefined];
  if (passphrase!.length < LEAST_PASSPHRASE)
    throw new UsageError(`the passphrase is too short: give it ${LEAST_PASSPHRASE} characters or more`);
  if (file === undefined && again !== passphrase) throw new UsageError('the two passphrases are not the same');
  return passphrase!;
}

async function passphraseOf(file: string): Promise<string> {
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
