import type { Logger } from 'pino';
import type { ClassroomAgent } from '../app.ts';
import type { Config } from '../config/config.ts';
import { loginNamed, type SecretPlaces } from '../config/secrets.ts';
import { RoomDevices } from '../devices/room-devices.ts';
import { systemClock } from '../lesson/clock.ts';
import type { RoomProblems } from '../room/room-problems.ts';
import type { SetupRoom } from '../setup/room-setup.ts';

export interface RoomHardwareNeeds {
  config: Config;
  places: SecretPlaces;
  agent: Pick<ClassroomAgent, 'tellEnvironment'>;
  problems: RoomProblems;
  log: Logger;
}

/** The hardware of a configured room. A device whose password is nowhere is driven without it, and says so. */
export function roomHardware({ config: { devices }, places, agent, problems, log }: RoomHardwareNeeds): RoomDevices {
  const missing: string[] = [];
  const passwords = Object.entries(devices).flatMap(([name, settings]) => {
    if (settings.kind !== 'panel' || settings.credentials === undefined) return [];
    try {
      return [[name, loginNamed(settings.credentials, places).password]];
    } catch (error) {
      missing.push(`${(error as Error).message}; until then ${name} is driven without it`);
      return [];
    }
  });
  problems.set('DEVICE_PASSWORD_MISSING', missing.length > 0 ? missing.join('; ') : null);
  return new RoomDevices({
    devices,
    passwords: Object.fromEntries(passwords),
    clock: systemClock,
    tellEnvironment: (values, periodS) => agent.tellEnvironment(values, periodS),
    problem: (code, message) => problems.set(code, message),
    info: (message) => log.info(message),
    warning: (message) => log.warn(message),
  });
}

/** The room as school IT sees it, with its hardware. */
export function withHardware(room: SetupRoom, hardware: RoomDevices): SetupRoom {
  return {
    state: () => ({ ...room.state(), ...hardware.shown }),
    startLesson: (labels) => room.startLesson(labels),
    endLesson: () => room.endLesson(),
    setPreviewed: (isPreviewed) => room.setPreviewed(isPreviewed),
  };
}
