import type { FastifyPluginAsync } from 'fastify';
import type { PublishedHealth } from '../provisioning/contract/health-message.ts';
import type { DownChannel, UpChannel } from '../provisioning/contract/topics.ts';
import { findingsOf } from './feedback/findings.ts';
import type { Rule } from './feedback/rule.ts';
import type { Finding, LessonReport } from './indicators/indicator.ts';
import type { LessonFigures } from './indicators/portrait/lesson-figures.ts';
import type { Clock } from './lesson/clock.ts';
import type { EnvironmentValues } from './lesson/environment.ts';
import type { Lesson, RoomAddress } from './lesson/lesson.ts';
import { defaultLifeRules } from './lesson/life/life-rules.ts';
import type { RoomState } from './lesson/room-state.ts';
import { timeId } from './lesson/time-id.ts';
import { LessonReview } from './lesson-review/lesson-review.ts';
import type { UsualMaking } from './lesson-review/remade-report.ts';
import { measureRecording } from './measure-recording.ts';
import { publishedLesson } from './published-lesson.ts';
import { RecordingDesk } from './recordings/recording-desk.ts';
import { UploadFolder } from './recordings/upload-folder.ts';
import { Access } from './screen/access/access.ts';
import type { Sessions } from './screen/access/sessions.ts';
import type { NetworkPort } from './screen/network-port.ts';
import type { RoomControls } from './screen/room-controls.ts';
import { ScreenServer } from './screen/server.ts';
import type { SetupControls } from './screen/setup/controls/setup-controls.ts';
import type { TrainingMaterial } from './screen/training-material.ts';
import { type AgentStore, openStore } from './store/agent-store.ts';
import type { OutboxRow } from './store/outbox.ts';
import { usualCaps } from './store/outbox-caps.ts';
import { portraitOwner } from './store/portrait-store.ts';
import { usualBackfill } from './sync/backfill-pace.ts';
import type { HubAddress } from './sync/hub-address.ts';
import { OutboxDrain, type OutboxDrainEvents } from './sync/outbox-drain.ts';
import { roomEvent } from './sync/room-event.ts';
import { traceParent } from './sync/trace-parent.ts';
import { WithholdTime } from './sync/withhold-time.ts';

const HOUR_MS = 3_600_000;
const LESSON_GOES_ON: ReadonlySet<RoomState['activity']> = new Set(['recording', 'held', 'closing']);

export interface ClassroomAgentOptions {
  room: RoomAddress;
  /** What the agent keeps, where it is open already. */
  store?: AgentStore;
  /** Where the database lies. */
  folder: string;
  /** 0 takes a free port. */
  screenPort: number;
  /** Serves the screen to the school's network too. */
  networkPort?: NetworkPort | undefined;
  /** Why it is not; null once it is. */
  networkFailed?(error: Error | null): void;
  /** Who is signed in already, as before settings were taken over; by default nobody. */
  sessions?: Sessions;
  /** Pseudonyms of the teachers that the timetable names. */
  teachersOfTimetable?: () => string[];
  /** The region's hub; null while the room belongs to no region: lessons wait in the outbox. */
  hub: HubAddress | null;
  /** How many bytes may wait for it. */
  outboxBytes?: number;
  /** Hears what else the hub tells. */
  region?: { hear(channel: Exclude<DownChannel, 'ack'>, payload: Uint8Array): void } | undefined;
  /** What waited for a connection is sent no faster, messages a second; by default as the sync has it. */
  backfillPerS?: number | undefined;
  /** Fewest students present for figures about students to leave the room. */
  minGroup: number;
  /** So long a lesson waits for its teacher, who may withhold it; 0 sends it at once. */
  withholdHours: number;
  /** How reports that do not say it were made. */
  usual: UsualMaking;
  /** By which findings are made. */
  rules: readonly Rule[];
  /** Training material that the region has named, by the tags of findings. */
  training?: () => readonly TrainingMaterial[];
  clock: Clock;
  events: OutboxDrainEvents;
}

