import type { SourceSettings } from '../config/config.ts';
import { type SecretPlaces, withLogin } from '../config/secrets.ts';
import type { SourceSetting } from '../config/source-setting.ts';
import { type LiveSource, sourceName } from '../lesson/live-source.ts';
import type { RoomPlan } from '../lesson/room-plan.ts';
import type { SensorName } from '../sensing/process/sensor-message.ts';
import type { SensorOptions } from '../sensing/process/sensor-supervisor.ts';

/** Looks a second while a lesson is only looked for. */
const WATCH_SAMPLES_PER_S = 0.5;

/** A sensor of the room and where its pictures or sound come from. */
export interface RoomSensor {
  sensor: SensorName;
  sources: LiveSource[];
  /** The same, smaller, where there is such a thing. */
  substreams: LiveSource[];
}

export interface SensingNeeds {
  roomPlan: RoomPlan | null;
  samplesPerS: number;
  /** The monotonic clock at lesson time 0. */
  zeroMs: number;
}

/**
 * The sensors of a room as configured, with users and passwords: never log them.
 * @param missing told of each source whose password is nowhere: the room is sensed without it
 */
export function roomSensors(
  settings: SourceSettings,
  places: SecretPlaces,
  missing: (error: Error) => void,
): RoomSensor[] {
  const { studentCamera, teacherCamera, microphone: microphones } = settings;
  const cameras = [
    { sensor: 'student-camera' as const, setting: studentCamera },
    { sensor: 'teacher-camera' as const, setting: teacherCamera },
  ];
  const open = (setting: SourceSetting): LiveSource[] => {
    try {
      return [withLogin(setting, places)];
    } catch (error) {
      missing(error as Error);
      return [];
    }
  };
  return [
    ...cameras.flatMap(({ sensor, setting }) => {
      const sources = setting ? open(setting) : [];
      if (!setting || sources.length === 0) return [];
      const substreams = setting.substream ? open({ ...setting, source: setting.substream }) : sources;
      return [{ sensor, sources, substreams }];
    }),
    ...soundSensor((microphones ?? []).flatMap(open)),
  ];
}

const soundSensor = (sources: LiveSource[]): RoomSensor[] =>
  sources.length === 0 ? [] : [{ sensor: 'microphone', sources, substreams: sources }];

/** What is started for a lesson. */
export function lessonSensors(
  sensors: readonly RoomSensor[],
  { roomPlan, samplesPerS, zeroMs }: SensingNeeds,
): SensorOptions[] {
  return sensors.map(({ sensor, sources }) => ({
    sensor,
    media: { kind: 'live', sources, zeroMs },
    roomPlan,
    samplesPerS,
    restarts: Number.POSITIVE_INFINITY,
  }));
}

/** What is started to find out whether there is a lesson: whether people are there, and whether anybody speaks. */
export function watchSensors(sensors: readonly RoomSensor[], zeroMs: number): SensorOptions[] {
  return sensors
    .filter(({ sensor }) => sensor !== 'teacher-camera')
    .map(({ sensor, substreams }) => ({
      sensor,
      media: { kind: 'live', sources: substreams, zeroMs },
      roomPlan: null,
      samplesPerS: WATCH_SAMPLES_PER_S,
      restarts: Number.POSITIVE_INFINITY,
    }));
}

/** How a sensor's source is called where people read of it. */
export function sourceLabel(sensor: SensorName, source: number): string {
  return source === 0 ? sensor : `${sensor}-${source + 1}`;
}

export function addressesOf(sensors: readonly RoomSensor[]): { name: string; address: string }[] {
  return sensors.flatMap(({ sensor, sources }) =>
    sources.map((source, index) => ({ name: sourceLabel(sensor, index), address: sourceName(source) })),
  );
}
