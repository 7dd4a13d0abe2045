import type { PanelSettings } from '../../device/panel/panel-settings.ts';
import type { DeviceOrder, DriverNews } from '../../device/process/device-message.ts';
import type { RoomActivityName, RoomState } from '../lesson/room-state.ts';

type PanelNews = Extract<DriverNews, { says: 'panel' }>;

const isTaught = (activity: RoomActivityName) => activity === 'recording' || activity === 'held';

/** What a panel or projector is told to do: to show a report that is ready, unless it is in use. */
export class PanelRules {
  readonly #settings: PanelSettings;
  #power: PanelNews['power'] = 'unknown';
  /** A report is to be shown, and it was not told to rest since. */
  #shows = false;

  constructor(settings: PanelSettings) {
    this.#settings = settings;
  }

  heard({ power }: PanelNews): void {
    this.#power = power;
  }

  /** It is faulty, or its process is gone: what it said does not hold any more. A driver says it again when it hears it. */
  forget(): void {
    this.#power = 'unknown';
  }

  /** A lesson's report is ready. @returns what it is told, when it is told anything */
  reportReady(activity: RoomActivityName): DeviceOrder | null {
    // A panel that is on may be shown something on another source, and so may one that does not say how it is; in the next
    // lesson nobody wants the last one's report.
    const isFree = this.#power === 'off' || this.#power === 'cooling';
    if (!this.#settings.wakeForReport || !isFree || isTaught(activity)) return null;
    this.#shows = true;
    return { do: 'show' };
  }

  /** Once a second. @returns what it is told now */
  beat({ activity }: Pick<RoomState, 'activity'>): DeviceOrder[] {
    if (!this.#shows || !isTaught(activity)) return [];
    this.#shows = false;
    return [{ do: 'rest' }];
  }
}
