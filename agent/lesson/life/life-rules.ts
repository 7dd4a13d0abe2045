const MINUTE_MS = 60_000;

/** When lessons begin and end. Times are milliseconds. */
export interface LifeRules {
  /** How much later than planned a class may begin and be called late rather than absent. */
  lateMs: number;
  /** How long a lesson may run over its planned end while there is teaching. */
  overMs: number;
  /** A lesson begun by hand this shortly before one of the timetable is that one. */
  earlyMs: number;
  /** How long a lesson begun by hand lasts when nobody ends it. */
  handMs: number;
  /** Without a timetable: watch for people and voices. */
  detection: boolean;
  /** Times of day (`HH:MM`, `[from, to)`, school-local) outside which nobody is watched for; null for always. */
  watchHours: { from: string; to: string } | null;
  /** A lesson is seen to begin with so many taken seats and so much talk in a minute, the teacher's among it, ... */
  beginSeats: number;
  beginTalkMs: number;
  /** ... for this long. */
  settleMs: number;
  /** ... or, when only a camera tells, for this long. */
  aloneMs: number;
  /** It is over when fewer than half of its usual seats are taken for this long, ... */
  thinMs: number;
  /** ... or when there is no voice for this long, ... */
  quietMs: number;
  /** ... or after this long. */
  longestMs: number;
  /** A wall clock that shows less is wrong: a machine without a battery starts in 1970, or when its firmware was made. */
  firstPossibleMs: number;
}

export const defaultLifeRules: LifeRules = {
  lateMs: 10 * MINUTE_MS,
  overMs: 5 * MINUTE_MS,
  earlyMs: 5 * MINUTE_MS,
  handMs: 180 * MINUTE_MS,
  detection: false,
  watchHours: { from: '07:00', to: '18:30' },
  beginSeats: 5,
  beginTalkMs: 20_000,
  settleMs: MINUTE_MS,
  aloneMs: 3 * MINUTE_MS,
  thinMs: 3 * MINUTE_MS,
  quietMs: 10 * MINUTE_MS,
  longestMs: 100 * MINUTE_MS,
  // Before there was a Lectern.
  firstPossibleMs: Date.UTC(2026, 0, 1),
};
