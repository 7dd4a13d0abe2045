import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../../agent/config/whole-file.ts';
import { digestFile } from '../../models/file-digest.ts';
import { findModel, type Manifest } from '../../models/manifest.ts';
import { openModel } from '../../models/session.ts';
import { syntheticInput, usualSizes } from '../../models/synthetic-input.ts';
import { BundleError } from './bundle-error.ts';
import {
  BUNDLE_FORMAT,
  type BundleManifest,
  type BundleModel,
  MANIFEST_FILE,
  readManifest,
  type SelfTest,
  SIGNATURE_FILE,
} from './bundle-manifest.ts';
import { keyId, signatureOf } from './signature.ts';

const SEED = 20_261_123;
/** So many values of each output are compared. */
const VALUES = 16;
const TOLERANCE = 0.02;

export interface PackOptions {
  /** Folder with the ONNX files, each named by its model's id. */
  from: string;
  to: string;
  key: KeyObject;
  manifest: Manifest;
  about: Pick<BundleManifest, 'name' | 'sequence' | 'madeAt' | 'program' | 'slowest'>;
}

/** A pair of keys to sign bundles with (Ed25519), PEM: the private one stays with who signs. */
export function makeSigningKey(): { privatePem: string; publicPem: string; id: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    id: keyId(publicKey),
  };
}

/**
 * Makes a bundle of the ONNX files in a folder: runs each once on a made-up input, writes down what it answers, and signs.
 * @throws BundleError when the folder has no model, or one whose inputs are not those of the program's list
 */
export async function packBundle({ from, to, key, manifest, about }: PackOptions): Promise<BundleManifest> {
  const ids = (await readdir(from)).filter((name) => name.endsWith('.onnx')).map((name) => name.slice(0, -5));
  if (ids.length === 0) throw new BundleError('MODEL_BUNDLE_INVALID', `${from}: has no file <model>.onnx`);
  await mkdir(to, { recursive: true });
  const models: BundleModel[] = [];
  for (const id of ids.sort()) {
    const path = join(from, `${id}.onnx`);
    const sha256 = await digestFile(path, 'sha256', 'hex');
    const { size: bytes } = await stat(path);
    models.push({ id, bytes, sha256, selfTest: await selfTestOf(manifest, id, path) });
    await copyFile(path, join(to, `${id}.onnx`), constants.COPYFILE_FICLONE);
  }
  const bundle: BundleManifest = { format: BUNDLE_FORMAT, ...about, models };
  const bytes = Buffer.from(`${JSON.stringify(bundle, null, 1)}\n`);
  readManifest(bytes, to);
  writeWholeFile(join(to, MANIFEST_FILE), bytes.toString(), 0o644);
  writeWholeFile(join(to, SIGNATURE_FILE), signatureOf(bytes, key), 0o644);
  return bundle;
}

async function selfTestOf(manifest: Manifest, id: string, path: string): Promise<SelfTest> {
  const model = findModel(manifest, id);
  const session = await openModel(model, path);
  const free = model.inputs.flatMap(({ shape }) => shape.filter((size) => typeof size === 'string'));
  const sizes = Object.fromEntries(free.map((name) => [name, usualSizes[name] ?? 1]));
  const outputs = await session.run(syntheticInput(model, SEED, sizes));
  await session.release();
  return {
    seed: SEED,
    sizes,
    outputs: Object.fromEntries(
      model.outputs.map(({ name }) => {
        const { data, dims } = outputs.float32(name);
        const every = Math.max(1, Math.floor(data.length / VALUES));
        const places = Array.from({ length: Math.min(VALUES, data.length) }, (_, i) => i * every);
        const values = places.map((place): [number, number] => [place, data[place]!]);
        return [name, { dims: [...dims], values, tolerance: TOLERANCE }];
      }),
    ),
  };
}
