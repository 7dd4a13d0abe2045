import { createPrivateKey } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { BackupError } from '../../../agent/backup/backup-error.ts';
import { packBackup, unpackBackup } from '../../../agent/backup/backup-file.ts';
import {
  BACKUP_FORMAT,
  type BackupManifest,
  describedFile,
  readManifest,
} from '../../../agent/backup/backup-manifest.ts';
import { inForceSchema, modelsOfGeneration, readInForce } from '../../../models/generations.ts';
import { BundleError } from '../../../provisioning/model-updates/bundle-error.ts';
import { readManifest as readBundleManifest } from '../../../provisioning/model-updates/bundle-manifest.ts';
import { makeSigningKey } from '../../../provisioning/model-updates/pack-bundle.ts';
import { trialReportSchema } from '../../../provisioning/model-updates/self-test-message.ts';
import { checkSignature, signatureOf, trustedKeysOf } from '../../../provisioning/model-updates/signature.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';
import { readBy } from '../engine/read-by.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const manifest = {
  ...{ format: 'lectern-models/1', name: 'spring', sequence: 3, madeAt: '2026-11-23T00:00:00Z', slowest: 2 },
  program: { from: '0.1.0', before: '0.2.0' },
  models: [
    {
      ...{ id: 'talk-second', bytes: 1000, sha256: 'a'.repeat(64) },
      selfTest: { seed: 1, sizes: { N: 4 }, outputs: { y: { dims: [4, 2], values: [[0, 0.5]], tolerance: 0.01 } } },
    },
  ],
};
const key = makeSigningKey();
const inForce = {
  current: 'spring-1',
  previous: null,
  next: null,
  trial: { failures: 0 },
  refused: [{ bundle: 'a', reason: 'b' }],
};

