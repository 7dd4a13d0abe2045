import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readInForce } from '../../models/generations.ts';
import { readManifest } from '../../models/manifest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { BundleError } from '../../provisioning/model-updates/bundle-error.ts';
import { folderSource, webSource } from '../../provisioning/model-updates/bundle-source.ts';
import { installBundle } from '../../provisioning/model-updates/install-bundle.ts';
import { ModelGenerations } from '../../provisioning/model-updates/model-generations.ts';
import { makeSigningKey, packBundle } from '../../provisioning/model-updates/pack-bundle.ts';
import { type Config, configText, parseConfig } from '../config/config.ts';
import { writeWholeFile } from '../config/whole-file.ts';
import { becomeOwnerOf } from './as-owner.ts';
import { UsageError } from './exit-code.ts';
import { byteBar } from './progress-bar.ts';
import { hubAuthority, hubProxyWay, modelsFolder, programModels, trustedKeys } from './room-models.ts';
import { textTable } from './text-table.ts';

export interface ModelsOptions {
  config: string;
  data?: string;
  json?: boolean;
}

/** `lectern models list`: which models this machine uses, and what was tried. */
export async function listModels(options: ModelsOptions): Promise<void> {
  const generations = generationsOf(options, configOf(options));
  const { current, previous, next, trial, refused } = readInForce(generations.folder);
  const { models } = await readManifest();
  const installed = generations.installed(new Map(models.map(({ id, sha256 }) => [id, sha256])));
  const brought = new Set(current === null ? [] : generations.manifestOf(current)?.models.map(({ id }) => id));
  const list = models.map(({ id, title }) => ({
    id,
    title,
    sha256: installed.get(id) ?? '',
    from: brought.has(id) ? current! : `Lectern ${packageJson.version}`,
  }));
  if (options.json) {
    console.log(JSON.stringify({ current, previous, next, onTrial: trial !== null, refused, models: list }, null, 1));
    return;
  }
  console.log(
    textTable(
      ['model', 'SHA-256', 'from'],
      list.map(({ id, sha256, from }) => [id, sha256.slice(0, 12), from]),
    ),
  );
  const name = (bundle: string | null) => bundle ?? `those that came with Lectern ${packageJson.version}`;
  console.log(`\nin use: ${name(current)}${trial ? ', on trial until they have measured a lesson' : ''}`);
  if (current !== null) console.log(`before: ${name(previous)} (lectern models rollback)`);
  if (next !== null) console.log(`waiting for a moment without a lesson: ${next}`);
  for (const { bundle, reason } of refused) console.log(`given up: ${bundle}: ${reason}`);
}

export interface InstallModelsOptions extends ModelsOptions {
  keys?: string;
  insist?: boolean;
}

/** `lectern models install SOURCE`: brings a signed bundle; the agent uses it between lessons. */
export async function installModels(from: string, options: InstallModelsOptions, signal: AbortSignal): Promise<void> {
  const config = configOf(options);
  // What only root may read is read first.
  const keys = trustedKeys(options.keys ?? config?.models.keys);
  const [authority, way] = config ? [hubAuthority(config), hubProxyWay(config)] : [];
  const generations = generationsOf(options, config);
  becomeOwnerOf(generations.folder);
  const bar = byteBar(process.stderr);
  try {
    const { bundle, tried } = await installBundle({
      source: /^https?:/.test(from) ? webSource(from, authority, way) : folderSource(from),
      ...{ keys, generations, signal },
      program: programModels(await readManifest()),
      ...(options.insist && { isInsisted: true }),
      progress: bar.progress,
    });
    bar.stop();
    for (const { id, ms, besideMs } of tried)
      console.log(`${id}: right, ${ms.toFixed(1)} ms a run (the one in use: ${besideMs.toFixed(1)} ms)`);
    const isUsed = generations.state.current === bundle.id;
    console.log(isUsed ? `${bundle.id} is in use already` : `${bundle.id} is used from the next lesson on`);
  } finally {
    bar.stop();
  }
}

/** `lectern models rollback`: goes back to the models before. */
export function rollBackModels(options: ModelsOptions): void {
  const generations = generationsOf(options, configOf(options));
  becomeOwnerOf(generations.folder);
  const waiting = generations.dropNext();
  if (waiting !== null) {
    console.log(`${waiting} is given up before it was used`);
    return;
  }
  const left = generations.rollBack('given up by hand');
  if (left === null) throw new UsageError('the models that came with Lectern are in use: there are none before them');
  const { current } = generations.state;
  console.log(`${left} is given up; from the next lesson on: ${current ?? `those of Lectern ${packageJson.version}`}`);
}

/** `lectern models keygen`: a pair of keys for whoever signs bundles. */
export function makeModelKey(folder: string): void {
  const { privatePem, publicPem, id } = makeSigningKey();
  const [secret, open] = [join(folder, 'model-signing-key.pem'), join(folder, 'model-keys.pem')];
  const taken = [secret, open].find((file) => existsSync(file));
  if (taken !== undefined) throw new UsageError(`${taken}: is there already; name another folder`);
  writeWholeFile(secret, privatePem, 0o600);
  writeWholeFile(open, publicPem, 0o644);
  console.log(`${secret}: key ${id}; keep it off line\n${open}: give this to the rooms (models.keys)`);
}

export interface PackModelsOptions {
  key: string;
  name: string;
  sequence: number;
  from: string;
  before: string;
  slowest: number;
}

/** `lectern models pack`: makes a signed bundle of ONNX files. */
export async function packModels(folder: string, to: string, options: PackModelsOptions): Promise<void> {
  const { key, name, sequence, from, before, slowest } = options;
  const { models } = await packBundle({
    ...{ from: folder, to, manifest: await readManifest(), key: createPrivateKey(readFileSync(key)) },
    about: { name, sequence, slowest, madeAt: new Date().toISOString(), program: { from, before } },
  });
  console.log(`${resolve(to)}: ${models.length} models, signed; put the folder on the web, or on a USB stick`);
}

function configOf({ config }: ModelsOptions): Config | undefined {
  return existsSync(config) ? parseConfig(configText(config), config) : undefined;
}

function generationsOf({ data, config: file }: ModelsOptions, config: Config | undefined): ModelGenerations {
  const folder = data ?? config?.store.folder;
  if (folder === undefined)
    throw new BundleError('MODEL_DISK', `${file}: there is no configuration; name the agent's folder with --data`);
  return new ModelGenerations(modelsFolder(folder));
}
