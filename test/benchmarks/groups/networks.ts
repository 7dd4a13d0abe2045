import { basename, join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { BUILT_DIR } from '../../../models/built-models.ts';
import { largestDifference } from '../../../models/convert/testing/expect-same.ts';
import { lessonPixels } from '../../../models/convert/testing/lesson-frame.ts';
import type { Values } from '../../../models/convert/testing/tfjs-reference.ts';
import { findModel, readManifest } from '../../../models/manifest.ts';
import { loadModel } from '../../../models/session.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { msOf, ratios } from '../turns.ts';

const NETS = [
  { id: 'face-detector-full-range', size: 192, isBytes: false },
  { id: 'movenet-lightning', size: 192, isBytes: true },
  { id: 'movenet-multipose', size: 256, isBytes: true },
] as const;
const TURNS = 15;
/** Runs of each that warm up: TF.js compiles and uploads in its first. */
const WARM = 3;

async function measure(run: BenchRun): Promise<void> {
  // Loaded here: others of the bench do not need a second runtime.
  const { loadTfjsModel, runTfjs, startTfjs } = await import('../../../models/convert/testing/tfjs-reference.ts');
  await startTfjs();
  for (const { id, size, isBytes } of NETS) {
    run.progress(id);
    const model = findModel(await readManifest(), id);
    if (!('package' in model.source)) throw new Error(`${id} has no original`);
    const original = await loadTfjsModel(join(BUILT_DIR, 'source', id, basename(model.source.files[0])));
    const converted = await loadModel(id);
    const pixels = await lessonPixels({ second: 64, left: 300, top: 60, side: 640 }, size);
    const data = isBytes ? Int32Array.from(pixels) : Float32Array.from(pixels, (byte) => byte / 127.5 - 1);
    const input: Values = { dims: [1, size, size, 3], data };
    const name = model.outputs[0]!.name;
    let theirs: Values = input;
    let ours: Values = input;
    const theirMs: number[] = [];
    const ourMs: number[] = [];
    for (let turn = -WARM; turn < TURNS; turn++) {
      const their = await msOf(() => {
        theirs = runTfjs(original, { input }, [name])[0]!;
      });
      const our = await msOf(async () => {
        const feed =
          data instanceof Int32Array ? new Tensor('int32', data, input.dims) : new Tensor('float32', data, input.dims);
        ours = (await converted.run({ input: feed })).float32(name);
      });
      if (turn < 0) continue;
      theirMs.push(their);
      ourMs.push(our);
    }
    run.figure(`net.${id}.ms`, ourMs);
    run.figure(`net.${id}.tfjs`, ratios(ourMs, theirMs));
    run.figure(`net.${id}.tfjs.difference`, largestDifference(ours, theirs) / spanOf(theirs));
  }
}

function spanOf({ data }: Values): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return most - least;
}

export const networks: BenchGroup = {
  name: 'networks',
  title: 'The nets beside the same nets in TensorFlow.js',
  figures: NETS.flatMap(({ id }) => [
    { name: `net.${id}.ms`, unit: 'ms' as const, what: `one run of ${id} on one thread, input and answer included` },
    {
      name: `net.${id}.tfjs`,
      unit: 'ratio' as const,
      against: 'the original in TF.js 4.22, WebAssembly with SIMD, one thread',
      what: 'the converted net in ONNX Runtime, on a picture of the film',
      floor:
        'what is left of a run is convolutions (above), which ONNX Runtime computes with the widest vectors of the processor; its blocked layout alone is worth 2.5 of them, batches of two or four tiles a twentieth, of eight nothing',
      aim: { atMost: 1 },
    },
    {
      name: `net.${id}.tfjs.difference`,
      unit: 'share' as const,
      against: 'the same',
      what: 'largest difference of the answers, of the range that they span',
      aim: { atMost: 0.001 },
    },
  ]),
  measure,
};
