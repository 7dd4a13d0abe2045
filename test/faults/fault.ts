import type { TestOptions } from 'vitest';

/** What can fail, in the order of the matrix. */
export const parts = {
  camera: 'camera',
  microphone: 'microphone',
  sensor: 'sensor process, ffmpeg',
  models: 'models',
  agent: 'agent process, power',
  disk: 'disk',
  database: 'database',
  clock: 'wall clock',
  configuration: 'configuration',
  timetable: 'timetable',
  rules: 'rules of findings',
  screen: 'classroom screen',
  recording: 'recording that a teacher brings',
  broker: 'broker and network',
  hub: 'hub (ingest, its database)',
  wishes: 'wishes and commands of the region',
  certificate: 'certificate, enrolment',
  'model-update': 'model update',
  package: 'package update',
  backup: 'backup, restore',
  'device-process': 'process of the room’s hardware',
  environment: 'environment sensor',
  board: 'button and lamp',
  ptz: 'camera that turns',
  panel: 'panel, projector',
} as const;
export type Part = keyof typeof parts;

/** How things fail. */
export const kinds = {
  absent: 'not there at the start',
  lost: 'goes away in use',
  refused: 'refuses or is refused',
  silent: 'hangs, says nothing',
  wrong: 'is damaged or says what is wrong',
  overload: 'too much, too slow, full',
  killed: 'ends in the middle',
} as const;
export type Kind = keyof typeof kinds;

/** A fault of a part, as it is met in a classroom or at the hub, and what a test has shown of it. */
export interface Fault {
  part: Part;
  kind: Kind;
  /** What happens. */
  fault: string;
  /** What the people concerned see: words of the screen by their code, or a sentence. */
  seen: string | { code: string };
  /** What is lost, at most. */
  lost: string;
  recovers: string;
}

declare module 'vitest' {
  interface TaskMeta {
    faults?: readonly Fault[];
  }
}

/**
 * Options of a test that shows what a fault does: docs/reliability.md is made of them. As the test's second argument.
 * @param more other options of the test
 */
export const shows = (faults: Fault | readonly Fault[], more: TestOptions = {}): TestOptions => ({
  ...more,
  meta: { faults: [faults].flat() },
});

/** Where a part cannot fail in a way, and why; the rest that no test shows is named as such. */
export const impossible: Partial<Record<Part, Partial<Record<Kind, string>>>> = {
  sensor: { refused: 'the agent starts it itself' },
  models: { silent: 'see sensor process: a model runs in it' },
  agent: { refused: 'nobody asks it to be let in', wrong: 'see database and configuration' },
  database: { overload: 'see disk', silent: 'see disk' },
  clock: {
    refused: 'is read, not asked',
    silent: 'the kernel’s always answers',
    overload: 'no load',
    killed: 'no process',
  },
  configuration: { silent: 'a file', killed: 'see agent process' },
  timetable: { silent: 'a file', killed: 'see agent process' },
  rules: { silent: 'a file', lost: 'read once at the start' },
  backup: { absent: 'nothing to restore then', silent: 'a file' },
  'device-process': { refused: 'the agent starts it itself' },
};
