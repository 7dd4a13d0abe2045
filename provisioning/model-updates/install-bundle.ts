import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestFile } from '../../models/file-digest.ts';
import { generationFolder } from '../../models/generations.ts';
import type { Manifest } from '../../models/manifest.ts';
import { withFolderLock } from '../folder-lock.ts';
import { BundleError } from './bundle-error.ts';
import { type Bundle, sha256Of } from './bundle-manifest.ts';
import type { BundleSource } from './bundle-source.ts';
import type { ModelGenerations } from './model-generations.ts';
import { compareVersions } from './program-version.ts';
import { type Tried, tryModels } from './self-test.ts';
import type { TrustedKeys } from './signature.ts';
import { openBundle, type Progress, stageBundle } from './staging.ts';

export interface InstallOptions {
  source: BundleSource;
  keys: TrustedKeys;
  generations: ModelGenerations;
  /** The models that the program knows, and where those are that came with it. */
  program: { version: string; manifest: Manifest; builtPath(id: string): string };
  progress?(now: Progress): void;
  /** What the bundle's list must hash to, where that is known beforehand. */
  manifestSha256?: string | undefined;
  /** Somebody at the machine wants this bundle, though the room has a newer one, or has given it up before. */
  isInsisted?: boolean;
  signal: AbortSignal;
}

export interface Installed {
  bundle: Bundle;
  /** How its models did on this machine; none where they were in use or waiting already. */
  tried: Tried[];
}

/**
 * Brings a bundle onto the machine, tries its models and lets it wait for a moment without a lesson. What is in use is not
 * touched, whatever happens, and after a power cut the next try goes on where this one was.
 * @throws BundleError
 */
export async function installBundle(options: InstallOptions): Promise<Installed> {
  const { folder } = options.generations;
  const busy = () =>
    new BundleError('MODEL_UPDATE_BUSY', 'another update of models is under way; wait until it is done');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    return await withFolderLock(folder, busy, () => install(options));
  } catch (error) {
    if (error instanceof BundleError || options.signal.aborted) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BundleError(
      'MODEL_DISK',
      `${folder}: ${code ?? message}; check the disk and whom the folder belongs to`,
      {
        cause: error,
      },
    );
  }
}

async function isWhole({ id, manifest }: Bundle, { folder }: ModelGenerations): Promise<boolean> {
  for (const model of manifest.models) {
    const file = join(generationFolder(folder, id), `${model.id}.onnx`);
    if ((await digestFile(file, 'sha256', 'hex').catch(() => null)) !== model.sha256) return false;
  }
  return true;
}

async function install(options: InstallOptions): Promise<Installed> {
  const { source, keys, generations, isInsisted = false, manifestSha256, signal } = options;
  const bundle = await openBundle(source, keys, signal);
  if (manifestSha256 !== undefined && sha256Of(bundle.manifestBytes) !== manifestSha256)
    throw new BundleError(
      'MODEL_BUNDLE_UNFIT',
      `${source.name}: holds bundle ${bundle.id}, and another one was named; name this one, or put the other there`,
    );
  const { state } = generations;
  if ((bundle.id === state.current || bundle.id === state.next) && (await isWhole(bundle, generations)))
    return { bundle, tried: [] };
  // One in use whose files are damaged is brought anew.
  if (isInsisted || bundle.id === state.current) generations.forgive(bundle.id);
  else checkWanted(bundle, generations, source.name);
  checkFits(bundle, options);
  const staged = await stageBundle(bundle, source, generations.staging, {
    known: knownFiles(options),
    progress: (now) => options.progress?.(now),
    signal,
  });
  const tried = await tryBundle(bundle, staged, options);
  generations.add(staged, bundle.id);
  return { bundle, tried };
}

function checkWanted({ id, manifest: { sequence } }: Bundle, generations: ModelGenerations, where: string): void {
  const refused = generations.state.refused.find(({ bundle }) => bundle === id);
  if (refused)
    throw new BundleError(
      'MODEL_BUNDLE_REFUSED',
      `${where}: was tried on this machine and given up: ${refused.reason}; to try it again: lectern models install --insist`,
    );
  if (sequence <= generations.sequence)
    throw new BundleError(
      'MODEL_BUNDLE_OLDER',
      `${where}: is number ${sequence}, and this machine has number ${generations.sequence}; to go back all the same: lectern models install --insist`,
    );
}

function checkFits({ manifest: { program, models } }: Bundle, { source, program: own }: InstallOptions): void {
  const { from, before } = program;
  if (!isMadeFor(program, own.version))
    throw new BundleError(
      'MODEL_BUNDLE_UNFIT',
      `${source.name}: is for Lectern ${from} up to, not including, ${before}, and this is ${own.version}; update Lectern or ask for another bundle`,
    );
  const unknown = models.find(({ id }) => own.manifest.models.every((model) => model.id !== id));
  if (unknown)
    throw new BundleError(
      'MODEL_BUNDLE_UNFIT',
      `${source.name}: brings a model ${unknown.id}, which this version of Lectern does not have; ask for another bundle`,
    );
}

/** Whether a bundle is made for a version of the program. */
export const isMadeFor = ({ from, before }: { from: string; before: string }, version: string): boolean =>
  compareVersions(version, from) >= 0 && compareVersions(version, before) < 0;

/** Files that are on the machine, by the hash that they should have; whoever takes one looks whether it does. */
function knownFiles({ generations, program }: InstallOptions): Map<string, string> {
  const known = new Map(program.manifest.models.map(({ id, sha256 }) => [sha256, program.builtPath(id)]));
  const { current, previous } = generations.state;
  for (const name of [previous, current]) {
    const models = name === null ? [] : (generations.manifestOf(name)?.models ?? []);
    for (const { id, sha256 } of models)
      known.set(sha256, join(generationFolder(generations.folder, name!), `${id}.onnx`));
  }
  return known;
}

async function tryBundle({ id, manifest }: Bundle, staged: string, options: InstallOptions): Promise<Tried[]> {
  const { generations, program, signal } = options;
  const { current } = generations.state;
  const inUse = new Set(current === null ? [] : generations.manifestOf(current)?.models.map((model) => model.id));
  const trials = manifest.models.map((model) => ({
    id: model.id,
    path: join(staged, `${model.id}.onnx`),
    sha256: model.sha256,
    selfTest: model.selfTest,
    beside: [
      ...(inUse.has(model.id) ? [join(generationFolder(generations.folder, current!), `${model.id}.onnx`)] : []),
      program.builtPath(model.id),
    ],
  }));
  try {
    return await tryModels(trials, manifest.slowest, signal);
  } catch (error) {
    if (error instanceof BundleError) {
      generations.refuse(id, error.message);
      rmSync(staged, { recursive: true, force: true });
    }
    throw error;
  }
}