/** The parts that live as long as the agent does: store, screen and sync. Constructed idle. */
export class ClassroomAgent {
  readonly #options: ClassroomAgentOptions;
  #store: AgentStore | undefined;
  #access: Access | undefined;
  #screen: ScreenServer | undefined;
  #drain: OutboxDrain | undefined;
  #withholdTime: WithholdTime | undefined;
  #recordings: RecordingDesk | undefined;
  readonly #stopping = new AbortController();
  #toldState = '';
  /** What was found in a report that the disk has not taken yet: the disk is asked again and again. */
  readonly #found = new WeakMap<LessonReport, Finding[]>();

  constructor(options: ClassroomAgentOptions) {
    this.#options = options;
  }

  /**
   * Opens the store, unless it was, and the connection to the hub.
   * @throws StoreError when the database cannot be used
   */
  open(): AgentStore {
    const { folder, hub, room, clock, events } = this.#options;
    this.#store = this.#options.store ?? openStore(folder);
    this.#withholdTime = new WithholdTime({
      messages: this.#store.messages,
      clock,
      failed: ({ message }) => events.warning(message),
      firstBelievedMs: defaultLifeRules.firstPossibleMs,
    });
    this.#withholdTime.start();
    const { accounts, accessLog: log, setupCode } = this.#store;
    const { teachersOfTimetable, sessions } = this.#options;
    this.#access = new Access({
      ...{ accounts, log, setupCode, clock },
      ...(sessions && { sessions }),
      ...(teachersOfTimetable && { teachersOfTimetable }),
    });
    if (hub) {
      const { outbox } = this.#store;
      const { region, backfillPerS, outboxBytes } = this.#options;
      this.#drain = new OutboxDrain({
        ...{ outbox, room, hub, events, clock },
        ...(outboxBytes !== undefined && { caps: { ...usualCaps, bytes: outboxBytes } }),
        firstBelievedMs: defaultLifeRules.firstPossibleMs,
        ...(backfillPerS !== undefined && { timing: { backfill: { ...usualBackfill, perS: backfillPerS } } }),
        heard: region && ((channel, payload) => region.hear(channel, payload)),
      });
      this.#drain.start();
    }
    return this.#store;
  }

  /**
   * Serves the screen.
   * @throws PortTakenError when another program has its port
   */
  async serve(room?: RoomControls, plugins: readonly FastifyPluginAsync[] = [], setup?: SetupControls): Promise<void> {
    const { screenPort: port, networkPort: network, networkFailed, minGroup } = this.#options;
    this.#recordings ??= this.#startRecordings(room);
    const screen = new ScreenServer({
      ...(networkFailed && { networkFailed }),
      reports: this.#store!.lessons,
      access: this.access,
      review: this.review,
      recordings: this.#recordings,
      exported: { minGroup, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      port,
      network,
      room,
      setup,
      plugins,
      training: this.#options.training,
    });
    await screen.start();
    this.#screen = screen;
  }

  /** `https://name:port`; undefined while the screen is not served to the network. */
  get networkAddress(): string | undefined {
    return this.#screen?.networkAddress;
  }

  /** Who may see what; there once the store is open. */
  get access(): Access {
    return this.#access!;
  }

  /** `http://127.0.0.1:port`; undefined while the screen is not served. */
  get screenAddress(): string | undefined {
    return this.#screen?.address;
  }

  /**
   * Keeps a report with its findings, and the message that tells the hub of it, in one transaction, and sends the message
   * when it can. What is found is the teacher's own and stays in the room.
   * @param isJournalWhole as LessonStore.save
   * @returns the event's id, which the hub will acknowledge
   * @throws StoreError when the disk is full or sick
   */
  keep(report: LessonReport, isJournalWhole = true): string {
    const { report: told, message } = this.#told(report);
    this.#store!.lessons.save(told, message, this.#options.withholdHours * HOUR_MS, isJournalWhole);
    this.#drain?.nudge();
    return message.id;
  }

  /** Takes recordings that teachers bring; a lesson of the room goes first. */
  #startRecordings(room: RoomControls | undefined): RecordingDesk {
    const { folder, clock, usual, events, room: address } = this.#options;
    const desk = new RecordingDesk({
      uploads: new UploadFolder(folder),
      isBusy: () => room !== undefined && LESSON_GOES_ON.has(room.state().activity),
      measure: async (recording, signal, progress) => {
        const measured = await measureRecording(recording, address, usual.slotMs, clock, signal, progress);
        const report = { ...measured, findings: this.#findingsOf(measured) };
        this.#store!.lessons.saveRecording(report);
        return report.lesson.id;
      },
      warning: events.warning,
    });
    desk.start(this.#stopping.signal);
    return desk;
  }

  /** A recording that a teacher brought is under way: ending now would lose it. */
  get hasRecordings(): boolean {
    return this.#recordings?.isUnderWay ?? false;
  }

  /** What teachers say of their lessons. */
  get review(): LessonReview {
    const { clock, usual, hub } = this.#options;
    return new LessonReview({
      ...{ store: this.#store!, clock, usual, hasRegion: hub !== null },
      told: (report) => this.#told(report),
      nudge: () => this.#drain?.nudge(),
    });
  }

  #told(report: LessonReport): { report: LessonReport; message: OutboxRow } {
    const { room, clock, minGroup } = this.#options;
    const createdAtMs = clock.wallMs();
    const revision = this.#store!.messages.nextRevision(report.lesson.id);
    const event = roomEvent(
      'lesson',
      room,
      publishedLesson(report, revision, minGroup),
      timeId(clock),
      createdAtMs,
      traceParent(),
    );
    const message = { id: event.id, channel: 'lesson', payload: JSON.stringify(event), createdAtMs };
    return { report: { ...report, findings: this.#findingsOf(report) }, message };
  }

  /** A report without findings is better than none. */
  #findingsOf(report: LessonReport): Finding[] {
    // They speak to the teacher, who is in the other room.
    if (report.lesson.labels.role === 'remote') return [];
    const known = this.#found.get(report);
    if (known) return known;
    try {
      const found = findingsOf({ report, history: this.#historyOf(report.lesson), rules: this.#options.rules });
      this.#found.set(report, found);
      return found;
    } catch (error) {
      this.#options.events.warning(`no findings for lesson ${report.lesson.id}: ${(error as Error).message}`);
      return [];
    }
  }

  /** Where the teacher is not known, at least the same is not told every day. */
  #historyOf(lesson: Lesson): LessonFigures[] {
    const { lessons } = this.#store!;
    return portraitOwner(lesson) === undefined ? lessons.toldLately(lesson) : lessons.historyOf(lesson);
  }

  /** Tells the hub something that the broker keeps, and again after each connection. @param payload an event, JSON */
  tellRetained(channel: UpChannel, payload: string): void {
    this.#drain?.tellRetained(channel, payload);
  }

  /** Tells the hub how the machine is. */
  tellHealth(health: PublishedHealth): void {
    const { room, clock } = this.#options;
    const createdAtMs = clock.wallMs();
    const event = roomEvent('health', room, health, timeId(clock), createdAtMs);
    this.#drain?.tellLive('health', { id: event.id, payload: JSON.stringify(event), createdAtMs });
  }

  /** Tells the hub a minute's means of the room's air and light. @throws ZodError for values that no contract allows */
  tellEnvironment(values: EnvironmentValues, periodS: number): void {
    const { room, clock } = this.#options;
    const createdAtMs = clock.wallMs();
    const event = roomEvent('environment', room, { periodS, ...values }, timeId(clock), createdAtMs);
    this.#drain?.tellLive('environment', { id: event.id, payload: JSON.stringify(event), createdAtMs });
  }

  /** The outbox has something new. */
  nudge(): void {
    this.#drain?.nudge();
  }

  /** Tells the hub how the room is, unless it has been told so already. @param again though it has been */
  tellState({ sensing, activity, sources, problems }: RoomState, again = false): void {
    const { room, clock } = this.#options;
    const published = {
      connection: 'online' as const,
      sensing,
      activity,
      sources: sources.map(({ name, state, cause }) => ({ name, state, ...(cause && { cause: cause.code }) })),
      problems: problems.map(({ code }) => code),
    };
    const told = JSON.stringify(published);
    if (!this.#drain || (told === this.#toldState && !again)) return;
    this.#toldState = told;
    this.#drain.tellState(JSON.stringify(roomEvent('state', room, published, timeId(clock), clock.wallMs())));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#recordings?.stop();
    await this.#drain?.stop();
    this.#withholdTime?.stop();
    await this.#screen?.stop();
    this.#store?.close();
  }
}
