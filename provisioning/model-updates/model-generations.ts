import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeWholeFile } from '../../agent/config/whole-file.ts';
import {
  GENERATION_MANIFEST,
  generationFolder,
  IN_FORCE_FILE,
  type InForce,
  modelsOfGeneration,
  readInForce,
} from '../../models/generations.ts';
import { type BundleManifest, readManifest } from './bundle-manifest.ts';

/** So many failures of sensors with models on trial, and they are given up. */
const MOST_FAILURES = 2;
const MOST_REFUSED = 20;

/**
 * The generations of models on this machine: the one in use, the one before, and one that waits to be used. One small file
 * says which is which and is replaced as a whole, so that after a power cut it is as before or as after.
 */
export class ModelGenerations {
  readonly folder: string;

  /** @param folder `models` in the agent's data folder */
  constructor(folder: string) {
    this.folder = folder;
  }

  get state(): InForce {
    return readInForce(this.folder);
  }

  /** Where bundles are brought together before they are one. */
  get staging(): string {
    return join(this.folder, 'staging');
  }

  /** SHA-256 of each model that is used, by id. @param packaged those that came with the program */
  installed(packaged: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const { current } = this.state;
    return current === null ? packaged : new Map([...packaged, ...modelsOfGeneration(this.folder, current)]);
  }

  /** A generation's own list; undefined when it is not there or damaged. */
  manifestOf(name: string): BundleManifest | undefined {
    try {
      return readManifest(readFileSync(join(generationFolder(this.folder, name), GENERATION_MANIFEST)), name);
    } catch {
      return undefined;
    }
  }

  /** The highest number of the bundles that are used or wait for it; 0 when there is none. */
  get sequence(): number {
    const { current, next } = this.state;
    return Math.max(0, ...[current, next].map((name) => (name && this.manifestOf(name)?.sequence) || 0));
  }

  /** Takes a whole, tried bundle in; it is used as soon as `switchToNext` is called. @param staged its folder */
  add(staged: string, name: string): void {
    const place = generationFolder(this.folder, name);
    mkdirSync(dirname(place), { recursive: true, mode: 0o750 });
    // What lies there of that name has not been looked at: this has.
    if (existsSync(place)) rmSync(place, { recursive: true });
    renameSync(staged, place);
    syncFolder(dirname(place));
    this.#write({ ...this.state, next: name });
    this.#prune();
  }

  /** Uses what waits: sensors that start from now on load it. It is on trial until it has measured a lesson. */
  switchToNext(): string | null {
    const { current, previous, next, trial, refused } = this.state;
    if (next === null) return null;
    // What is itself on trial is nothing to go back to, nor is what is brought anew.
    const back = trial === null && next !== current ? current : previous;
    this.#write({ current: next, previous: back, next: null, trial: { failures: 0 }, refused });
    this.#prune();
    return next;
  }

  /** Gives up what waits: nobody wants it any more. @returns the one that is given up, null when nothing waits */
  dropNext(): string | null {
    const { state } = this;
    if (state.next !== null) this.#write({ ...state, next: null });
    this.#prune();
    return state.next;
  }

  /** A sensor has failed: too often with models on trial, and they are given up. @returns the one that is given up */
  noteFailure(reason: string): string | null {
    const { state } = this;
    if (state.trial === null) return null;
    const failures = state.trial.failures + 1;
    if (failures >= MOST_FAILURES) return this.rollBack(reason);
    this.#write({ ...state, trial: { failures } });
    return null;
  }

  /** A lesson was measured with them. */
  passTrial(): void {
    const { state } = this;
    if (state.trial !== null) this.#write({ ...state, trial: null });
  }

  /** Uses the one before again; the one in use is not taken again. @returns the one that is given up, null when there is none */
  rollBack(reason: string): string | null {
    const { current, previous, next, refused } = this.state;
    if (current === null) return null;
    this.#write({
      current: previous,
      previous: null,
      next,
      trial: null,
      refused: withRefusal(refused, current, reason),
    });
    this.#prune();
    return current;
  }

  /** Remembers a bundle that cannot be used here, so that it is not tried again and again. */
  refuse(bundle: string, reason: string): void {
    const { state } = this;
    this.#write({ ...state, refused: withRefusal(state.refused, bundle, reason) });
  }

  /** Forgets that a bundle was given up, for somebody who wants to try it again. */
  forgive(bundle: string): void {
    const { state } = this;
    if (state.refused.some((each) => each.bundle === bundle))
      this.#write({ ...state, refused: state.refused.filter((each) => each.bundle !== bundle) });
  }

  /** Leaves all generations, for those that came with the program, where `isFit` says that the one in use is for another. */
  leaveUnfit(isFit: (manifest: BundleManifest) => boolean): string | null {
    const { state } = this;
    const fits = (name: string | null) => {
      const manifest = name === null ? undefined : this.manifestOf(name);
      return manifest !== undefined && isFit(manifest);
    };
    const next = fits(state.next) ? state.next : null;
    if (state.current === null || fits(state.current)) {
      if (next !== state.next) this.#write({ ...state, next });
      return null;
    }
    const previous = fits(state.previous) ? state.previous : null;
    this.#write({ ...state, current: previous, previous: null, next, trial: null });
    this.#prune();
    return state.current;
  }

  #write(state: InForce): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o750 });
    writeWholeFile(join(this.folder, IN_FORCE_FILE), `${JSON.stringify(state, null, 1)}\n`, 0o640);
  }

  /** Deletes generations that nobody goes back to. */
  #prune(): void {
    const { current, previous, next } = this.state;
    const place = join(this.folder, 'generations');
    if (!existsSync(place)) return;
    for (const name of readdirSync(place))
      if (![current, previous, next].includes(name)) rmSync(join(place, name), { recursive: true, force: true });
  }
}

function withRefusal(refused: InForce['refused'], bundle: string, reason: string): InForce['refused'] {
  const others = refused.filter((each) => each.bundle !== bundle);
  return [{ bundle, reason: reason.slice(0, 500) }, ...others].slice(0, MOST_REFUSED);
}
