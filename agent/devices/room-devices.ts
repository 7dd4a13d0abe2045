import type { DevicesSettings } from '../../device/device-settings.ts';
import { deviceKinds } from '../../device/device-settings.ts';
import type { DeviceOrder, DriverNews } from '../../device/process/device-message.ts';
import { type DeviceEvents, DeviceSupervisor } from '../../device/process/device-supervisor.ts';
import type { Clock } from '../lesson/clock.ts';
import type { EnvironmentValues } from '../lesson/environment.ts';
import type { CameraName, Observation } from '../lesson/observation.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { Button, type ButtonRoom } from './button.ts';
import { DeviceStatuses, deviceProblem } from './device-statuses.ts';
import { EnvironmentMeans } from './environment-means.ts';
import { LampKeeper, lampFor } from './lamp-keeper.ts';
import { PanelRules } from './panel-rules.ts';
import { PtzRules } from './ptz-rules.ts';

const BEAT_MS = 1_000;
/** Of a lesson, so much air and light is lost at most when the machine loses its power. */
const LESSON_EVERY_MS = 10_000;

/** The room as its hardware knows it. */
export interface HardwareRoom extends ButtonRoom {
  state(): RoomState;
  observeEnvironment(values: EnvironmentValues, sinceMs: number): void;
  /** A camera stands elsewhere than where it measures, or is back. */
  cameraMoved(camera: CameraName, state: 'away' | 'back'): void;
}

export interface RoomDevicesOptions {
  devices: DevicesSettings;
  /** Of devices that have one. */
  passwords: Record<string, string>;
  clock: Clock;
  /** A minute's means for the region. */
  tellEnvironment(values: EnvironmentValues, periodS: number): void;
  problem(code: string, message: string | null): void;
  info(message: string): void;
  warning(message: string): void;
  /** What drives the hardware; by default the process of its own. */
  supervisor?(events: DeviceEvents): Pick<DeviceSupervisor, 'run' | 'order'>;
}

/** What the room's hardware does for the room, and the room with its hardware. */
export class RoomDevices {
  readonly #options: RoomDevicesOptions;
  readonly #statuses: DeviceStatuses;
  readonly #means: EnvironmentMeans;
  readonly #lamp: LampKeeper;
  readonly #ptz: ReadonlyMap<string, PtzRules>;
  readonly #panels: ReadonlyMap<string, PanelRules>;
  readonly #supervisor: Pick<DeviceSupervisor, 'run' | 'order'>;
  #room: HardwareRoom | undefined;
  #button: Button | undefined;
  #pid: number | null = null;
  #lessonId: string | undefined;
  /** The lesson, and whether it is sensed: what a minute's means may not mix. */
  #part = 'undefined true';
  #toldLessonMs = Number.NEGATIVE_INFINITY;

