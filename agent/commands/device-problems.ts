import { DeviceFault } from '../../device/device-fault.ts';
import type { DeviceSettings } from '../../device/device-settings.ts';
import { sensorsOf } from '../../device/environment/environment-driver.ts';
import { loadCommandSets } from '../../device/panel/commands/read-command-sets.ts';
import type { Config } from '../config/config.ts';

/** What is wrong with the room's hardware as it is set, beyond what each setting may be by itself. */
export interface DeviceProblem {
  /** Of the setting, such as `devices.air`. */
  path: string[];
  message: string;
}

/** Also what the files say that the devices name. */
export function deviceProblems({ devices, privacy }: Pick<Config, 'devices' | 'privacy'>): DeviceProblem[] {
  const problems = Object.entries(devices).flatMap(([name, device]) =>
    troublesOf(device).map((message) => ({ path: ['devices', name], message })),
  );
  const hasBoard = Object.values(devices).some(({ kind }) => kind === 'board');
  if (privacy.lampRequired && !hasBoard)
    problems.push({
      path: ['privacy', 'lampRequired'],
      message:
        'without a device of kind board nothing is ever sensed: no lamp can confirm what it shows; add the board to devices (docs/devices/board.md), or take lampRequired away',
    });
  return problems;
}

function troublesOf(device: DeviceSettings): string[] {
  try {
    if (device.kind === 'environment') sensorsOf(device);
    if (device.kind === 'panel') return modelTroubles(device);
    return [];
  } catch (error) {
    // Errors of a file have a line for each of its own lines that is wrong.
    if (error instanceof DeviceFault || (error as { code?: string }).code?.endsWith('_UNREADABLE'))
      return (error as Error).message.split('\n');
    throw error;
  }
}

function modelTroubles({ model, commands }: Extract<DeviceSettings, { kind: 'panel' }>): string[] {
  const sets = loadCommandSets(commands);
  if (model === undefined || sets.has(model)) return [];
  return [
    `${model}: there are no commands of that name; there are ${[...sets.keys()].join(', ')}; write your own into the file of the setting commands`,
  ];
}
