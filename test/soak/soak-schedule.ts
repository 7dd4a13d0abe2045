import { seeded } from '../fixtures/seeded.ts';

/** Which part of the appliance a fault is one of. */
export const faultFamilies = {
  capture: ['cameras-away', 'camera-password', 'microphone-unplugged', 'sensor-killed', 'ffmpeg-killed'],
  sync: ['broker-away', 'broker-frozen', 'hub-silent'],
  installation: [
    'agent-killed',
    'agent-restarted',
    'configuration-broken',
    'disk-full',
    'backup-taken',
    'clock-back',
    'clock-ahead',
  ],
  hardware: ['sensor-unplugged', 'board-unplugged', 'port-flooded', 'device-process-killed', 'sensing-switched-off'],
} as const;

export type FaultFamily = keyof typeof faultFamilies;
export type FaultName = (typeof faultFamilies)[FaultFamily][number];

/** A fault of a lesson: from when on, and for how long where it is one that lasts; seconds. */
export interface PlannedFault {
  name: FaultName;
  atS: number;
  forS: number;
}

export interface PlannedLesson {
  number: number;
  /** School days since the first; the wall clock is set to them. */
  day: number;
  /** Hour of that day. */
  hour: number;
  lengthS: number;
  faults: PlannedFault[];
}

const FIRST_HOUR = 8;
const LESSONS_A_DAY = 5;
/** Everything is open by then. */
const FIRST_FAULT_S = 14;
/** What was lost must be able to come back, and to be seen to be back, before the lesson ends. */
const BACK_S = 35;
/** A camera that was away for long is tried with pauses that have grown to 32 s. */
const CAMERA_BACK_S = 65;
/** Of so many school days one is the last before a holiday that is longer than observations are kept. */
const DAYS_TO_HOLIDAY = 9;
const HOLIDAY_DAYS = 95;
/** Agents that live long are what is to be looked at: not every fault is as likely. */
const RARE: Partial<Record<FaultName, number>> = {
  'agent-killed': 0.4,
  'agent-restarted': 0.3,
  'configuration-broken': 0.3,
};

/** What needs longer until it is seen as what it is, seconds more. */
const SLOW: Partial<Record<FaultName, number>> = {
  'cameras-away': 12,
  'camera-password': 12,
  'microphone-unplugged': 4,
  'sensor-unplugged': 8,
  'board-unplugged': 4,
  'port-flooded': 10,
};

/**
 * What happens in each lesson, one after the other and without end; the same seed has the same. Of each family there is one fault at most
 * in a lesson, so that it can be told which one a gap is of; a lesson in four has none.
 */
export function* soakSchedule(seed: number): Generator<PlannedLesson> {
  const random = seeded(seed);
  for (let number = 1; ; number++) {
    const dayOfTerm = Math.floor((number - 1) / LESSONS_A_DAY);
    const families = random() < 0.25 ? [] : (Object.keys(faultFamilies) as FaultFamily[]);
    const faults = families.flatMap((family): PlannedFault[] => {
      const names = faultFamilies[family];
      const name = names[Math.floor(random() * names.length)]!;
      const [wanted, at, length] = [random(), random(), random()];
      if (wanted > 0.5 * (RARE[name] ?? 1)) return [];
      return [{ name, atS: Math.round(FIRST_FAULT_S + 6 * at), forS: Math.round(4 + 5 * length + (SLOW[name] ?? 0)) }];
    });
    const backS = ({ name }: PlannedFault) => (name.startsWith('camera') ? CAMERA_BACK_S : BACK_S);
    const lastS = Math.max(FIRST_FAULT_S + 8, ...faults.map((fault) => fault.atS + fault.forS + backS(fault)));
    yield {
      number,
      day: dayOfTerm + Math.floor(dayOfTerm / DAYS_TO_HOLIDAY) * HOLIDAY_DAYS,
      hour: FIRST_HOUR + ((number - 1) % LESSONS_A_DAY),
      lengthS: lastS,
      faults,
    };
  }
}
