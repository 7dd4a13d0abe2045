import { BoardDriver } from './board/board-driver.ts';
import type { DeviceSettings } from './device-settings.ts';
import type { Driver, DriverContext } from './driver.ts';
import { EnvironmentDriver } from './environment/environment-driver.ts';
import { PanelDriver } from './panel/panel-driver.ts';
import { PtzDriver } from './ptz/ptz-driver.ts';

/** The driver for a piece of hardware. */
export function makeDriver(settings: DeviceSettings, context: DriverContext): Driver {
  switch (settings.kind) {
    case 'board':
      return new BoardDriver(settings, context);
    case 'environment':
      return new EnvironmentDriver(settings, context);
    case 'ptz':
      return new PtzDriver(settings, context);
    case 'panel':
      return new PanelDriver(settings, context);
  }
}
