import type { Talk, TeacherZone } from '../../lesson/observation.ts';
import type { Activity } from './activity.ts';

/** How often something is so, for each activity, as shares of its time: each row sums to 1. */
type Table<Value extends string> = Record<Activity, Record<Value, number>>;
type YesNo = 'yes' | 'no';

/** Of a feature that is so or not, from how often it is so. */
function yes(shares: Record<Activity, number>): Table<YesNo> {
  const rows = Object.entries(shares).map(([activity, share]) => [activity, { yes: share, no: 1 - share }]);
  return Object.fromEntries(rows) as Table<YesNo>;
}

/**
 * The model by which a lesson is told apart into activities: a hidden Markov model with a shortest duration. What is seen
 * and heard in each second depends on the activity alone (`features`), and how the lesson goes on depends on the activity
 * it is in (`lasts`, `next`). Everything is a share one can read and dispute; nothing is fitted to one lesson.
 */
export const activityModel = {
  stepMs: 1_000,
  /** A stretch without valid audio is cut out of the activities from this length on. */
  unheardMs: 5_000,
  /** No activity is shorter; seconds. An answer of a student is no presentation yet. */
  shortest: {
    lecture: 20,
    'question-and-answer': 20,
    choral: 20,
    'group-work': 20,
    'individual-work': 20,
    'student-presentation': 30,
    other: 20,
  } satisfies Record<Activity, number>,
  /** Where the lesson begins or ends, or was not heard, an activity is seen in part: it is told from this length on, seconds. */
  shortestPart: 10,
  /** From which share of the measurable heads on most are up, and from which on many are turned. */
  mostHeads: 1 / 2,
  manyTurned: 1 / 3,
  /** How long an activity goes on, on average, once it has lasted the shortest time; seconds. */
  lasts: {
    lecture: 120,
    'question-and-answer': 90,
    choral: 45,
    'group-work': 180,
    'individual-work': 180,
    'student-presentation': 90,
    other: 60,
  } satisfies Record<Activity, number>,
  /** Which activity a lesson begins with. */
  first: {
    lecture: 0.4,
    'question-and-answer': 0.2,
    choral: 0.08,
    'group-work': 0.07,
    'individual-work': 0.1,
    'student-presentation': 0.05,
    other: 0.1,
  } satisfies Record<Activity, number>,
  /** Which activity follows one that ends; itself follows none. Weights, relative within a row. */
  next: {
    lecture: row(0, 5, 2, 2, 2, 1, 0.2),
    'question-and-answer': row(5, 0, 2, 2, 2, 1.5, 0.2),
    choral: row(4, 4, 0, 1.5, 1.5, 0.5, 0.2),
    'group-work': row(3, 3, 0.5, 0, 1, 3, 0.2),
    'individual-work': row(4, 4, 1, 3, 0, 1, 0.2),
    'student-presentation': row(4, 4, 0.5, 1, 1, 0, 0.2),
    other: row(4, 2, 1, 1, 1, 1, 0),
  } satisfies Record<Activity, Record<Activity, number>>,
  features: {
    /** Who talks for most of the second. */
    talk: {
      // Seconds of talk follow one another: each tells less than it would alone.
      weight: 0.42,
      table: {
        lecture: { teacher: 0.8, student: 0.01, many: 0.01, none: 0.18 },
        'question-and-answer': { teacher: 0.45, student: 0.25, many: 0.08, none: 0.22 },
        choral: { teacher: 0.36, student: 0.02, many: 0.48, none: 0.14 },
        'group-work': { teacher: 0.06, student: 0.03, many: 0.83, none: 0.08 },
        'individual-work': { teacher: 0.05, student: 0.02, many: 0.03, none: 0.9 },
        'student-presentation': { teacher: 0.07, student: 0.8, many: 0.02, none: 0.11 },
        other: { teacher: 0.2, student: 0.15, many: 0.35, none: 0.3 },
      } satisfies Table<Talk>,
    },
    /** Where the teacher is. */
    zone: {
      weight: 0.05,
      table: {
        lecture: { podium: 0.5, board: 0.4, aisle: 0.08, away: 0.02 },
        'question-and-answer': { podium: 0.4, board: 0.3, aisle: 0.27, away: 0.03 },
        choral: { podium: 0.45, board: 0.3, aisle: 0.22, away: 0.03 },
        'group-work': { podium: 0.2, board: 0.1, aisle: 0.6, away: 0.1 },
        'individual-work': { podium: 0.25, board: 0.1, aisle: 0.5, away: 0.15 },
        'student-presentation': { podium: 0.25, board: 0.2, aisle: 0.5, away: 0.05 },
        other: { podium: 0.2, board: 0.15, aisle: 0.25, away: 0.4 },
      } satisfies Table<TeacherZone>,
    },
    /** Whether the teacher writes on the board. */
    writing: {
      weight: 0.1,
      table: yes({
        lecture: 0.3,
        'question-and-answer': 0.05,
        choral: 0.03,
        'group-work': 0.01,
        'individual-work': 0.03,
        'student-presentation': 0.02,
        other: 0.05,
      }),
    },
    /** Whether most heads are up. */
    headsUp: {
      weight: 0.15,
      table: yes({
        lecture: 0.85,
        'question-and-answer': 0.88,
        choral: 0.7,
        'group-work': 0.7,
        'individual-work': 0.1,
        'student-presentation': 0.85,
        other: 0.6,
      }),
    },
    /** Whether many heads are turned to a neighbour. */
    turned: {
      weight: 0.1,
      table: yes({
        lecture: 0.03,
        'question-and-answer': 0.05,
        choral: 0.03,
        'group-work': 0.7,
        'individual-work': 0.05,
        'student-presentation': 0.08,
        other: 0.3,
      }),
    },
    /** Whether a hand is up. */
    hands: {
      weight: 0.1,
      table: yes({
        lecture: 0.06,
        'question-and-answer': 0.4,
        choral: 0.05,
        'group-work': 0.04,
        'individual-work': 0.06,
        'student-presentation': 0.08,
        other: 0.08,
      }),
    },
    /** Whether somebody stands while others sit. */
    standing: {
      weight: 0.1,
      table: yes({
        lecture: 0.03,
        'question-and-answer': 0.4,
        choral: 0.06,
        'group-work': 0.15,
        'individual-work': 0.04,
        'student-presentation': 0.6,
        other: 0.3,
      }),
    },
  },
} as const;

function row(...weights: [number, number, number, number, number, number, number]): Record<Activity, number> {
  const [lecture, questions, choral, group, individual, presentation, other] = weights;
  return {
    lecture,
    'question-and-answer': questions,
    choral,
    'group-work': group,
    'individual-work': individual,
    'student-presentation': presentation,
    other,
  };
}
