import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';
import type { LessonNorm } from './lesson-norm.ts';
import type { SoundFrames } from './sound-frames.ts';
import { ROW_WIDTH, stepsIn, talkRows } from './talk-features.ts';

/** The nets trained here (models/training): what a moment and its surroundings sound like; who it is in this lesson. */
export const talkModels = { first: 'talk-first', second: 'talk-second' } as const;

export const CLASSES = 4;
const TEACHER = 0;
const STUDENT = 1;
/** How often the lesson's teacher and students are made out anew from the last answer. */
const ROUNDS = 2;
/** Steps a run (some two minutes), so that a long lesson needs little more memory than a short one. */
const CHUNK = 2000;
/**
 * Outputs lie outside of V8's heap, which therefore sees little to collect: it is told to after so many chunks, where the
 * process allows it (sensor-supervisor.ts), or some 40 MB more would be held.
 */
const COLLECT_EVERY = 8;
/** How many steps around a step each net hears; as many are given on both sides of a chunk. */
const REACH = { first: 64, second: 53 };

/** What is kept of each step: `data` is steps × width. */
interface Table {
  data: Float32Array;
  width: number;
}

export interface TalkOutlook {
  /** steps × 4 probabilities of teacher, student, many, none. */
  classes: Float32Array;
  /** Probability that somebody speaks in each frame (two a step), the room's echo taken off. */
  speech: Float32Array;
}

type Net = Pick<ModelSession, 'run'>;
type Outputs = Awaited<ReturnType<Net['run']>>;

/**
 * Who talks when, over the whole lesson so far. The first net judges each moment by its surroundings; what it takes for
 * the teacher and for students is averaged into two prototypes of this very lesson (Snell et al. 2017), and the second
 * net judges again, knowing them. Nothing of a voice outlives the lesson.
 */
export class TalkNets {
  readonly #first: Net;
  readonly #second: Net;

  constructor(first: Net, second: Net) {
    this.#first = first;
    this.#second = second;
  }

  async judge(frames: SoundFrames, norm: LessonNorm): Promise<TalkOutlook> {
    const steps = stepsIn(frames);
    const rows = new Float32Array((CHUNK + 2 * REACH.first) * ROW_WIDTH);
    const heard = { embedding: empty(), voice: empty(), posteriors: empty() };
    await inChunks(steps, REACH.first, heard, (from, to) =>
      this.#first.run({
        rows: new ort.Tensor('float32', talkRows(frames, norm, from, to, rows), [1, to - from, ROW_WIDTH]),
      }),
    );
    const judged = { posteriors: heard.posteriors, speech: empty() };
    for (let round = 0; round < ROUNDS; round++) {
      const prototypes = prototypesOf(heard.voice, judged.posteriors.data, steps);
      await inChunks(steps, REACH.second, judged, (from, to) =>
        this.#second.run({
          embedding: rowsOf(heard.embedding, from, to),
          voice: rowsOf(heard.voice, from, to),
          prototypes,
        }),
      );
    }
    return { classes: judged.posteriors.data, speech: judged.speech.data };
  }
}

const empty = (): Table => ({ data: new Float32Array(0), width: 0 });

const rowsOf = ({ data, width }: Table, from: number, to: number): ort.Tensor =>
  new ort.Tensor('float32', data.subarray(from * width, to * width), [to - from, width]);

/** Runs a net over all steps, chunk by chunk with what it hears around each, and puts its outputs into the tables. */
async function inChunks(
  steps: number,
  reach: number,
  tables: Record<string, Table>,
  run: (from: number, to: number) => Promise<Outputs>,
): Promise<void> {
  const whole = new Map<Table, Float32Array>();
  for (let start = 0; start < steps; start += CHUNK) {
    const end = Math.min(steps, start + CHUNK);
    const from = Math.max(0, start - reach);
    if ((start / CHUNK) % COLLECT_EVERY === 0) globalThis.gc?.();
    const outputs = await run(from, Math.min(steps, end + reach));
    for (const [name, table] of Object.entries(tables)) {
      const { data, dims } = outputs.float32(name);
      table.width = dims[1]!;
      if (start === 0) whole.set(table, new Float32Array(steps * table.width));
      whole
        .get(table)!
        .set(data.subarray((start - from) * table.width, (end - from) * table.width), start * table.width);
    }
  }
  for (const [table, data] of whole) table.data = data;
}

/** Means of the voice embedding over the lesson, weighted by the squared probabilities of teacher and of student. */
function prototypesOf(voice: Table, classes: Float32Array, steps: number): ort.Tensor {
  const means = new Float32Array(2 * voice.width);
  for (const [row, column] of [TEACHER, STUDENT].entries()) {
    const mean = means.subarray(row * voice.width, (row + 1) * voice.width);
    let total = 1e-3;
    for (let step = 0; step < steps; step++) {
      // Squared: a step that could be either says little about both.
      const weight = classes[step * CLASSES + column]! ** 2;
      total += weight;
      for (let i = 0; i < voice.width; i++) mean[i]! += weight * voice.data[step * voice.width + i]!;
    }
    for (let i = 0; i < voice.width; i++) mean[i]! /= total;
  }
  return new ort.Tensor('float32', means, [2, voice.width]);
}
