import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** In the agent's data folder: models that updates have brought. */
export const GENERATIONS_ENV = 'LECTERN_MODELS';
export const IN_FORCE_FILE = 'in-force.json';
export const GENERATION_MANIFEST = 'manifest.json';

const generationName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);

/** Which models of a folder of generations are used; `null` stands for those that came with the program. */
export const inForceSchema = z.strictObject({
  current: generationName.nullable(),
  /** To which a bad one gives way. */
  previous: generationName.nullable(),
  /** Checked, and waiting for a moment without a lesson. */
  next: generationName.nullable(),
  /** The current one has not measured a lesson yet; so often a sensor has failed with it. */
  trial: z.strictObject({ failures: z.int().min(0) }).nullable(),
  /** What was tried and given up, the latest first. */
  refused: z.array(z.strictObject({ bundle: generationName, reason: z.string().max(500) })).max(20),
});
export type InForce = z.infer<typeof inForceSchema>;

export const NONE_IN_FORCE: InForce = { current: null, previous: null, next: null, trial: null, refused: [] };

/** A generation's list of models, as far as it is needed to load them. */
const modelListSchema = z.object({
  models: z.array(z.object({ id: z.string().regex(/^[a-z0-9-]+$/), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** What is in force in a folder of generations; those that came with the program when nothing is said, or nothing readable. */
export function readInForce(folder: string): InForce {
  try {
    return inForceSchema.parse(JSON.parse(readFileSync(join(folder, IN_FORCE_FILE), 'utf8')));
  } catch {
    return NONE_IN_FORCE;
  }
}

export const generationFolder = (folder: string, name: string): string => join(folder, 'generations', name);

/**
 * The models that a generation brings, SHA-256 by id.
 * @returns none when its list is not there or damaged: then those that came with the program are used
 */
export function modelsOfGeneration(folder: string, name: string): ReadonlyMap<string, string> {
  try {
    const path = join(generationFolder(folder, name), GENERATION_MANIFEST);
    const { models } = modelListSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return new Map(models.map(({ id, sha256 }) => [id, sha256]));
  } catch {
    return new Map();
  }
}

/** A model's file in the generation that is in force. */
export interface BroughtModel {
  path: string;
  /** What the file must hash to. */
  sha256: string;
}

/** The file that an update has brought for a model; undefined when the one that came with the program is used. */
export function broughtModel(folder: string, id: string): BroughtModel | undefined {
  const { current } = readInForce(folder);
  if (current === null) return undefined;
  const sha256 = modelsOfGeneration(folder, current).get(id);
  return sha256 === undefined ? undefined : { path: join(generationFolder(folder, current), `${id}.onnx`), sha256 };
}
