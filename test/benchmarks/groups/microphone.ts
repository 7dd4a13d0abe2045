import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { filmFolder, readFilmTruth } from '../../../agent/demo/lesson-film.ts';
import { audioBlocks } from '../../../agent/sensing/capture/audio-blocks.ts';
import { SAMPLE_RATE } from '../../../agent/sensing/capture/ffmpeg-arguments.ts';
import { probeAudio } from '../../../agent/sensing/capture/media-probe.ts';
import { Hearing } from '../../../agent/sensing/microphone/hearing.ts';
import { LiveTalk } from '../../../agent/sensing/microphone/live-talk.ts';
import { loadTalkClassifier } from '../../../agent/sensing/microphone/load-talk-classifier.ts';
import { PowerSpectrum } from '../../../agent/sensing/microphone/spectrum.ts';
import { VOICE_BLOCK, VoiceActivity } from '../../../agent/sensing/microphone/voice-activity.ts';
import { BUILT_DIR, builtPath } from '../../../models/built-models.ts';
import { loadModel } from '../../../models/session.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { cpuMsOf, ratios, sum } from '../turns.ts';

/** The film's sound this often in a row: reviews of the whole grow with the lesson. */
const REPEATS = 4;
const TURNS = 5;
const VOICED = 0.5;
const BLOCK_S = VOICE_BLOCK / SAMPLE_RATE;

async function filmSound(): Promise<Float32Array[]> {
  const path = join(filmFolder, 'room.opus');
  const blocks: Float32Array[] = [];
  const source = { path, startAtMs: 0 };
  for await (const [block] of audioBlocks(source, await probeAudio(path), VOICE_BLOCK, AbortSignal.any([])))
    blocks.push(block!.slice());
  return blocks;
}

/** All that the microphone's process does in a live lesson, in no time, but for its ffmpeg. */
async function measureLive(blocks: readonly Float32Array[], run: BenchRun): Promise<void> {
  const voice = await loadModel(VoiceActivity.model);
  const talk = await loadTalkClassifier();
  const sessionsMs = () => sum([voice, ...talk.models].map((model) => model.sessionsMs));
  const hearing = new Hearing({ channels: 1, startMs: 0, voice: new VoiceActivity(voice), observe: () => {} });
  const telling = new LiveTalk(hearing, talk.classifier, 0, () => {});
  const shares: number[] = [];
  const walls: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    run.progress(`minute ${((repeat * blocks.length * BLOCK_S) / 60).toFixed(0)}`);
    const before = sessionsMs();
    const startedMs = performance.now();
    const cpuMs = await cpuMsOf(async () => {
      for (const block of blocks) {
        await hearing.listen([block]);
        await telling.tellWhenDue();
      }
    });
    shares.push(cpuMs / (blocks.length * BLOCK_S * 1000));
    walls.push((performance.now() - startedMs) / (sessionsMs() - before));
  }
  run.figure('microphone.core', shares);
  run.figure('microphone.wall', walls);
}

/** What is used of sherpa-onnx-node's detector. */
interface SherpaVad {
  acceptWaveform(samples: Float32Array): void;
  isDetected(): boolean;
  isEmpty(): boolean;
  pop(): void;
}
const sherpaSchema = z.object({ Vad: z.custom<new (config: object, bufferS: number) => SherpaVad>() });

/** @returns undefined where it is not installed: it is no dependency of this program */
function openSherpa(): (() => SherpaVad) | undefined {
  try {
    const { Vad } = sherpaSchema.parse(createRequire(import.meta.url)('sherpa-onnx-node'));
    const silero = { minSilenceDuration: 0.1, minSpeechDuration: 0.1, threshold: VOICED, windowSize: VOICE_BLOCK };
    const model = builtPath(BUILT_DIR, VoiceActivity.model);
    return () => new Vad({ sileroVad: { model, ...silero }, sampleRate: SAMPLE_RATE, numThreads: 1, debug: false }, 30);
  } catch {
    return undefined;
  }
}

