import type { RoomPlan } from '../../../lesson/room-plan.ts';

/** The parts of the configuration that the set-up pages change. */
export const setupSections = [
  'room',
  'sources',
  'roomPlan',
  'timetable',
  'hub',
  'lesson',
  'privacy',
  'retention',
] as const;
export type SetupSection = (typeof setupSections)[number];

/** The sources as the configuration names them; two microphones of one room are one and two. */
export const setupSources = ['studentCamera', 'teacherCamera', 'microphone', 'microphone2'] as const;
export type SetupSource = (typeof setupSources)[number];

/** A source as it is set up, without its password. */
export interface SourceFields {
  address: string;
  substream?: string;
  credentials?: string;
  transport?: 'tcp' | 'udp';
  decoder?: string;
  [setting: string]: unknown;
}

/** What the configuration says now, as people wrote it; a section that is not set is missing. */
export interface SetupSettings {
  room?: { region?: string; school?: string; room?: string };
  sources?: { studentCamera?: SourceFields; teacherCamera?: SourceFields; microphone?: SourceFields[] };
  roomPlan?: RoomPlan;
  timetable?: string;
  hub?: { url: string };
  lesson?: Record<string, unknown>;
  privacy?: Record<string, unknown>;
  retention?: Record<string, unknown>;
}

export interface Configuration {
  /** Its path on this machine. */
  file: string;
  /**
   * - `missing`: nobody has written any · `draft`: begun, but the room or its sources are missing
   * - `whole`: complete and valid · `wrong`: must be mended: `problem` says what
   */
  state: 'missing' | 'draft' | 'whole' | 'wrong';
  problem: string | null;
  /** Of what the file holds: a change names the content it is made to. */
  hash: string;
  settings: SetupSettings;
  /** Users by source, where there is a password; the passwords themselves are never told. */
  users: Partial<Record<SetupSource, string>>;
  /** Whether the agent runs with this very content. */
  isApplied: boolean;
}

export interface ConfigurationChange {
  hash: string;
  /** null takes a section away. */
  changes: Partial<Record<SetupSection, object | string | null>>;
  /** User and password by source; null takes them away, a source that is not named keeps its own. */
  logins: Partial<Record<SetupSource, { user: string; password: string } | null>>;
}

export interface ConfigurationControls {
  read(): Configuration;
  /** Refused with SETUP_CONFIG_CHANGED when the file holds something else by now. */
  change(change: ConfigurationChange): Configuration;
  /** Ends the room and begins it anew with what the file says; refused while a lesson goes on. */
  apply(): void;
}