  constructor(options: RoomDevicesOptions) {
    this.#options = options;
    const { devices, passwords, clock } = options;
    const monotonicMs = () => clock.monotonicMs();
    this.#statuses = new DeviceStatuses(devices, monotonicMs);
    this.#means = new EnvironmentMeans(monotonicMs);
    this.#lamp = new LampKeeper(monotonicMs);
    const all = Object.entries(devices);
    this.#ptz = new Map(
      all.flatMap(([name, each]) => (each.kind === 'ptz' ? [[name, new PtzRules(each, monotonicMs)]] : [])),
    );
    this.#panels = new Map(
      all.flatMap(([name, each]) => (each.kind === 'panel' ? [[name, new PanelRules(each)]] : [])),
    );
    const make = options.supervisor ?? ((events: DeviceEvents) => new DeviceSupervisor({ devices, passwords, events }));
    this.#supervisor = make({
      news: (device, news) => this.#heard(device, news),
      process: (pid) => this.#process(pid),
      failed: (why, retryInMs) => {
        const again = `it is started again in ${Math.ceil(retryInMs / 1000)} s`;
        options.problem('DEVICES_DOWN', `the program that drives the room's hardware failed: ${why}; ${again}`);
      },
    });
  }

  /** Whether a lamp shows, or would show, that the room is sensed; to be asked each second. */
  lampShows(): boolean {
    return this.#lamp.look();
  }

  /** Its process; null while none runs. */
  get pid(): number | null {
    return this.#pid;
  }

  /** What the screen is told beside the room's own state; nothing in a room without hardware. */
  get shown(): Pick<RoomState, 'devices' | 'air'> {
    const { all } = this.#statuses;
    const { now } = this.#means;
    return { ...(all.length > 0 && { devices: all }), ...(now && { air: now }) };
  }

  /** Lives until `signal` aborts; in a room without hardware nothing is started. */
  async run(room: HardwareRoom, signal: AbortSignal): Promise<void> {
    const { devices, clock, info, warning } = this.#options;
    if (Object.keys(devices).length === 0) return;
    this.#room = room;
    this.#button = new Button(
      room,
      { done: (what) => info(`button: ${what}`), refused: (message) => warning(`button: ${message}`) },
      () => clock.monotonicMs(),
    );
    const beat = setInterval(() => this.#beat(), BEAT_MS);
    try {
      await this.#supervisor.run(signal);
    } finally {
      clearInterval(beat);
    }
  }

  /** The room does something else than before: the lamp, and cameras that turn, are told at once. */
  roomChanged(): void {
    if (!this.#room) return;
    const state = this.#room.state();
    this.#tellLamps(state);
    // Who looks at a camera's picture must not see it turn.
    this.#turnCameras(state);
  }

  /** Something was seen or heard of the room. */
  observed(observation: Observation): void {
    for (const rules of this.#ptz.values()) rules.observed(observation);
  }

  /** A lesson's report is ready to be looked at. */
  reportReady(): void {
    if (!this.#room) return;
    const { activity } = this.#room.state();
    for (const [name, rules] of this.#panels) {
      const order = rules.reportReady(activity);
      if (order) this.#supervisor.order(name, order);
    }
  }

  /** Whatever is wrong in one second, the next one comes. */
  #beat(): void {
    try {
      this.#lookAfter(this.#room!.state());
    } catch (error) {
      this.#options.warning(`the room's hardware: ${(error as Error).message}`);
    }
  }

  #lookAfter(state: RoomState): void {
    this.#tellLamps(state);
    this.#keepEnvironment(state);
    this.#turnCameras(state);
    for (const [name, rules] of this.#panels)
      for (const order of rules.beat(state)) this.#supervisor.order(name, order);
    for (const kind of deviceKinds) this.#options.problem(deviceProblem(kind), this.#statuses.problem(kind));
  }

  #tellLamps(state: RoomState): void {
    const lamp = lampFor(state);
    this.#lamp.wish(lamp);
    this.#orderAll('board', { do: 'lamp', lamp });
  }

  /** How loud the room is, is heard no more than anything else where nothing may be sensed. */
  #mayBeHeard(state: RoomState | undefined): boolean {
    return state?.sensing === 'on' && state.why !== 'no-lamp';
  }

  #keepEnvironment(state: RoomState): void {
    const { clock, tellEnvironment } = this.#options;
    if (!this.#mayBeHeard(state)) this.#means.forgetNoise();
    // A minute belongs to one lesson, and is heard from its beginning to its end or not at all.
    const part = `${state.lesson?.id} ${this.#mayBeHeard(state)}`;
    const minute = part !== this.#part || this.#means.isMinuteOver ? this.#means.take() : undefined;
    const isOfBefore = part !== this.#part && state.lesson?.id !== this.#lessonId;
    this.#part = part;
    this.#lessonId = state.lesson?.id;
    if (minute) tellEnvironment(minute.values, minute.periodS);
    const isDue = clock.monotonicMs() - this.#toldLessonMs >= LESSON_EVERY_MS;
    const means = minute ?? (isDue ? this.#means.soFar : undefined);
    if (!means || !state.lesson || isOfBefore) return;
    this.#toldLessonMs = clock.monotonicMs();
    this.#room!.observeEnvironment(means.values, means.sinceMs);
  }

  #turnCameras(state: RoomState): void {
    for (const [name, rules] of this.#ptz) {
      for (const order of rules.beat(state)) this.#supervisor.order(name, order);
      this.#tellPlace(rules);
    }
  }

  #tellPlace({ place }: PtzRules): void {
    if (place) this.#room?.cameraMoved(place.camera, place.state);
  }

  #orderAll(kind: string, order: DeviceOrder): void {
    for (const [name, settings] of Object.entries(this.#options.devices))
      if (settings.kind === kind) this.#supervisor.order(name, order);
  }

  /** Vision is told at once: the camera turns already. */
  #heardCamera(device: string, news: Parameters<PtzRules['heard']>[0]): void {
    const rules = this.#ptz.get(device);
    if (!rules) return;
    rules.heard(news);
    this.#tellPlace(rules);
  }

  #process(pid: number | null): void {
    this.#pid = pid;
    // Orders are passed over while there is no process: those that are said once are said again to the next one.
    for (const rules of [...this.#ptz.values(), ...this.#panels.values()]) rules.forget();
    if (pid !== null) return;
    this.#statuses.forget();
    this.#lamp.forget();
  }

  /** What a device said of itself does not hold while it is faulty. */
  #heardState(device: string, news: Parameters<PtzRules['heardState']>[0]): void {
    this.#ptz.get(device)?.heardState(news);
    if (news.state === 'faulty') this.#panels.get(device)?.forget();
  }

  #heard(device: string, news: DriverNews): void {
    const settings = this.#options.devices[device];
    if (!settings) return;
    this.#options.problem('DEVICES_DOWN', null);
    this.#statuses.note(device, news);
    if (news.says === 'warning') this.#options.warning(`${device}: ${news.message}`);
    else if (news.says === 'lamp') this.#lamp.heard(device, news.lamp);
    else if (news.says === 'readings') this.#means.add(news.readings, this.#mayBeHeard(this.#room?.state()));
    else if (news.says === 'ptz') this.#heardCamera(device, news);
    else if (news.says === 'panel') this.#panels.get(device)?.heard(news);
    else if (news.says === 'state') this.#heardState(device, news);
    else if (news.says === 'press' && settings.kind === 'board') {
      this.#button?.pressed(news.press, settings.button);
      this.roomChanged();
    }
  }
}
