import type { LessonReport } from '../indicators/indicator.ts';
import type { Moment, MomentSource } from './moment.ts';

/** Moments of the room's air; they are about the room, not about anybody in it. */
export const environmentMoments = {
  'co2-minutes': {
    unit: 'ppm',
    about: 'teacher',
    figure: 'room.co2.median',
    joins: true,
    zh: '二氧化碳的每一分钟',
    en: 'the minutes of CO2',
    find: co2Minutes,
  },
} as const satisfies Record<string, MomentSource>;

function co2Minutes({ environment = [] }: LessonReport): Moment[] {
  return environment.flatMap(({ startMs, endMs, co2Ppm }) =>
    co2Ppm === undefined ? [] : [{ startMs, endMs, value: co2Ppm }],
  );
}
