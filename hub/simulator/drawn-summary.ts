import { knownFigure } from '../../provisioning/contract/figure-catalogue.ts';
import type { LessonSummary, PublishedIndicator } from '../../provisioning/contract/lesson-message.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What a room with two cameras and a microphone tells of a lesson. */
const figureIds = [
  ...['talk.teacher.share', 'talk.student.share', 'talk.many.share', 'talk.none.share', 'talk.flanders.tt'],
  ...['talk.flanders.pt', 'talk.flanders.sc', 'talk.turns', 'talk.teacher.longest', 'talk.wait1.median'],
  ...['talk.wait1.share3s', 'talk.wait2.median', 'talk.teacher.rate', 'talk.level.teacher', 'room.noise'],
  ...['students.present.max', 'students.present.median', 'students.headup.share', 'students.headup.peak'],
  ...['students.turned.share', 'students.hands.events', 'students.hands.peak', 'students.standing.events'],
  ...['students.slumped.share', 'teacher.zone.podium.share', 'teacher.zone.board.share', 'teacher.zone.aisle.share'],
  ...['teacher.zone.away.share', 'teacher.patrol.count', 'teacher.patrol.time', 'teacher.patrol.coverage'],
  ...[
    'teacher.board.time',
    'st.rt',
    'st.ch',
    'st.mode',
    'activity.lecture.share',
    'activity.question-and-answer.share',
  ],
  ...['activity.group-work.share', 'activity.individual-work.share', 'activity.student-presentation.share'],
  ...['room.co2.median', 'room.co2.high.longest', 'room.temperature.median', 'room.sound.median'],
];
const subjects = ['语文', '数学', '英语', '物理', '化学', '生物', '历史', '地理', '道德与法治', '音乐'];
const modes = ['practice', 'lecture', 'dialogue', 'mixed'] as const;

export interface SummaryLabels {
  lessonId: string;
  startedAtMs: number;
  teacher: number;
  period: number;
  pair?: { pairId: string; role: 'main' | 'remote' };
}

/** A lesson's summary as a room would publish it; its figures are drawn, not measured. */
export function drawnSummary(random: SeededRandom, labels: SummaryLabels): LessonSummary {
  const { lessonId, startedAtMs, teacher, period, pair } = labels;
  // Each teacher has a way of teaching; lessons vary around it.
  const habit = ((teacher * 0.618) % 1) * 0.3;
  return {
    lessonId,
    revision: 1,
    startedAt: new Date(startedAtMs).toISOString(),
    durationS: 2700,
    className: `${['七', '八', '九'][teacher % 3]}年级 ${1 + (teacher % 8)} 班`,
    subject: subjects[teacher % subjects.length]!,
    period: period + 1,
    teacherId: `T${String(teacher).padStart(6, '0')}`,
    ...pair,
    indicators: figureIds.flatMap((id) => drawnFigure(random, id, habit)),
    models: { 'person-first': '9f2c4e1a', 'head-first': '03be77d1', 'talk-first': '51ac0e94' },
  };
}

function drawnFigure(random: SeededRandom, id: string, habit: number): PublishedIndicator[] {
  const known = knownFigure(id);
  if (!known) return [];
  const { unit, version } = known;
  const coverage = rounded(random.between(0.8, 1));
  if (random.isBelow(0.03)) return [{ id, unit, version, coverage, value: null, suppressed: 'small-group' }];
  const share = rounded(Math.min(1, habit + random.between(0, 0.7)));
  const values = {
    share: share > 0.95 ? '>95' : share,
    count: random.int(0, 60),
    s: rounded(random.between(0, 400)),
    dBFS: rounded(random.between(-60, -20)),
    'syllables/min': rounded(random.between(160, 280)),
    mode: random.one(modes),
    ppm: Math.round(600 + 2000 * share),
    '°C': rounded(18 + 8 * share),
    '%': Math.round(35 + 40 * share),
    lx: Math.round(250 + 500 * share),
    'µg/m³': Math.round(80 * share),
    'dB(A)': Math.round(45 + 25 * share),
  } as const;
  const peak = id.endsWith('.peak') ? { atS: random.int(0, 2699), share } : {};
  return [{ id, unit, version, coverage, value: values[unit], ...peak }];
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