async function sampleBackup(passphrase?: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
  try {
    for (const name of ['lectern.db', 'lectern.yaml']) writeFileSync(join(folder, name), `content of ${name}\n`);
    const files = await Promise.all(
      ['lectern.db', 'lectern.yaml'].map((name) => describedFile(join(folder, name), name)),
    );
    const list: BackupManifest = {
      ...{ format: BACKUP_FORMAT, version: '0.1.0', schema: 8, madeAt: '2026-09-01T08:00:00.000Z', room },
      ...{ isSensing: true, isMove: false, files },
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(list));
    const path = join(folder, 'out');
    const descriptor = openSync(path, 'w+');
    await packBackup(folder, list, { path, descriptor }, passphrase);
    closeSync(descriptor);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const bundleParsers: FuzzedParser[] = [
  {
    name: 'backup-manifest',
    reads: 'the list of files of a backup, which may come from anywhere',
    form: 'json',
    covers: ['agent/backup/backup-manifest.ts#readManifest'],
    seeds: () => [
      JSON.stringify({
        ...{
          format: BACKUP_FORMAT,
          version: '0.1.0',
          schema: 8,
          madeAt: '2026-09-01T08:00:00.000Z',
          room,
          isSensing: true,
        },
        isMove: false,
        files: [
          { name: 'lectern.db', bytes: 1, sha256: 'a'.repeat(64) },
          { name: 'files/1', path: 'keys/region-ca.pem', bytes: 1, sha256: 'a'.repeat(64) },
        ],
      }),
    ],
    open: () => ({
      parse: (bytes) => {
        for (const { path } of readManifest(bytes.toString('utf8'), 'x').files)
          must(
            path === undefined || !join('/etc/lectern', path).replace('/etc/lectern/', '').startsWith('/'),
            'inside of its folder',
          );
      },
    }),
    refuses: (error) => error instanceof BackupError,
  },
  {
    name: 'backup-archive',
    reads: 'the packed files of a backup (gzip, tar), changed inside of the packing',
    form: 'bytes',
    covers: ['agent/backup/backup-file.ts#unpackBackup'],
    seeds: async () => [gunzipSync(await sampleBackup())],
    open: unpacking((bytes) => gzipSync(bytes, { level: 1 })),
    refuses: (error) => error instanceof BackupError,
    slow: { cases: 20_000, because: 'each unpacks files to the disk' },
  },
  {
    name: 'backup-file',
    reads: 'a backup’s bytes as they are',
    form: 'bytes',
    covers: ['agent/backup/backup-file.ts#unpackBackup'],
    seeds: async () => [await sampleBackup()],
    open: unpacking((bytes) => bytes),
    refuses: (error) => error instanceof BackupError,
    slow: { cases: 20_000, because: 'each unpacks files to the disk' },
  },
  {
    name: 'backup-encrypted',
    reads: 'an encrypted backup (age)',
    form: 'bytes',
    covers: ['agent/backup/backup-file.ts#unpackBackup'],
    seeds: async () => [await sampleBackup('a long passphrase')],
    open: unpacking((bytes) => bytes),
    refuses: (error) => error instanceof BackupError,
    slow: { cases: 300, because: 'a passphrase is made slow to try on purpose (scrypt, a second each)' },
  },
  {
    name: 'bundle-manifest',
    reads: 'the list of a bundle of models',
    form: 'json',
    covers: ['provisioning/model-updates/bundle-manifest.ts#readManifest'],
    seeds: () => [JSON.stringify(manifest)],
    open: () => ({
      parse: (bytes) => {
        const { models, name } = readBundleManifest(bytes, 'x');
        must(!/[/\0]|^\./.test(name) && models.every(({ id }) => /^[a-z0-9-]+$/.test(id)), 'names are no paths');
      },
    }),
    refuses: (error) => error instanceof BundleError,
  },
  {
    name: 'bundle-signature',
    reads: 'the signature of a bundle',
    form: 'lines',
    covers: ['provisioning/model-updates/signature.ts#checkSignature'],
    seeds: () => [signatureOf(Buffer.from('list'), createPrivateKey(key.privatePem))],
    open: () => {
      const trusted = trustedKeysOf(key.publicPem, 'keys');
      const right = signatureOf(Buffer.from('list'), createPrivateKey(key.privatePem)).trim();
      return {
        parse: (bytes) => {
          const signature = bytes.toString('utf8');
          checkSignature(Buffer.from('list'), signature, trusted, 'x');
          must(signature.trim() === right, 'only the signature that was made is good');
        },
      };
    },
    refuses: (error) => error instanceof BundleError,
  },
  {
    name: 'bundle-keys',
    reads: 'the file of public keys that are believed (PEM)',
    form: 'lines',
    covers: ['provisioning/model-updates/signature.ts#trustedKeysOf'],
    seeds: () => [key.publicPem, `${key.publicPem}${makeSigningKey().publicPem}`],
    open: () => ({ parse: (bytes) => trustedKeysOf(bytes.toString('utf8'), 'x') }),
    refuses: (error) => error instanceof BundleError,
  },
  {
    name: 'models-in-force',
    slow: { cases: 20_000, because: 'each goes by way of files' },
    reads: 'which models are in force, back from the disk',
    form: 'json',
    covers: [
      'models/generations.ts#readInForce',
      'models/generations.ts#modelsOfGeneration',
      'models/generations.ts#inForceSchema',
    ],
    seeds: () => [JSON.stringify(inForce), JSON.stringify({ models: [{ id: 'a', sha256: 'a'.repeat(64) }] })],
    open: () => {
      const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
      mkdirSync(join(folder, 'generations/a'), { recursive: true });
      return {
        parse: (bytes) => {
          writeFileSync(join(folder, 'in-force.json'), bytes);
          writeFileSync(join(folder, 'generations/a/manifest.json'), bytes);
          const { current } = readInForce(folder);
          must(current === null || !/[/\0]|^\./.test(current), 'a name is no path');
          for (const id of modelsOfGeneration(folder, 'a').keys()) must(/^[a-z0-9-]+$/.test(id), 'an id is no path');
          must(inForceSchema.safeParse(readInForce(folder)).success, 'what is read is well formed');
        },
        close: () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'model-trials',
    reads: 'what the process that tries models says',
    form: 'json',
    covers: ['provisioning/model-updates/self-test-message.ts#trialReportSchema'],
    seeds: () => [JSON.stringify({ type: 'tried', id: 'a', ms: 1, besideMs: 2, wrong: null }), '{"type":"done"}'],
    open: () => ({ parse: (bytes) => readBy(trialReportSchema, JSON.parse(bytes.toString('utf8'))) }),
    refuses: (error) => error instanceof SyntaxError || error instanceof z.ZodError,
  },
];

/** Unpacks each case into a folder of its own; nothing of it may lie elsewhere. */
function unpacking(packed: (bytes: Buffer) => Buffer) {
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-fuzz-'));
    let count = 0;
    return {
      parse: async (bytes: Buffer) => {
        const place = join(folder, `case-${count++}`);
        mkdirSync(place);
        const path = join(folder, 'backup');
        writeFileSync(path, packed(bytes));
        const descriptor = openSync(path, 'r');
        try {
          await unpackBackup({ path, descriptor }, place, async () => 'a long passphrase');
        } finally {
          closeSync(descriptor);
          rmSync(place, { recursive: true, force: true });
          must(
            readdirSync(folder).every((name) => name === 'backup'),
            'nothing lies beside',
          );
        }
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  };
}
