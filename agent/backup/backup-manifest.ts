import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { roomAddressSchema } from '../../provisioning/contract/room-address.ts';
import { safeParse } from '../lesson/outside-data.ts';
import { BackupError } from './backup-error.ts';

export const BACKUP_FORMAT = 'lectern-backup/1';
export const MANIFEST = 'manifest.json';
export const DATABASE = 'lectern.db';
export const CONFIGURATION = 'lectern.yaml';

/** Of a file beside the configuration, whatever it is called: relative to the configuration's folder, and inside of it. */
const besidePath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !isAbsolute(path) && !path.includes('\0') && normalize(path) === path, 'is no relative path')
  .refine((path) => path !== '.' && !path.endsWith('/') && !path.split('/').includes('..'), 'leads elsewhere');

const backupManifestSchema = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  /** Version of Lectern, and the schema of its database. */
  version: z.string().max(40),
  schema: z.int().min(1),
  madeAt: z.iso.datetime(),
  room: roomAddressSchema,
  /** Whether the room was sensed. */
  isSensing: z.boolean(),
  /** The machine that it was made on is out of service. */
  isMove: z.boolean(),
  files: z
    .array(
      z.strictObject({
        /** In the backup; files beside the configuration are numbered there. */
        name: z.string().regex(/^(lectern\.db|lectern\.yaml|files\/[1-9][0-9]?)$/),
        path: besidePath.exactOptional(),
        bytes: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(50)
    .refine(
      (files) => files.every(({ name, path }) => name.startsWith('files/') === (path !== undefined)),
      'a file has no path, or one that it must not have',
    ),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** @throws BackupError when it is none, or of a newer version */
export function readManifest(text: string, where: string): BackupManifest {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new BackupError('BACKUP_UNREADABLE', `${where}: its list of files is damaged; use another backup`);
  }
  const { format } = (data ?? {}) as { format?: unknown };
  if (typeof format === 'string' && format !== BACKUP_FORMAT && format.startsWith('lectern-backup/'))
    throw new BackupError(
      'BACKUP_TOO_NEW',
      `${where}: is a backup of another version (${format}); update Lectern first`,
    );
  const parsed = safeParse(backupManifestSchema, data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BackupError(
    'BACKUP_UNREADABLE',
    `${where}: ${issue!.path.join('.')}: ${issue!.message}; use another backup`,
  );
}

/** A file as the list tells of it. */
export async function describedFile(path: string, name: string): Promise<BackupManifest['files'][number]> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { name, bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
