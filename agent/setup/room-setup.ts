import { basename } from 'node:path';
import { roomAddressSchema } from '../../provisioning/contract/room-address.ts';
import type { KeyVault } from '../../provisioning/enrolment/device-key.ts';
import { keyVault } from '../../provisioning/enrolment/tpm-vault.ts';
import { type HubWay, wayToHub } from '../config/hub-setting.ts';
import { withLogin } from '../config/secrets.ts';
import type { SourceSetting } from '../config/source-setting.ts';
import { sourceSettingSchema, withFolder } from '../config/source-setting.ts';
import { enrolmentWay, identityIn, machineClock, withIdentity } from '../identity/identity-place.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import type { Clock } from '../lesson/clock.ts';
import type { LessonLabels } from '../lesson/lesson.ts';
import type { LiveSource } from '../lesson/live-source.ts';
import { safeParse } from '../lesson/outside-data.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { NO_LAMP } from '../room/room-problems.ts';
import type { Configuration, ConfigurationChange, SetupSource } from '../screen/setup/controls/configuration.ts';
import type { HealthCheck, MachineControls } from '../screen/setup/controls/machine.ts';
import type { SetupControls } from '../screen/setup/controls/setup-controls.ts';
import type { TimetableControls } from '../screen/setup/controls/timetable.ts';
import type { AgentStore } from '../store/agent-store.ts';
import { CameraSearch } from './camera-search.ts';
import { ConfigFile, sourceFields } from './config-file.ts';
import { DataKeeper } from './data-keeper.ts';
import { tryHub } from './hub-trial.ts';
import type { LogRing } from './log-ring.ts';
import { machineHealth } from './machine-health.ts';
import { Preview, type PreviewRefusal } from './preview.ts';
import { Progress } from './progress.ts';
import { RoomEnrolment } from './room-enrolment.ts';
import { SeatTrial } from './seat-trial.ts';
import { SetupError } from './setup-error.ts';
import { supportBundle } from './support-bundle.ts';
import { TestLesson } from './test-lesson.ts';
import { TimetableImport } from './timetable-import.ts';

/** What set-up needs of the room. */
export interface SetupRoom {
  state(): RoomState;
  startLesson(labels: LessonLabels): void;
  endLesson(): void;
  /** Set-up has devices open, or none any more. */
  setPreviewed(isPreviewed: boolean): void;
}

export interface RoomSetupOptions {
  room: SetupRoom;
  store: AgentStore;
  clock: Clock;
  /** The configuration's file, and of which content of it this agent is; null of none. */
  configFile: string;
  appliedHash: string | null;
  /** Where the agent keeps its data. */
  folder: string;
  /** Of the screen. */
  port: number;
  hub: string | null;
  version: string;
  modelsFolder: string;
  log: LogRing;
  doctor(): Promise<HealthCheck[]>;
  /** A recording that a teacher brought is under way, which ends with this agent. */
  hasRecordings(): boolean;
  /** Ends this agent's room and begins anew with what the file says. */
  apply(): void;
  /** Writes down what school IT did. */
  note(what: string, subject: string | null): void;
}

