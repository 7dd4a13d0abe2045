import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { BUILT_DIR, builtPath } from '../../models/built-models.ts';
import { GENERATIONS_ENV } from '../../models/generations.ts';
import { type Manifest, readManifest } from '../../models/manifest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { BundleError } from '../../provisioning/model-updates/bundle-error.ts';
import { type OpenWay, webSource } from '../../provisioning/model-updates/bundle-source.ts';
import { installBundle, isMadeFor } from '../../provisioning/model-updates/install-bundle.ts';
import { ModelGenerations } from '../../provisioning/model-updates/model-generations.ts';
import { type TrustedKeys, trustedKeysOf } from '../../provisioning/model-updates/signature.ts';
import type { Config } from '../config/config.ts';
import { wayToHub } from '../config/hub-setting.ts';
import { enrolmentWay, identityIn, withIdentity } from '../identity/identity-place.ts';
import { ModelTrial } from '../model-updates/model-trial.ts';
import { ModelUpdates } from '../model-updates/model-updates.ts';
import type { RoomModels } from '../region/region-checks.ts';
import type { RoomEvents } from '../room/room-events.ts';
import type { RoomProblems } from '../room/room-problems.ts';
import { LATER } from '../sync/desired/desired-desk.ts';

/** `models` in the agent's data folder. */
export const modelsFolder = (dataFolder: string): string => join(dataFolder, 'models');

/** The models that came with the program, as bundles are held against them. */
export const programModels = (manifest: Manifest) => ({
  version: packageJson.version,
  manifest,
  builtPath: (id: string) => builtPath(BUILT_DIR, id),
});

/**
 * Whose bundles are believed.
 * @param file of public keys (PEM); undefined when none is configured
 * @throws BundleError (MODEL_KEYS_UNUSABLE)
 */
export function trustedKeys(file: string | undefined): TrustedKeys {
  if (file === undefined)
    throw new BundleError(
      'MODEL_KEYS_UNUSABLE',
      'no key is trusted to sign models; name a file of public keys in the configuration: models: { keys: … }',
    );
  try {
    return trustedKeysOf(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError('MODEL_KEYS_UNUSABLE', `${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

export interface RoomModelsNeeds {
  config: Config;
  log: Logger;
  problems: RoomProblems;
  monotonicMs(): number;
}

/** The models of a room: which are used, and the way to newer ones. */
export interface KeptModels extends RoomModels {
  events: Partial<RoomEvents>;
  /** @param changed told when the room has other models, or cannot have those that were wished */
  start(isBusy: () => boolean, changed: () => void, signal: AbortSignal): void;
}

/** Sensors that start from now on use the models that are in force in the agent's data folder. */
export async function roomModels({ config, log, problems, monotonicMs }: RoomModelsNeeds): Promise<KeptModels> {
  const generations = new ModelGenerations(modelsFolder(config.store.folder));
  process.env[GENERATIONS_ENV] = generations.folder;
  const manifest = await knownModels((message) => log.warn(message));
  const packaged = new Map(manifest.models.map(({ id, sha256 }) => [id, sha256]));
  const left = leaveUnfit(generations, (message) => log.warn(message));
  if (left !== null) log.info({ bundle: left }, 'models of another version of Lectern are no longer used');
  let changed = () => {};
  const updates = new ModelUpdates({
    generations,
    own: config.models.bundle,
    install: async ({ url, manifestSha256 }, signal) =>
      await installBundle({
        source: webSource(url, hubAuthority(config), hubProxyWay(config)),
        keys: trustedKeys(config.models.keys),
        generations,
        program: programModels(manifest),
        manifestSha256,
        signal,
      }),
    monotonicMs,
    changed: () => changed(),
    used: (bundle) => {
      problems.set('MODELS_ROLLED_BACK', null);
      log.info(`models of bundle ${bundle} are used from now on, on trial until they have measured a lesson`);
    },
    problem: (message) => problems.set('MODELS_NOT_UPDATED', message),
    info: (message) => log.info(message),
  });
  const trial = new ModelTrial({
    generations,
    rolledBack: (bundle, reason) =>
      problems.set('MODELS_ROLLED_BACK', `${bundle}: ${reason}; the models before are used again`),
    warning: (message) => log.warn(message),
  });
  return {
    installed: () => generations.installed(packaged),
    wish: (bundle) => updates.wish(bundle) ?? LATER,
    satisfied: () => updates.satisfied(),
    events: trial.events,
    start: (isBusy, told, signal) => {
      changed = told;
      updates.start(isBusy, signal);
    },
  };
}

/** Who vouches for the region's servers: as configured, or as the room learned at its enrolment; nobody else where it names none. */
export function hubAuthority({ hub, store }: Config): string | undefined {
  try {
    const ca = hub?.ca ?? withIdentity({ brokers: [] }, identityIn(store.folder)).ca;
    return ca === undefined ? undefined : readFileSync(ca, 'utf8');
  } catch {
    // The connection to the hub tells of it.
    return undefined;
  }
}

/** Through the proxy that leads to the hub, where there is one. */
export function hubProxyWay({ hub, secrets }: Config): OpenWay | undefined {
  if (hub?.proxy === undefined) return undefined;
  return enrolmentWay(wayToHub(hub, { file: secrets, folder: process.env.CREDENTIALS_DIRECTORY }).way);
}

/** None where the list cannot be read, which the sensors tell of. */
async function knownModels(warning: (message: string) => void): Promise<Manifest> {
  try {
    return await readManifest();
  } catch (error) {
    warning(`which models are installed cannot be told: ${(error as Error).message}`);
    return { models: [] };
  }
}

function leaveUnfit(generations: ModelGenerations, warning: (message: string) => void): string | null {
  try {
    return generations.leaveUnfit(({ program }) => isMadeFor(program, packageJson.version));
  } catch (error) {
    warning(`which models are in force cannot be put down: ${(error as Error).message}`);
    return null;
  }
}
