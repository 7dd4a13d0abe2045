import { parentPort, workerData } from 'node:worker_threads';
import { runCases } from './engine/run-cases.ts';
import { fuzzedParsers } from './registry.ts';

/** One parser's cases, in a thread of its own: what hangs or fills its memory is ended from outside. */
export interface FuzzWork {
  name: string;
  seed: number;
  from: number;
  cases: number;
  /** The number of the case that is being tried. */
  at: SharedArrayBuffer;
}

const { name, at, ...options } = workerData as FuzzWork;
const place = new Int32Array(at);
const parser = fuzzedParsers.find((each) => each.name === name)!;
const result = await runCases(parser, { ...options, beginning: (index) => Atomics.store(place, 0, index) });
parentPort!.postMessage(result);
