import type { PanelSettings } from '../../device/panel/panel-settings.ts';
import type { DeviceOrder, DriverNews } from '../../device/process/device-message.ts';
import type { RoomActivityName } from '../lesson/room-state.ts';

type PanelNews = Extract<DriverNews, { says: 'panel' }>;

/** What a panel or projector is told to do: to show a report that is ready, unless it is in use. */
export class PanelRules {
  readonly #settings: PanelSettings;
  #power: PanelNews['power'] = 'unknown';

  constructor(settings: PanelSettings) {
    this.#settings = settings;
  }

  heard({ power }: PanelNews): void {
    this.#power = power;
  }

  /** A lesson's report is ready. @returns what it is told, when it is told anything */
  reportReady(activity: RoomActivityName): DeviceOrder | null {
    // A panel that is on may be shown something on another source; in the next lesson nobody wants the last one's report.
    const isInUse = this.#power === 'on' || this.#power === 'warming';
    const isTaught = activity === 'recording' || activity === 'held';
    return this.#settings.wakeForReport && !isInUse && !isTaught ? { do: 'show' } : null;
  }
}
