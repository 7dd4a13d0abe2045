import type { HubStep, SeatsFound, TestLessonResult, Trial } from './setup/controls/checks.ts';
import type { Configuration, ConfigurationChange, SetupSource } from './setup/controls/configuration.ts';
import type { LessonChoice } from './setup/controls/data.ts';
import type { PreviewStatus } from './setup/controls/preview.ts';
import type { SetupControls, SetupStep } from './setup/controls/setup-controls.ts';

/** A set-up for the tests of its routes: it remembers what it was asked, and refuses what it is told to refuse. */
export class SampleSetup implements SetupControls {
  /** Every command, oldest first. */
  asked: unknown[][] = [];
  /** What the next commands are refused with. */
  refusal: Error | undefined;
  now: Configuration = {
    ...{ file: '/etc/lectern/lectern.yaml', state: 'whole', problem: null, hash: 'a'.repeat(32), isApplied: true },
    settings: { room: { region: '310104', school: '2131000000', room: 'r301' }, hub: { url: 'mqtts://hub' } },
    users: { studentCamera: 'it' },
  };
  shown: PreviewStatus = {
    ...{ state: 'closed', source: null, why: null, cause: null, width: null, height: null, level: null, leftS: 0 },
  };
  jpeg: Uint8Array | null = null;

  configuration = {
    read: () => this.now,
    change: (change: ConfigurationChange) => this.#ask('change', change) ?? this.now,
    apply: () => void this.#ask('apply'),
  };
  progress = {
    skipped: (): SetupStep[] => ['hub'],
    skip: (step: SetupStep, isSkipped: boolean): SetupStep[] => this.#ask('skip', step, isSkipped) ?? ['hub', step],
  };
  preview = {
    open: (source: SetupSource) => this.#ask('open', source) ?? this.shown,
    status: () => this.shown,
    picture: (source: SetupSource) => this.#ask('picture', source) ?? this.jpeg,
    close: (source: SetupSource) => void this.#ask('close', source),
  };
  cameras = {
    search: async () => this.#ask('search') ?? [],
    streams: async (address: string, login: object) => this.#ask('streams', address, login) ?? [],
  };
  seats = this.#trial<SeatsFound>('seats');
  testLesson = this.#trial<TestLessonResult>('test');
  hub = { test: async (url: string): Promise<HubStep[]> => this.#ask('hub', url) ?? [] };
  enrolment = {
    status: () => ({ certificate: null, pending: null, step: null, broker: null }),
    claim: async (wish: object) => this.#ask('claim', wish) ?? this.enrolment.status(),
    rooms: (text: string | null) => this.#ask('rooms', text) ?? { server: 'https://est', rooms: [], own: null },
    forget: async () => this.#ask('forget') ?? this.enrolment.status(),
  };
  timetable = {
    current: () => null,
    read: (...given: unknown[]) => this.#ask('read', ...given) ?? { problems: [], more: 0 },
    take: (...given: unknown[]) => this.#ask('take', ...given) ?? { problems: [], more: 0 },
  };
  machine = {
    health: async () => this.#ask('health') ?? ({} as never),
    doctor: async () => this.#ask('doctor') ?? [],
    log: () => [],
    supportBundle: async () => this.#ask('bundle') ?? new Uint8Array([31, 139]),
  };
  data = {
    inventory: () => ({
      ...{ folder: '/var/lib/lectern', nowMs: 0, items: [], accessCount: 1 },
      access: [{ atMs: 0, who: '=cmd()', what: 'sign-in', subject: null }],
    }),
    access: () => [{ atMs: 0, who: '=cmd()', what: 'sign-in', subject: null }],
    lessons: (choice: LessonChoice) => this.#ask('lessons', choice) ?? [],
    delete: (choice: LessonChoice, count: number) => this.#ask('delete', choice, count) ?? { deleted: count, sent: 0 },
  };

  #trial<Result>(name: string) {
    const status = (): Trial<Result> => ({ state: 'never' });
    return { status, start: (): Trial<Result> => this.#ask(name) ?? { state: 'running', leftS: 20 } };
  }

  /** @returns nothing, ever */
  #ask(...command: unknown[]): undefined {
    this.asked.push(command);
    if (this.refusal) throw this.refusal;
    return undefined;
  }
}
