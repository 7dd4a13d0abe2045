import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { film } from '../cli.ts';
import { CodedPieces, findMark } from './mark-search.ts';
import { markedFilm } from './planted-mark.ts';
import type { TracedProcess, Written } from './trace.ts';
import { type TracedLesson, tracedLesson } from './traced-lesson.ts';
import { mediaIn, unpacked } from './unpacked.ts';

/** Of what an ffmpeg hands to its sensor so much is looked at, to show that the search would find it. */
export const CONTROL_BYTES = 12_000_000;
/** Fewer hold no row of a picture, however they are packed. */
const LEAST_PACKED_BYTES = 64;
/** An ffmpeg that wrote less only asked what a source is. */
const LEAST_MEDIA_BYTES = 500_000;

/** A place where pictures or sound could have come to, and what was found there. */
export interface Searched {
  place: string;
  /** Bytes looked at; what was packed is counted as it lay there. */
  bytes: number;
  found: string[];
}

/** What each program wrote: bytes, by what they were written to. */
export interface ProgramWrites {
  program: string;
  processes: number;
  bytes: Partial<Record<Written['kind'], number>>;
}

export interface PrivacyProof {
  lengthS: number;
  programs: ProgramWrites[];
  /** What each ffmpeg handed to its sensor, where the mark must be found. */
  control: Searched[];
  /** Everywhere else, where it must not be. */
  searched: Searched[];
  /** What does not go with what the agent may do, a sentence each. */
  forbidden: string[];
}

/** Holds a lesson with a mark in its pictures and its sound, traced, and looks for it everywhere. It takes two minutes. */
export async function provePrivacy(): Promise<PrivacyProof> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-privacy-'));
  try {
    const marked = markedFilm(film, folder);
    const lesson = await tracedLesson(marked, folder);
    const pieces = new CodedPieces([marked.student, marked.teacher, marked.sound]);
    const look = (place: string, parts: readonly Buffer[]): Searched => search(place, parts, pieces);
    const { processes } = lesson;
    const ffmpeg = processes.filter((each) => /^ff/.test(programOf(each)));
    const sensors = processes.filter((each) => isSensor(programOf(each)));
    const others = processes.filter((each) => !ffmpeg.includes(each) && !sensors.includes(each));
    const all = ['file', 'network', 'pipe', 'socket', 'kernel'] as const;
    return {
      lengthS: lesson.lengthS,
      programs: writesOf(processes),
      control: ffmpeg
        .map((each) => writtenTo([each], 'pipe', 'socket'))
        .filter(({ length }) => length >= LEAST_MEDIA_BYTES)
        .map((bytes, i) => look(`ffmpeg ${i + 1}, what its sensor process reads`, [bytes.subarray(0, CONTROL_BYTES)])),
      searched: [
        ...lesson.files.map(({ name, bytes }) => look(name, [bytes])),
        look('log', [lesson.log]),
        look('MQTT, every message of the broker', lesson.mqtt),
        look('HTTP, every answer', lesson.http),
        look('sensor processes, all they write', connectionsOf(sensors, ...all)),
        look('ffmpeg, what it writes to files and network', connectionsOf(ffmpeg, 'file', 'network')),
        ...all.map((kind) => look(`agent and its other programs, ${kind}`, connectionsOf(others, kind))),
      ],
      forbidden: forbiddenIn(lesson, ffmpeg, sensors),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The name of a process's program: that of its script, where it is ours. */
function programOf({ line }: { line: string }): string {
  const script = /([\w-]+(?:\/process)?)\.ts\b/.exec(line)?.[1];
  if (!script) return line.split(' ')[0]!.split('/').at(-1)!;
  return script === 'cli' ? 'agent' : script;
}

const isSensor = (program: string): boolean => /^(student-process|teacher-process|microphone\/process)$/.test(program);

/** What was done that would let pictures or sound out, or reach whom the agent has nothing to say to. */
function forbiddenIn(
  { processes, allowed }: TracedLesson,
  ffmpeg: TracedProcess[],
  sensors: TracedProcess[],
): string[] {
  const sensorPids = sensors.map(({ pid }) => pid);
  return [
    ...ffmpeg
      .filter(({ parent }) => parent === null || !sensorPids.includes(parent))
      .map(({ line }) => `not a sensor process began ${line}`),
    ...processes.flatMap((each) => each.unseen.map((call) => `${programOf(each)} writes unseen: ${call}`)),
    ...processes
      // What plays with the sound server shares memory with it: ffmpeg and pactl.
      .filter((each) => each.shared.length > 0 && !/^(ff|pactl)/.test(programOf(each)))
      .map((each) => `${programOf(each)} shares memory or a descriptor: ${each.shared[0]}`),
    ...processes.flatMap((each) =>
      filesOf(each)
        .filter((path) => programOf(each) !== 'agent' || !path.startsWith(allowed.folder))
        .map((path) => `${programOf(each)} writes ${path}`),
    ),
    ...processes.flatMap((each) =>
      each.connected
        .filter((address) => !allowed.addresses.includes(address))
        .map((address) => `${programOf(each)} connects to ${address}`),
    ),
  ];
}

const filesOf = ({ named, written }: TracedProcess): string[] => [
  ...new Set([...named, ...written.filter(({ kind }) => kind === 'file').map(({ to }) => to)]),
];

/** Looks at each part of a place by itself, and at all of them in a row: what is packed begins with a part. */
function search(place: string, parts: readonly Buffer[], pieces: CodedPieces): Searched {
  const found = new Set<string>();
  const whole = Buffer.concat(parts);
  for (const part of parts.length > 1
    ? [whole, ...parts.filter(({ length }) => length >= LEAST_PACKED_BYTES)]
    : [whole]) {
    for (const each of unpacked(part)) {
      for (const hit of [findMark(each), pieces.find(each)]) if (hit) found.add(`${hit.as}, from byte ${hit.at}`);
      for (const kind of mediaIn(each)) found.add(`the beginning of ${kind}`);
    }
  }
  return { place, bytes: whole.length, found: [...found] };
}

/** What processes wrote, what went to one connection or file in a row. */
function connectionsOf(processes: readonly TracedProcess[], ...kinds: Written['kind'][]): Buffer[] {
  return processes.flatMap(({ written }) => {
    const own = written.filter(({ kind }) => kinds.includes(kind));
    return [...new Set(own.map(({ to }) => to))].map((name) =>
      Buffer.concat(own.filter(({ to }) => to === name).map(({ bytes }) => bytes)),
    );
  });
}

const writtenTo = (processes: readonly TracedProcess[], ...kinds: Written['kind'][]): Buffer =>
  Buffer.concat(
    processes.flatMap(({ written }) => written.filter(({ kind }) => kinds.includes(kind)).map(({ bytes }) => bytes)),
  );

function writesOf(processes: readonly TracedProcess[]): ProgramWrites[] {
  return [...new Set(processes.map(programOf))].sort().map((program) => {
    const own = processes.filter((each) => programOf(each) === program);
    const bytes: ProgramWrites['bytes'] = {};
    for (const { kind, bytes: written } of own.flatMap((each) => each.written))
      bytes[kind] = (bytes[kind] ?? 0) + written.length;
    return { program, processes: own.length, bytes };
  });
}