async function measureVoice(blocks: readonly Float32Array[], run: BenchRun): Promise<void> {
  const open = openSherpa();
  const model = await loadModel(VoiceActivity.model);
  const oursMs: number[] = [];
  const theirsMs: number[] = [];
  let ours: boolean[] = [];
  let theirs: boolean[] = [];
  for (let turn = -1; turn < TURNS; turn++) {
    const voice = new VoiceActivity(model);
    ours = [];
    const our = await cpuMsOf(async () => {
      for (const block of blocks) ours.push((await voice.next(block)) >= VOICED);
    });
    if (turn >= 0) oursMs.push(our);
    if (!open) continue;
    const vad = open();
    theirs = [];
    const their = await cpuMsOf(() => {
      for (const block of blocks) {
        vad.acceptWaveform(block);
        theirs.push(vad.isDetected());
        while (!vad.isEmpty()) vad.pop();
      }
    });
    if (turn >= 0) theirsMs.push(their);
  }
  run.figure(
    'microphone.voice.us',
    oursMs.map((ms) => (ms / blocks.length) * 1000),
  );
  run.figure('microphone.voice.right', rightShare(ours));
  if (open) {
    run.figure('microphone.voice.sherpa', ratios(oursMs, theirsMs));
    run.figure('microphone.voice.sherpa.right', rightShare(theirs));
  } else
    run.lacks(
      ['microphone.voice.sherpa', 'microphone.voice.sherpa.right'],
      'sherpa-onnx-node is not installed; install it anywhere and name its node_modules in NODE_PATH',
    );
}

/** Share of blocks in which it is right whether anybody speaks, by the film's truth; borders of .25 s left out. */
function rightShare(found: readonly boolean[]): number {
  const spans = readFilmTruth(filmFolder).audio?.talk ?? [];
  let [right, all] = [0, 0];
  for (const [startS, endS, talk] of spans) {
    for (let i = Math.ceil((startS + 0.25) / BLOCK_S); (i + 1) * BLOCK_S < endS - 0.25; i++) {
      all++;
      if ((found[i] ?? false) === (talk !== 'none')) right++;
    }
  }
  return right / all;
}

const SPECTRA = 2000;

function measureSpectrum(run: BenchRun): void {
  const spectrum = new PowerSpectrum(VOICE_BLOCK);
  const samples = Float32Array.from({ length: VOICE_BLOCK }, (_, i) => Math.sin(i * i));
  const power = new Float64Array(VOICE_BLOCK / 2 + 1);
  const us = Array.from({ length: TURNS + 1 }, () => {
    const startedMs = performance.now();
    for (let i = 0; i < SPECTRA; i++) spectrum.ofSound(samples, power);
    return ((performance.now() - startedMs) / SPECTRA) * 1000;
  });
  run.figure('microphone.spectrum.us', us.slice(1));
}

export const microphone: BenchGroup = {
  name: 'microphone',
  title: 'Hearing',
  figures: [
    {
      name: 'microphone.core',
      unit: 'share',
      what: 'share of a core that a live lesson’s microphone takes, ffmpeg apart: processor time of the film’s sound, four times in a row, with all its reviews',
      floor: 'the voice net at every 32 ms is most of it (`microphone.voice.us`: 31 of them a second)',
    },
    {
      name: 'microphone.wall',
      unit: 'ratio',
      against: 'Σ `session.run` of the same sound',
      what: 'time of all that is done with the sound; the rest is spectra, pitch and the judging of the whole',
    },
    {
      name: 'microphone.spectrum.us',
      unit: 'µs',
      what: 'one spectrum of 512 samples; three of them make up a frame of 32 ms',
    },
    {
      name: 'microphone.voice.us',
      unit: 'µs',
      what: 'whether somebody speaks in a block of 32 ms (Silero VAD v5)',
    },
    {
      name: 'microphone.voice.right',
      unit: 'share',
      what: 'blocks of the film in which the bare net is right about that at .5; what the product tells comes of more than this',
    },
    {
      name: 'microphone.voice.sherpa',
      unit: 'ratio',
      against: 'sherpa-onnx-node’s detector with the same file',
      what: 'processor time of the same sound',
    },
    {
      name: 'microphone.voice.sherpa.right',
      unit: 'share',
      what: 'blocks in which sherpa-onnx-node’s detector is right; it waits for .1 s of speech or silence',
    },
  ],
  measure: async (run) => {
    const blocks = await filmSound();
    measureSpectrum(run);
    await measureVoice(blocks, run);
    await measureLive(blocks, run);
  },
};
