import type { CatalogueEntry } from '../../indicators/catalogue.ts';
import type { Portrait } from '../../indicators/portrait/portrait.ts';
import type { RoomState } from '../../lesson/room-state.ts';
import type { Recording, RecordingView } from '../../recordings/recording.ts';
import type { LessonListItem } from '../../store/lesson-store.ts';
import type { ServedReport } from '../training-material.ts';

/** What came of asking the agent: the data, that it does not exist, that nobody is signed in, or that the agent did not answer. */
export type Answer<T> = { kind: 'here'; data: T } | { kind: 'unknown' } | { kind: 'locked' } | { kind: 'unreachable' };

/** What came of a command: how it ended, why the agent refused it, or that the agent did not answer. */
export type Outcome<T> = { kind: 'done'; data: T } | { kind: 'refused'; refusal: Refusal } | { kind: 'unreachable' };

export interface Refusal {
  code: string;
  message: string;
  /** How long to wait before trying again, milliseconds. */
  waitMs?: number;
}

/** Who is signed in, and whether school IT has set its password. */
export interface Session {
  isItSetUp: boolean;
  signedIn?: { kind: 'teacher' | 'newcomer' | 'it'; owner?: string };
  /** How long until it ends by itself, milliseconds. */
  leftMs?: number;
}

/** An agent on this very machine that has not answered by then does not. */
const PATIENCE_MS = 5_000;
/** Hashing a PIN is slow on purpose, and takes its turn. */
const SIGN_IN_PATIENCE_MS = 20_000;
/** Told of whenever the agent answers that nobody is signed in. */
export const LOCKED_EVENT = 'lectern-locked';

export const fetchLessons = () => ask<LessonListItem[]>('/api/lessons');
export const fetchCatalogue = () => ask<CatalogueEntry[]>('/api/catalogue');
export const fetchReport = (id: string) => ask<ServedReport>(`/api/lessons/${encodeURIComponent(id)}`);
export const fetchPortrait = (id: string) =>
  ask<{ portrait: Portrait | null }>(`/api/lessons/${encodeURIComponent(id)}/portrait`);
export const fetchRecordings = () => ask<Recording[]>('/api/recordings');
export const fetchSession = () => ask<Session>('/api/session');

export const startLesson = () => command<RoomState>('/api/lesson/start', {});
export const endLesson = () => command<RoomState>('/api/lesson/end', {});
export const setBookmark = () => command<{ atMs: number }>('/api/lesson/bookmark', {});
const signIn = (how: string, body: object) => command<Session>(`/api/session/${how}`, body, SIGN_IN_PATIENCE_MS);
export const signInTeacher = (number: number, pin: string) => signIn('teacher', { number, pin });
export const signInIt = (password: string) => signIn('it', { password });
export const setUpIt = (code: string, password: string) => signIn('set-up', { code, password });
export const chooseFirstPin = (pin: string) => signIn('first-pin', { pin });
export const changePin = (before: string, pin: string) => signIn('pin', { before, pin });
export const removeRecording = (id: string) =>
  command<Recording[]>(`/api/recordings/${encodeURIComponent(id)}/remove`, {});
export const bringRecording = (file: File, title: string, view: RecordingView) =>
  send<Recording>(`/api/recordings?${new URLSearchParams({ title, view })}`, 'application/octet-stream', file);
export const keepAlive = () => command<Session>('/api/session/alive', {});
export const signOut = () => command<Session>('/api/session/end', {});
export const switchSensing = (on: boolean) => command<RoomState>('/api/sensing', { on });

/** The page is built with the agent that answers it, so an answer is taken at its word. */
export async function ask<T>(path: string): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === 404) return { kind: 'unknown' };
    if (response.status === 401) {
      dispatchEvent(new Event(LOCKED_EVENT));
      return { kind: 'locked' };
    }
    if (!response.ok) return { kind: 'unreachable' };
    return { kind: 'here', data: (await response.json()) as T };
  } catch {
    return { kind: 'unreachable' };
  }
}

/** Asks for something to be done. */
export const command = <T>(
  path: string,
  body: object,
  patienceMs = PATIENCE_MS,
  method: 'POST' | 'PUT' = 'POST',
): Promise<Outcome<T>> =>
  send<T>(path, 'application/json', JSON.stringify(body), AbortSignal.timeout(patienceMs), method);

async function send<T>(
  path: string,
  type: string,
  body: BodyInit,
  signal?: AbortSignal,
  method: 'POST' | 'PUT' = 'POST',
): Promise<Outcome<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: 'application/json', 'content-type': type },
      body,
      ...(signal && { signal }),
    });
    const answer = await response.json();
    if (response.ok) return { kind: 'done', data: answer as T };
    if (response.status === 401) dispatchEvent(new Event(LOCKED_EVENT));
    return { kind: 'refused', refusal: (answer as { error: Refusal }).error };
  } catch {
    return { kind: 'unreachable' };
  }
}
