/**
 * Every figure Lectern publishes, as data. No figure is good or bad: an entry says what is counted, never what it
 * should be. Sources: Flanders 1970; Rowe 1974; Sacks et al. 1974; Owens et al. 2017 (DART); S-T analysis (Fujita 1985).
 */
export interface CatalogueEntry {
  id: string;
  unit: 'share' | 'count' | 's' | 'dBFS' | 'mode';
  zh: string;
  en: string;
  definitionZh: string;
  definitionEn: string;
  /** Below this coverage the figure is "not enough data". */
  coverageFloor: number;
  /** Raised whenever the definition changes. */
  version: number;
}

type Row = readonly [
  id: string,
  unit: CatalogueEntry['unit'],
  zh: string,
  en: string,
  definitionZh: string,
  definitionEn: string,
];

const rows: readonly Row[] = [
  [
    'talk.teacher.share',
    'share',
    '教师讲授',
    'teacher talk',
    '教师说话的时间占有效录音时间的比例。',
    'Time the teacher speaks / lesson time with valid audio.',
  ],
  [
    'talk.student.share',
    'share',
    '学生发言',
    'student talk',
    '单个学生说话的时间占有效录音时间的比例。',
    'Time one student speaks / lesson time with valid audio.',
  ],
  [
    'talk.many.share',
    'share',
    '齐答/讨论',
    'many voices',
    '多人同时说话的时间占有效录音时间的比例。',
    'Time several voices sound at once / lesson time with valid audio.',
  ],
  [
    'talk.none.share',
    'share',
    '安静',
    'quiet',
    '没有人说话的时间占有效录音时间的比例。',
    'Time nobody speaks / lesson time with valid audio.',
  ],
  [
    'talk.flanders.tt',
    'share',
    '教师语言比例',
    'teacher talk ratio (Flanders)',
    '以教师说话为主的 3 秒片段的比例。',
    'Share of 3 s slots filled mostly by the teacher.',
  ],
  [
    'talk.flanders.pt',
    'share',
    '学生语言比例',
    'pupil talk ratio (Flanders)',
    '以学生或多人说话为主的 3 秒片段的比例。',
    'Share of 3 s slots filled mostly by one or many students.',
  ],
  [
    'talk.flanders.sc',
    'share',
    '沉寂比例',
    'silence ratio (Flanders)',
    '以安静为主的 3 秒片段的比例。',
    'Share of 3 s slots filled mostly by silence.',
  ],
  [
    'talk.turns',
    'count',
    '师生转换',
    'turns',
    '教师与学生之间说话转换的次数;同一方不足 1.5 秒的停顿不计。',
    "Changes of speaker between teacher and students; pauses under 1.5 s inside one side's turn are bridged.",
  ],
  [
    'talk.teacher.longest',
    's',
    '最长讲授',
    'longest teacher turn',
    '教师最长一次连续说话的时间。',
    'The longest turn of the teacher.',
  ],
  [
    'talk.wait1.median',
    's',
    '等待时间',
    'wait time',
    '教师停下到学生开口之间安静的中位数(0.2–30 秒)。',
    'Median silence from the teacher stopping to a student starting (gaps of 0.2–30 s).',
  ],
  [
    'talk.wait1.share3s',
    'share',
    '等待 3 秒及以上',
    'waits of 3 s or more',
    '等待时间不少于 3 秒的比例。',
    'Share of these silences of at least 3 s.',
  ],
  [
    'talk.wait2.median',
    's',
    '回应前等待',
    'wait after an answer',
    '学生停下到教师开口之间安静的中位数。',
    'Median silence from a student stopping to the teacher starting.',
  ],
  [
    'talk.level.teacher',
    'dBFS',
    '教师音量',
    'teacher level',
    '教师说话时声音大小的中位数。',
    'Median level of teacher speech.',
  ],
  [
    'room.noise',
    'dBFS',
    '环境声',
    'room noise',
    '无人说话时声音大小的第 10 百分位数。',
    '10th percentile of the level while nobody speaks.',
  ],
  [
    'students.present.max',
    'count',
    '在座人数(最多)',
    'students present (most)',
    '同时有人的座位数的最大值。',
    'Most seats occupied at once.',
  ],
  [
    'students.present.median',
    'count',
    '在座人数',
    'students present',
    '有人的座位数的中位数。',
    'Median number of occupied seats.',
  ],
  [
    'students.headup.share',
    'share',
    '抬头率',
    'heads up',
    '抬头的座位占可测座位的比例,按有效时间平均;转头看同学也算抬头。',
    'Heads up / occupied measurable seats, mean over valid time; a head turned to a neighbour is up.',
  ],
  [
    'students.turned.share',
    'share',
    '转向同学',
    'turned to a neighbour',
    '抬着头转向邻座的座位占可测座位的比例,按有效时间平均。',
    'Raised heads turned to a neighbour / occupied measurable seats, mean over valid time.',
  ],
  [
    'students.headup.peak',
    'share',
    '抬头最多',
    'most heads up',
    '抬头率最高的时刻。',
    'The moment with the highest share of heads up.',
  ],
  [
    'students.hands.events',
    'count',
    '举手',
    'hands raised',
    '举手次数:一名学生举手至少 1 秒,3 秒内的间断不计。',
    'Raised-hand episodes: one student, up for at least 1 s, gaps up to 3 s bridged.',
  ],
  [
    'students.hands.peak',
    'count',
    '举手最多',
    'most hands at once',
    '同时举手人数最多的时刻。',
    'The moment with the most hands up at once.',
  ],
  [
    'students.standing.events',
    'count',
    '起立',
    'standing',
    '有学生站立至少 3 秒而其他人坐着的次数。',
    'Times one or more students stand for at least 3 s while others sit.',
  ],
  [
    'students.slumped.share',
    'share',
    '趴桌',
    'head on desk',
    '头趴在桌上的座位占有人座位的比例。',
    'Heads on desks / occupied seats, mean over valid time.',
  ],
  [
    'teacher.zone.podium.share',
    'share',
    '在讲台',
    'at the podium',
    '教师在讲台区的时间比例。',
    'Share of valid time the teacher is at the podium.',
  ],
  [
    'teacher.zone.board.share',
    'share',
    '在黑板前',
    'at the board',
    '教师在黑板前的时间比例。',
    'Share of valid time the teacher is at the board.',
  ],
  [
    'teacher.zone.aisle.share',
    'share',
    '在学生中间',
    'in the aisles',
    '教师在学生座位之间的时间比例。',
    'Share of valid time the teacher is among the desks.',
  ],
  [
    'teacher.zone.away.share',
    'share',
    '不在教室',
    'away',
    '教师不在教室的时间比例。',
    'Share of valid time the teacher is out of the room.',
  ],
  [
    'teacher.patrol.count',
    'count',
    '巡视',
    'walking the aisles',
    '走进座位区至少 5 秒的次数;中间离开不超过 3 秒不计。',
    'Visits to the seating area of at least 5 s; leaving it for up to 3 s does not end one.',
  ],
  ['teacher.patrol.time', 's', '巡视时间', 'time in the aisles', '巡视的总时间。', 'Total time of these visits.'],
  [
    'teacher.patrol.coverage',
    'share',
    '巡视覆盖',
    'seating area visited',
    '教室平面图分为 12×8 格,巡视时到过的座位区格子的比例。',
    'Of the 12 × 8 cells of the room plan, the share of those in the seating area that these visits reached.',
  ],
  [
    'teacher.board.time',
    's',
    '板书',
    'writing on the board',
    '在黑板前面向黑板、手在书写高度至少 2 秒的时间;不超过 2 秒的停顿计入。',
    'Time at the board, facing it, a hand at writing height for at least 2 s; pauses of up to 2 s are bridged.',
  ],
  [
    'teacher.second.share',
    'share',
    '另有成人',
    'a second adult',
    '教室里有两名或更多成人站立的时间比例;从座位上走出来的学生不计。',
    'Share of time with two or more adults on their feet; pupils who came out of the seats do not count.',
  ],
  [
    'st.rt',
    'share',
    '教师行为占有率 Rt',
    'Rt',
    'T 片段占全部片段的比例。',
    'Share of slots in which teacher behaviour fills most of the time.',
  ],
  [
    'st.ch',
    'share',
    '师生行为转换率 Ch',
    'Ch',
    '(片段连数 − 1)/ 片段数。',
    '(Runs of equal slots − 1) / number of slots.',
  ],
  [
    'st.mode',
    'mode',
    '课堂类型',
    'lesson mode',
    'Rt ≤ 0.3 练习型;Rt ≥ 0.7 讲授型;其余 Ch ≥ 0.4 对话型,Ch < 0.4 混合型。',
    'Rt ≤ 0.3 practice; Rt ≥ 0.7 lecture; otherwise dialogue if Ch ≥ 0.4, else mixed.',
  ],
];

const COVERAGE_FLOOR = 0.5;

export const catalogue: readonly CatalogueEntry[] = rows.map(([id, unit, zh, en, definitionZh, definitionEn]) => ({
  id,
  unit,
  zh,
  en,
  definitionZh,
  definitionEn,
  coverageFloor: COVERAGE_FLOOR,
  version: 1,
}));

/** @throws Error for an id the catalogue does not hold: a figure without a definition must not exist */
export function catalogueEntry(id: string): CatalogueEntry {
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`indicator ${id} is not in the catalogue`);
  return entry;
}
