import type { SetupSource } from './configuration.ts';

/** Something that takes a while, and what came of it the last time. */
export type Trial<Result> =
  | { state: 'never' }
  | { state: 'running'; leftS: number }
  | { state: 'done'; atMs: number; result: Result }
  | { state: 'failed'; atMs: number; code: string; message: string };

export interface SeatsFound {
  /** Size of the picture, pixels. */
  width: number;
  height: number;
  /** Middle of the face and height of the head, pixels; places, never persons. */
  seats: { x: number; y: number; headPx: number; measurable: boolean }[];
  zh: string;
  en: string;
}

/** Looks for the seats that the student camera sees. */
export interface SeatControls {
  status(): Trial<SeatsFound>;
  start(): Trial<SeatsFound>;
}

export interface TestLessonResult {
  durationS: number;
  /** Of each source that is set up: for which share of the minute it told something, 0..1. */
  sources: { source: Exclude<SetupSource, 'microphone2'>; share: number }[];
}

/** A lesson of one minute; its report is neither kept nor sent. */
export interface TestLessonControls {
  status(): Trial<TestLessonResult>;
  start(): Trial<TestLessonResult>;
}

/** - `address`: the name of the hub is known · `connection`: it answers · `tls`: it is who it says · `mqtt`: it takes us */
export const hubSteps = ['address', 'connection', 'tls', 'mqtt'] as const;
export interface HubStep {
  step: (typeof hubSteps)[number];
  state: 'done' | 'failed' | 'not-tried';
  /** What was found, in the machine's own words. */
  detail: string;
  tookMs: number;
  /** What to do; null when there is nothing to do. */
  remedy: { zh: string; en: string } | null;
}

export interface HubControls {
  /** Tries each step of the way to a hub; the first that fails is the last. @param url mqtt(s):// */
  test(url: string): Promise<HubStep[]>;
}

export interface FoundCamera {
  name: string;
  model: string;
  /** Of its device service; null when it cannot be reached. */
  address: string | null;
}
export interface FoundStream {
  name: string;
  role: 'main' | 'sub' | null;
  codec: string | null;
  width: number | null;
  height: number | null;
  /** rtsp://, without user and password. */
  address: string | null;
  hasSound: boolean;
}

/** The cameras of the network (ONVIF). */
export interface CameraSearchControls {
  search(): Promise<FoundCamera[]>;
  streams(address: string, login: { user: string; password: string }): Promise<FoundStream[]>;
}
