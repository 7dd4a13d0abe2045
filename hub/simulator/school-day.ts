const MINUTE_MS = 60_000;
const DAY_MIN = 1440;
/** China has one time zone and no summer time. */
const BEIJING_MIN = 480;

/** Beginnings of a day's lessons, minutes after midnight; each is 45 minutes long. */
export const PERIODS = [480, 535, 600, 655, 840, 895, 950, 1005] as const;
export const LESSON_MIN = 45;
/** Rooms are switched on in the morning and off in the evening. */
const OPEN_MIN = 450;
const CLOSED_MIN = 1110;

/** Where in a school's week a moment is. */
export interface SchoolMoment {
  /** Days since 1970-01-01 in Beijing. */
  day: number;
  minute: number;
  isSchoolDay: boolean;
  isOpen: boolean;
  /** 0 to 7 while there is a lesson by the timetable. */
  period: number | undefined;
}

/** @param wallMs milliseconds since 1970, UTC */
export function schoolMoment(wallMs: number): SchoolMoment {
  const beijingMin = Math.floor(wallMs / MINUTE_MS) + BEIJING_MIN;
  const day = Math.floor(beijingMin / DAY_MIN);
  const minute = beijingMin - day * DAY_MIN;
  // 1970-01-01 was a Thursday.
  const weekday = (day + 4) % 7;
  const isSchoolDay = weekday >= 1 && weekday <= 5;
  const period = PERIODS.findIndex((begin) => minute >= begin && minute < begin + LESSON_MIN);
  return {
    day,
    minute,
    isSchoolDay,
    isOpen: isSchoolDay && minute >= OPEN_MIN && minute < CLOSED_MIN,
    period: isSchoolDay && period >= 0 ? period : undefined,
  };
}