/** Everything that school IT can see and do of a room. */
export class RoomSetup implements SetupControls {
  readonly preview: Preview;
  readonly seats: SeatTrial;
  readonly testLesson: TestLesson;
  readonly timetable: TimetableControls;
  readonly progress: Progress;
  readonly cameras = new CameraSearch();
  readonly hub = {
    /** By the way that the configuration says, with this address. */
    test: (url: string) => {
      const way = this.#hubWay() ?? { brokers: [url] };
      return tryHub(url, withIdentity(way, identityIn(this.#options.folder, this.#vault()), this.#vault()));
    },
  };
  readonly enrolment: RoomEnrolment;
  readonly data: DataKeeper;
  readonly #options: RoomSetupOptions;
  readonly #config: ConfigFile;
  #keys: KeyVault | undefined;

  constructor(options: RoomSetupOptions) {
    this.#options = options;
    const { room, store, clock, configFile, folder, port, note } = options;
    this.#config = new ConfigFile(configFile, { folder, port });
    const sourceOf = (source: SetupSource) => this.#sourceOf(source);
    const previewed = (source: SetupSource) => {
      this.seats.stop();
      return this.#sourceOf(source);
    };
    const refuse = () => this.#refuseInLesson();
    this.preview = new Preview({
      sourceOf: previewed,
      refusal: () => this.#refusal(),
      opening: (source) => note('preview.opened', source),
      changed: (isOpen) => room.setPreviewed(isOpen),
    });
    const progress = new Progress(folder);
    this.progress = progress;
    this.seats = new SeatTrial({
      memory: {
        recall: () => progress.seats,
        keep: (done) => {
          progress.seats = done;
        },
      },
      ...{ clock, sourceOf },
      changed: (isTaken) => {
        if (isTaken) note('seats.checked', null);
        room.setPreviewed(isTaken || this.preview.isOpen);
      },
      refuse: () => {
        this.#refuseDevices();
        this.preview.close();
      },
    });
    this.testLesson = new TestLesson({
      memory: {
        recall: () => progress.testLesson,
        keep: (done) => {
          progress.testLesson = done;
        },
      },
      ...{ room, clock, folder },
      journal: store.journal,
      refuse: () => {
        this.#refuseDevices();
        this.preview.close();
        this.seats.stop();
      },
    });
    this.enrolment = new RoomEnrolment({
      identity: (reached) => identityIn(folder, this.#vault(), reached),
      way: () => enrolmentWay(this.#hubWay()),
      clock: machineClock,
      room: () => safeParse(roomAddressSchema, this.#config.read(null).settings.room).data ?? null,
      server: () => this.#config.config()?.hub?.enrolment,
      isRoom: (is) => this.#config.change({ hash: this.#config.read(null).hash, changes: { room: is }, logins: {} }),
      note,
    });
    this.timetable = new TimetableImport(this.#config, () => clock.wallMs());
    this.data = new DataKeeper({
      ...{ database: store.database, accessLog: store.accessLog, folder, refuse, note },
      places: () => {
        const { secrets, timetable } = this.#config.config() ?? {};
        return { config: configFile, secrets, timetable };
      },
      keptDays: () => this.#config.config()?.retention ?? null,
      wallMs: () => clock.wallMs(),
    });
  }

  readonly configuration = {
    read: (): Configuration => this.#config.read(this.#options.appliedHash),
    change: (change: ConfigurationChange): Configuration => {
      this.#config.change(change);
      this.#options.note('configuration.changed', Object.keys({ ...change.changes, ...change.logins }).join(','));
      return this.configuration.read();
    },
    apply: (): void => {
      this.#refuseInLesson('the settings are saved and are taken over after it');
      if (this.#options.hasRecordings())
        throw new SetupError(
          'SETUP_BUSY',
          'a recording that a teacher brought is being measured; the settings are saved and are taken over after it',
        );
      if (this.configuration.read().state !== 'whole')
        throw new SetupError(
          'SETUP_CONFIG_INCOMPLETE',
          `${this.#options.configFile}: is not complete; give the room's codes and a source first`,
        );
      this.preview.close();
      this.seats.stop();
      this.#options.note('configuration.applied', null);
      this.#options.apply();
    },
  };

  readonly machine: MachineControls = {
    health: () => this.#health(),
    doctor: () => {
      // The checks open every source themselves.
      this.preview.close();
      this.seats.stop();
      return this.#examined();
    },
    log: () => this.#options.log.lines(),
    supportBundle: async () => {
      const { version, configFile, store, log, clock, note } = this.#options;
      note('support-bundle.made', null);
      const [health, checks] = await Promise.all([this.#health(), this.#examined()]);
      const { database } = store;
      return supportBundle({ version, configFile, database, log, health, checks, wallMs: clock.wallMs() });
    },
  };

  /** To be told when what the room does has changed: nothing is shown in a lesson. */
  roomChanged(): void {
    this.preview.roomChanged();
    if (this.#refusal() !== null) this.seats.stop();
  }

  /** Whether a report is that of a test lesson: it is then neither kept nor sent. */
  takes(report: LessonReport): boolean {
    return this.testLesson.takes(report);
  }

  /** Closes what is open. */
  stop(): void {
    this.preview.close();
    this.seats.stop();
  }

  /** How keys are kept here; what a TPM has opened once it need not open again. */
  #vault(): KeyVault {
    this.#keys ??= keyVault();
    return this.#keys;
  }

  /** As the configuration says; null while it names no hub. */
  #hubWay(): HubWay | null {
    const hub = this.#config.config()?.hub;
    const places = { file: this.#config.places.secrets, folder: process.env.CREDENTIALS_DIRECTORY };
    return hub ? wayToHub(hub, places).way : null;
  }

  #health() {
    const { version, folder, modelsFolder, hub, store, room, clock } = this.#options;
    return machineHealth({
      ...{ version, folder, modelsFolder, hub, database: store.database },
      state: () => room.state(),
      wallMs: () => clock.wallMs(),
    });
  }

  /** All checks. They open the sources, so the room lets them go, and its screen and lamp say that they are open. */
  async #examined(): Promise<HealthCheck[]> {
    const { room, doctor } = this.#options;
    // In a lesson, and while sensing is off, they open none.
    if (this.#refusal() === null) room.setPreviewed(true);
    try {
      return await doctor();
    } finally {
      room.setPreviewed(this.preview.isOpen);
    }
  }

  #refusal(): PreviewRefusal | null {
    const { sensing, activity, why } = this.#options.room.state();
    if (activity === 'recording' || activity === 'held') return 'lesson';
    if (sensing === 'off') return 'sensing-off';
    return why === 'no-lamp' ? 'no-lamp' : null;
  }

  /** @throws SetupError */
  #refuseInLesson(then = 'try again after it'): void {
    const refusal = this.#refusal();
    if (refusal === 'lesson') throw new SetupError('SETUP_LESSON_GOES_ON', `a lesson goes on in this room; ${then}`);
  }

  /** @throws SetupError while no device may be opened */
  #refuseDevices(): void {
    this.#refuseInLesson();
    if (this.#refusal() === 'sensing-off')
      throw new SetupError('SETUP_SENSING_OFF', 'sensing is off in this room; turn it on at the screen first');
    if (this.#refusal() === 'no-lamp') throw new SetupError('SETUP_NO_LAMP', NO_LAMP);
  }

  /** As the file says now, also while it is a draft. @throws SetupError */
  #sourceOf(source: SetupSource): LiveSource {
    const { settings, file } = this.#config.read(null);
    const fields = sourceFields(settings, source);
    if (!fields) throw new SetupError('SETUP_SOURCE_UNKNOWN', `${basename(file)}: has no ${source}; give its address`);
    const parsed = safeParse(sourceSettingSchema(source.startsWith('microphone') ? 'microphone' : 'camera'), fields);
    if (!parsed.success)
      throw new SetupError('SETUP_CONFIG_INVALID', `${source}: ${parsed.error.issues[0]?.message ?? 'is not valid'}`);
    try {
      return this.#withLogin(parsed.data);
    } catch (error) {
      throw new SetupError('SETUP_CONFIG_INVALID', (error as Error).message);
    }
  }

  #withLogin(setting: SourceSetting): LiveSource {
    const { folder, secrets } = this.#config.places;
    return withLogin(withFolder(setting, folder), { file: secrets, folder: process.env.CREDENTIALS_DIRECTORY });
  }
}
