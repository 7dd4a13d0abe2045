import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { ManifestInvalid, UnknownModel } from './errors.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

const tensorSchema = z.strictObject({
  name: z.string(),
  dtype: z.enum(['float32', 'int32', 'int64']),
  /** Sizes; a name stands for a size that is free. */
  shape: z.array(z.union([z.int().positive(), z.string()])),
  range: z.tuple([z.number(), z.number()]).optional(),
  meaning: z.string(),
});

const licenceSchema = z.strictObject({
  covers: z.string(),
  spdx: z.string(),
  holder: z.string(),
  text: z.string(),
});

const memberSchema = z.string().regex(/^package\/[\w./-]+$/, 'must be a path inside the package');

const packageSourceSchema = z.strictObject({
  package: z.string(),
  version: z.string(),
  integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/, 'must be an npm sha512 integrity'),
  megabytes: z.number().positive(),
  /** Paths inside the package's tarball; the one to convert or take first, what it needs after it. */
  files: z.tuple([memberSchema], memberSchema),
});

const trainedHereSchema = z.strictObject({
  trainedHere: z.literal(true),
  /** Path of the ONNX file, relative to the manifest. */
  file: z.string(),
});

const modelSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string(),
    source: z.union([packageSourceSchema, trainedHereSchema]),
    licences: z.array(licenceSchema).nonempty(),
    conversion: z.enum(['tfjs-graph', 'none']),
    sha256: sha256Schema,
    inputs: z.array(tensorSchema).nonempty(),
    outputs: z.array(tensorSchema).nonempty(),
  })
  .refine((model) => model.conversion === 'none' || 'package' in model.source, {
    error: 'a model trained here is ONNX already, so its conversion must be "none"',
    path: ['conversion'],
  });

const manifestSchema = z.strictObject({
  models: z.array(modelSchema).refine((models) => new Set(models.map(({ id }) => id)).size === models.length, {
    error: 'two models have the same id',
  }),
});

export type TensorDescription = z.infer<typeof tensorSchema>;
export type PackageSource = z.infer<typeof packageSourceSchema>;
export type Model = z.infer<typeof modelSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

export const MANIFEST_PATH = join(import.meta.dirname, 'models.json');

/**
 * Reads the list of models with their hashes and licences.
 *
 * @throws ManifestInvalid if the file is no JSON or says something the schema does not allow
 */
export async function readManifest(path: string = MANIFEST_PATH): Promise<Manifest> {
  const text = await readFile(path, 'utf8');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ManifestInvalid(path, String(cause));
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) throw new ManifestInvalid(path, z.prettifyError(parsed.error));
  return parsed.data;
}

/** @throws UnknownModel if the manifest has no model of that id */
export function findModel(manifest: Manifest, id: string): Model {
  const model = manifest.models.find((candidate) => candidate.id === id);
  if (model === undefined) {
    throw new UnknownModel(
      id,
      manifest.models.map((known) => known.id),
    );
  }
  return model;
}
