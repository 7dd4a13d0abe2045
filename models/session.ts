import { access } from 'node:fs/promises';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { BUILT_DIR, builtPath } from './built-models.ts';
import { ModelHashMismatch, ModelNotBuilt, ModelSignatureMismatch } from './errors.ts';
import { digestFile } from './file-digest.ts';
import { broughtModel, GENERATIONS_ENV } from './generations.ts';
import { findModel, MANIFEST_PATH, type Model, readManifest, type TensorDescription } from './manifest.ts';

export interface LoadOptions {
  readonly builtDir?: string;
  readonly manifestPath?: string;
  /** Folder of the models that updates have brought; else the one in the environment, which a sensor has of the agent. */
  readonly generations?: string;
  /** Threads for one run; 1 leaves the other core to the video decoder. */
  readonly intraOpNumThreads?: number;
  /**
   * Whether memory is kept from run to run, which is faster where every run has the same sizes; where they vary, it is kept
   * for the largest of each. True when not given.
   */
  readonly keepsMemory?: boolean;
}

export interface FloatOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/**
 * Loads a model: the one that an update has brought, else the one that came with the program. A brought one that is damaged or
 * does not fit is passed over, so that no sensor is ever without its model; the version tells which it is.
 *
 * @param id its id in the manifest
 * @throws UnknownModel, ModelNotBuilt (set-up was not run), ModelSignatureMismatch (the file is of another release)
 */
export async function loadModel(id: string, options: LoadOptions = {}): Promise<ModelSession> {
  const model = findModel(await readManifest(options.manifestPath ?? MANIFEST_PATH), id);
  const generations = options.generations ?? process.env[GENERATIONS_ENV];
  const brought = generations === undefined ? undefined : broughtModel(generations, id);
  if (brought) {
    try {
      return await openModel(model, brought.path, { ...options, sha256: brought.sha256 });
    } catch {
      // The agent sees by the version that it is not used, and goes back.
    }
  }
  return await openModel(model, builtPath(options.builtDir ?? BUILT_DIR, id), options);
}

/**
 * Opens an ONNX file as a model of the manifest.
 *
 * @param sha256 what it must hash to, where that is to be checked
 * @throws ModelNotBuilt when there is no such file, ModelSignatureMismatch, ModelHashMismatch
 */
export async function openModel(
  model: Model,
  path: string,
  options: LoadOptions & { sha256?: string } = {},
): Promise<ModelSession> {
  const { id } = model;
  try {
    await access(path);
  } catch {
    throw new ModelNotBuilt(id, path);
  }
  const digest = await digestFile(path, 'sha256', 'hex');
  if (options.sha256 !== undefined && digest !== options.sha256)
    throw new ModelHashMismatch(id, options.sha256, digest);
  const keepsMemory = options.keepsMemory ?? true;
  const session = await InferenceSession.create(path, {
    intraOpNumThreads: options.intraOpNumThreads ?? 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableMemPattern: keepsMemory,
    enableCpuMemArena: keepsMemory,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  expectNames(id, 'inputs', model.inputs, session.inputNames);
  expectNames(id, 'outputs', model.outputs, session.outputNames);
  return new ModelSession(session, model, digest.slice(0, 12));
}

/** A loaded model. `run` blocks the event loop of its thread, so it belongs into a process of its own. */
export class ModelSession {
  readonly id: string;
  /** Start of the SHA-256 of the ONNX file: names the very network a figure came from. */
  readonly version: string;
  readonly #session: InferenceSession;
  readonly #model: Model;
  #sessionsMs = 0;

  constructor(session: InferenceSession, model: Model, version: string) {
    this.id = model.id;
    this.version = version;
    this.#session = session;
    this.#model = model;
  }

  /** Milliseconds spent inside the network so far, over all runs. */
  get sessionsMs(): number {
    return this.#sessionsMs;
  }

  /**
   * Runs the network once.
   *
   * @param feeds a tensor for each input of the manifest, of its type and shape
   * @returns the outputs, whose ranks and fixed sizes are those of the manifest
   * @throws ModelSignatureMismatch if an output is not what the manifest describes
   */
  async run(feeds: Readonly<Record<string, Tensor>>): Promise<ModelOutputs> {
    const startMs = performance.now();
    const results = await this.#session.run(feeds);
    this.#sessionsMs += performance.now() - startMs;
    return new ModelOutputs(this.#model, results);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** The outputs of one run, by the names in the manifest. */
export class ModelOutputs {
  readonly #outputs = new Map<string, FloatOutput>();

  constructor(model: Model, results: Readonly<Record<string, Tensor>>) {
    for (const described of model.outputs) {
      const tensor = results[described.name];
      if (!(tensor?.data instanceof Float32Array) || !fits(described, tensor.dims)) {
        const actual = tensor === undefined ? 'nothing' : `${tensor.type}[${tensor.dims.join(', ')}]`;
        throw new ModelSignatureMismatch(model.id, 'outputs', [shapeText(described)], [`${described.name}: ${actual}`]);
      }
      this.#outputs.set(described.name, { data: tensor.data, dims: tensor.dims });
    }
  }

  /** @param name an output of the manifest; any other is a mistake of the caller */
  float32(name: string): FloatOutput {
    const output = this.#outputs.get(name);
    if (output === undefined) throw new Error(`no output "${name}"; there are ${[...this.#outputs.keys()].join(', ')}`);
    return output;
  }
}

function fits({ dtype, shape }: TensorDescription, dims: readonly number[]): boolean {
  if (dtype !== 'float32' || dims.length !== shape.length) return false;
  return shape.every((size, axis) => typeof size === 'string' || size === dims[axis]);
}

function shapeText({ name, dtype, shape }: TensorDescription): string {
  return `${name}: ${dtype}[${shape.join(', ')}]`;
}

function expectNames(
  id: string,
  side: 'inputs' | 'outputs',
  described: readonly TensorDescription[],
  actual: readonly string[],
): void {
  const expected = described.map(({ name }) => name);
  if (expected.length === actual.length && expected.every((name) => actual.includes(name))) return;
  throw new ModelSignatureMismatch(id, side, expected, actual);
}
