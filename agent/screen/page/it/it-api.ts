import type { RoomState } from '../../../lesson/room-state.ts';
import type {
  FoundCamera,
  FoundStream,
  HubStep,
  SeatsFound,
  TestLessonResult,
  Trial,
} from '../../setup/controls/checks.ts';
import type { Configuration, ConfigurationChange, SetupSource } from '../../setup/controls/configuration.ts';
import type { ChosenLesson, DataInventory, LessonChoice } from '../../setup/controls/data.ts';
import type { EnrolmentRooms, EnrolmentStatus, EnrolmentWish } from '../../setup/controls/enrolment.ts';
import type { HealthCheck, LogLine, MachineHealth } from '../../setup/controls/machine.ts';
import type { PreviewStatus } from '../../setup/controls/preview.ts';
import type { SetupStep } from '../../setup/controls/setup-controls.ts';
import type { TimetableReading, TimetableView, TimetableWish } from '../../setup/controls/timetable.ts';
import { ask, command } from '../api.ts';

/** A teacher's way in, or that there is none; never a PIN. */
export interface AccountListItem {
  /** The teacher's pseudonym; '' for the room's own lessons. */
  owner: string;
  account: { number: number; mustChange: boolean; changedAtMs: number } | null;
}

/** A file as it is sent. */
export interface SentFile {
  name: string;
  /** base64 */
  data: string;
}
export interface SentWish extends Omit<TimetableWish, 'lessons' | 'periods' | 'holidays' | 'changes'> {
  lessons: SentFile[];
  periods?: SentFile;
  holidays?: SentFile;
  changes?: SentFile;
}

/** Cameras of the network answer slowly. */
const SEARCH_MS = 30_000;
/** Each source is opened. */
const DOCTOR_MS = 90_000;
/** A term of a large school is read. */
const READ_MS = 30_000;
/** A server that is far away, and a disk that is slow. */
const ENROL_MS = 70_000;
/** The database is written anew. */
const DELETE_MS = 120_000;

export const fetchConfiguration = () => ask<Configuration>('/api/setup/configuration');
export const changeConfiguration = (change: ConfigurationChange) =>
  command<Configuration>('/api/setup/configuration', change);
export const applyConfiguration = () => command<{ atMs: number }>('/api/setup/apply', {});
export const fetchSkipped = () => ask<SetupStep[]>('/api/setup/skipped');
export const setSkipped = (step: SetupStep, isSkipped: boolean) =>
  command<SetupStep[]>('/api/setup/skipped', { step, isSkipped });

/** Shows on the classroom screen for a minute which room this is. */
export const identifyRoom = () => command<RoomState>('/api/identify', {});

export const fetchPreview = () => ask<PreviewStatus>('/api/setup/preview');
export const openPreview = (source: SetupSource) => command<PreviewStatus>('/api/setup/preview', { source });
export const closePreview = (source: SetupSource) => command<PreviewStatus>('/api/setup/preview/close', { source });

/** The newest picture of a preview; null before the first, and when it is not open any more. */
export async function fetchPicture(source: SetupSource): Promise<ImageBitmap | null> {
  try {
    const response = await fetch(`/api/setup/preview/${source}.jpg`, { signal: AbortSignal.timeout(5_000) });
    return response.status === 200 ? await createImageBitmap(await response.blob()) : null;
  } catch {
    return null;
  }
}

export const searchCameras = () => command<FoundCamera[]>('/api/setup/cameras/search', {}, SEARCH_MS);
export const fetchStreams = (address: string, login: { user: string; password: string }) =>
  command<FoundStream[]>('/api/setup/cameras/streams', { address, login }, SEARCH_MS);

export const fetchSeats = () => ask<Trial<SeatsFound>>('/api/setup/seats');
export const startSeats = () => command<Trial<SeatsFound>>('/api/setup/seats', {});
export const fetchTestLesson = () => ask<Trial<TestLessonResult>>('/api/setup/test-lesson');
export const startTestLesson = () => command<Trial<TestLessonResult>>('/api/setup/test-lesson', {});
export const testHub = (url: string) => command<HubStep[]>('/api/setup/hub/test', { url }, SEARCH_MS);

export const fetchEnrolment = () => ask<EnrolmentStatus>('/api/setup/enrolment');
export const claimCertificate = (wish: EnrolmentWish) =>
  command<EnrolmentStatus>('/api/setup/enrolment/claim', { wish }, ENROL_MS);
/** @param text of the file; null: of the USB stick in the machine */
export const fetchEnrolmentRooms = (text: string | null) =>
  command<EnrolmentRooms>('/api/setup/enrolment/rooms', { text });
export const forgetEnrolment = () => command<EnrolmentStatus>('/api/setup/enrolment/forget', {});

export const fetchTimetable = (week?: number) =>
  ask<{ view: TimetableView | null }>(`/api/setup/timetable${week === undefined ? '' : `?week=${week}`}`);
export const readTimetable = (wish: SentWish, week?: number) =>
  command<TimetableReading>('/api/setup/timetable/read', { wish, ...(week !== undefined && { week }) }, READ_MS);
export const takeTimetable = (wish: SentWish, hash: string) =>
  command<TimetableReading>('/api/setup/timetable/take', { wish, hash }, READ_MS);

export const fetchHealth = () => ask<MachineHealth>('/api/setup/health');
export const runDoctor = () => command<HealthCheck[]>('/api/setup/doctor', {}, DOCTOR_MS);
export const fetchLog = () => ask<LogLine[]>('/api/setup/log');

export const fetchInventory = () => ask<DataInventory>('/api/setup/data');
export const findLessons = (choice: LessonChoice) => command<ChosenLesson[]>('/api/setup/data/lessons', { choice });
export const deleteLessons = (choice: LessonChoice, count: number) =>
  command<{ deleted: number; sent: number }>('/api/setup/data/delete', { choice, count }, DELETE_MS);

export const fetchAccounts = () => ask<AccountListItem[]>('/api/access/accounts');
export const givePin = (owner: string) =>
  command<{ number: number; pin: string }>('/api/access/accounts/pin', { owner });
export const removePin = (owner: string) => command<AccountListItem[]>('/api/access/accounts/remove', { owner });
