import { createHash } from 'node:crypto';
import { z } from 'zod';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import { BundleError } from './bundle-error.ts';

export const BUNDLE_FORMAT = 'lectern-models/1';
export const MANIFEST_FILE = 'manifest.json';
export const SIGNATURE_FILE = 'manifest.json.sig';

const MIB = 1024 ** 2;
/** Nothing is read of a list or a signature beyond so many bytes. */
export const MOST_MANIFEST_BYTES = MIB;
export const MOST_SIGNATURE_BYTES = 1024;
const MOST_MODEL_BYTES = 1024 * MIB;

const versionText = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/, 'must be a version such as 1.4.0');

/** What a model must answer to an input made from a seed (models/synthetic-input.ts). */
const selfTestSchema = z.strictObject({
  seed: z.int().min(0).max(0xffffffff),
  /** Sizes of dimensions that the program's own list of models leaves free. */
  sizes: z.record(z.string().max(40), z.int().min(1).max(4096)),
  outputs: z.record(
    z.string().max(80),
    z.strictObject({
      dims: z.array(z.int().min(0)).max(8),
      /** Some of the values: place in the flat output, value. */
      values: z
        .array(z.tuple([z.int().min(0), z.number()]))
        .min(1)
        .max(64),
      /** Processors round otherwise: a value may differ by this, plus this share of itself. */
      tolerance: z.number().min(0).max(0.2),
    }),
  ),
});
export type SelfTest = z.infer<typeof selfTestSchema>;

const bundleModelSchema = z.strictObject({
  /** As in the program's list of models, whose inputs and outputs it must have; its file is `<id>.onnx`. */
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .max(80),
  bytes: z.int().min(1).max(MOST_MODEL_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  selfTest: selfTestSchema,
});
export type BundleModel = z.infer<typeof bundleModelSchema>;

const bundleManifestSchema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'must be a short name such as 2027-spring'),
  /** Counts up from bundle to bundle, so that nobody can bring an old one back. */
  sequence: z.int().min(1).max(2_000_000_000),
  madeAt: z.iso.datetime(),
  /** Versions of Lectern that it fits: this one or newer, before that one. */
  program: z.strictObject({ from: versionText, before: versionText }),
  /** A model may take so many times as long as the one it replaces, on the machine that is to use it. */
  slowest: z.number().min(1).max(10),
  models: z
    .array(bundleModelSchema)
    .min(1)
    .max(50)
    .refine((models) => new Set(models.map(({ id }) => id)).size === models.length, {
      error: 'a model is there twice',
    }),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/** A list whose signature was found good. */
export interface Bundle {
  manifest: BundleManifest;
  /** Names the bundle on disk: its name and the start of its list's SHA-256. */
  id: string;
  /** The very bytes that were signed, and their signature. */
  manifestBytes: Buffer;
  signature: string;
}

/** @throws BundleError (MODEL_BUNDLE_INVALID) */
export function readManifest(bytes: Buffer, where: string): BundleManifest {
  let data: unknown;
  try {
    data = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new BundleError('MODEL_BUNDLE_INVALID', `${where}: ${MANIFEST_FILE} is not JSON; fetch the bundle again`);
  }
  const parsed = safeParse(bundleManifestSchema, data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BundleError(
    'MODEL_BUNDLE_INVALID',
    `${where}: ${MANIFEST_FILE}: ${issue!.path.join('.') || 'it'}: ${issue!.message}; this version of Lectern cannot use it`,
  );
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const bundleId = ({ name }: BundleManifest, bytes: Buffer): string => `${name}-${sha256Of(bytes).slice(0, 12)}`;
