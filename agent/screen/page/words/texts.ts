import type { Chapter } from '../../../indicators/catalogue.ts';
import { modeNames } from '../../../indicators/mode-names.ts';
import type { LessonMode } from '../../../indicators/st-curves.ts';
import type { PairRole } from '../../../lesson/lesson.ts';
import type { Talk, TeacherZone } from '../../../lesson/observation.ts';
import { type RoomTexts, roomTexts } from './room-texts.ts';
import { type TroubleTexts, troubleTexts } from './trouble-texts.ts';

export type Language = 'zh' | 'en';

/** A piece of a sentence: plain words, or a figure set in bold that may lead to its moment in the lesson. */
export type Phrase = string | { figure: string; atMs?: number };
export type Sentence = readonly Phrase[];

/** Everything the page says; of the room in `room-texts.ts` and `trouble-texts.ts`. A key missing from one language does not compile. */
export interface Texts {
  htmlLang: string;
  product: string;
  /** Name of the other language, in that language. */
  otherLanguage: string;
  lessons: string;
  allLessons: string;
  noLessons: string;
  noLessonsHint: string;
  unlabelled: string;
  period(period: number): string;
  sent: string;
  waitingToSend: string;
  lessonUnknown: string;
  unreachable: string;
  seconds(value: string): string;
  minutes(value: string): string;
  people(count: number): string;
  syllablesPerMinute(count: number): string;
  times(count: number): string;
  minuteNumber(minute: number): string;
  /** From one minute of the lesson to another, both counted from 1. */
  minuteRange(from: number, to: number): string;
  notEnoughData: string;
  missing: string;
  readoutHint: string;
  lessonTime: string;
  minutesOfLesson: string;
  talk: Record<Talk, string>;
  zones: Record<TeacherZone, string>;
  modes: Record<LessonMode, string>;
  roles: Record<PairRole, string>;
  tracks: { activities: string; talk: string; teacher: string; headsUp: string; hands: string; bookmarks: string };
  sentences: {
    talk(teacher: string, students: string): Sentence;
    talkRemote(teacher: string, students: string): Sentence;
    talkUnknown: Sentence;
    talkHeard(minutes: string): Sentence;
    wait(wait: string): Sentence;
    waitRemote(wait: string): Sentence;
    waitUnknown: Sentence;
    hands(minute: number, count: number, atMs: number): Sentence;
    handsNone: Sentence;
    handsUnknown: Sentence;
  };
  st: { title: string; t: string; s: string; slot(length: string): string };
  rtCh: { title: string; rt: string; ch: string };
  teacherPlace: {
    title: string;
    patrol: string;
    patrolTime: string;
    board: string;
    map: string;
    front: string;
    back: string;
  };
  waits: {
    title: string;
    aside(count: number, median: string): string;
    none: string;
    axis: string;
    longer: string;
    mark: string;
  };
  findings: { title: string; none: string };
  figures: {
    title: string;
    hint: string;
    name: string;
    value: string;
    coverage: string;
    chapters: Record<Chapter, string>;
  };
  room: RoomTexts;
  troubles: TroubleTexts;
}

function modesIn(language: Language): Record<LessonMode, string> {
  const { practice, lecture, dialogue, mixed } = modeNames;
  return {
    practice: practice[language],
    lecture: lecture[language],
    dialogue: dialogue[language],
    mixed: mixed[language],
  };
}

const zh: Texts = {
  htmlLang: 'zh-CN',
  product: 'Lectern 讲台',
  otherLanguage: 'English',
  lessons: '课堂记录',
  allLessons: '全部课堂',
  noLessons: '还没有课堂记录。',
  noLessonsHint: '下课后，这节课的报告会出现在这里。',
  unlabelled: '未标注的课',
  period: (period) => `第 ${period} 节`,
  sent: '小结已送达',
  waitingToSend: '小结待发送',
  lessonUnknown: '这台机器上没有这节课的记录。',
  unreachable: '暂时读不到数据。请确认 Lectern 正在运行，然后刷新页面。',
  seconds: (value) => `${value} 秒`,
  minutes: (value) => `${value} 分钟`,
  people: (count) => `${count} 人`,
  syllablesPerMinute: (count) => `每分钟 ${count} 个音节`,
  times: (count) => `${count} 次`,
  minuteNumber: (minute) => `第 ${minute} 分钟`,
  minuteRange: (from, to) => `第 ${from}–${to} 分钟`,
  notEnoughData: '数据不足',
  missing: '无数据',
  readoutHint: '触摸任意位置，看那一刻的课堂',
  lessonTime: '课堂时间',
  minutesOfLesson: '分钟',
  talk: { teacher: '教师讲授', student: '学生发言', many: '齐答/讨论', none: '安静' },
  zones: { podium: '讲台', board: '黑板前', aisle: '学生中间', away: '不在教室' },
  roles: { main: '双师课堂·主讲教室', remote: '双师课堂·听课教室' },
  modes: modesIn('zh'),
  tracks: {
    activities: '活动',
    talk: '说话',
    teacher: '教师位置',
    headsUp: '抬头率',
    hands: '举手',
    bookmarks: '标记',
  },
  sentences: {
    talk: (teacher, students) => [
      '这节课您讲了 ',
      { figure: teacher },
      '，学生开口 ',
      { figure: students },
      '（含齐答/讨论）。',
    ],
    talkRemote: (teacher, students) => [
      '这节课主讲老师从远端讲了 ',
      { figure: teacher },
      '，本班学生开口 ',
      { figure: students },
      '（含齐答/讨论）。',
    ],
    talkUnknown: ['讲授与发言时间：', { figure: '数据不足' }, '。'],
    talkHeard: (minutes) => ['有效录音只有 ', { figure: minutes }, '。'],
    wait: (wait) => ['您停下到学生开口，等待时间的中位数是 ', { figure: wait }, '。'],
    waitRemote: (wait) => ['从主讲老师停下到本班学生开口，等待时间的中位数是 ', { figure: wait }, '。'],
    waitUnknown: ['等待时间：', { figure: '数据不足' }, '。'],
    hands: (minute, count, atMs) => [
      { figure: `第 ${minute} 分钟`, atMs },
      '举手最多，有 ',
      { figure: `${count} 位同学`, atMs },
      '。',
    ],
    handsNone: ['没有看到同学举手。'],
    handsUnknown: ['举手：', { figure: '数据不足' }, '。'],
  },
  st: { title: 'S-T 曲线', t: '教师行为 T', s: '学生行为 S', slot: (length) => `每 ${length}一格` },
  rtCh: { title: 'Rt-Ch 图', rt: '教师行为占有率 Rt', ch: '师生行为转换率 Ch' },
  teacherPlace: {
    title: '教师走动',
    patrol: '巡视',
    patrolTime: '巡视时间',
    board: '板书',
    map: '教室平面图上教师停留的位置',
    front: '黑板',
    back: '后排',
  },
  waits: {
    title: '等待时间',
    aside: (count, median) => `${count} 次 · 中位数 ${median}`,
    none: '没有听到教师停下后由一位同学接着开口。',
    axis: '秒',
    longer: '更长',
    mark: '3 秒',
  },
  findings: { title: '可以留意', none: '这节课没有特别要提的。' },
  figures: {
    title: '全部数据',
    hint: '点开名称，看这项数据的含义。有效率是它的有效时间占整节课的比例。',
    name: '数据',
    value: '数值',
    coverage: '有效率',
    chapters: { talk: '说话', students: '学生', teacher: '教师', st: '课堂类型', activity: '教学活动' },
  },
  room: roomTexts.zh,
  troubles: troubleTexts.zh,
};

const en: Texts = {
  htmlLang: 'en',
  product: 'Lectern 讲台',
  otherLanguage: '中文',
  lessons: 'Lessons',
  allLessons: 'All lessons',
  noLessons: 'No lesson has been recorded yet.',
  noLessonsHint: 'When a lesson is over, its report appears here.',
  unlabelled: 'Unlabelled lesson',
  period: (period) => `period ${period}`,
  sent: 'summary delivered',
  waitingToSend: 'summary not sent yet',
  lessonUnknown: 'There is no record of this lesson on this machine.',
  unreachable: 'The data cannot be read at the moment. Please check that Lectern is running, then reload the page.',
  seconds: (value) => `${value} s`,
  minutes: (value) => `${value} min`,
  people: (count) => `${count} ${count === 1 ? 'student' : 'students'}`,
  syllablesPerMinute: (count) => `${count} syllables/min`,
  times: (count) => `${count} ${count === 1 ? 'time' : 'times'}`,
  minuteNumber: (minute) => `minute ${minute}`,
  minuteRange: (from, to) => `minutes ${from}–${to}`,
  notEnoughData: 'not enough data',
  missing: 'no data',
  readoutHint: 'Touch anywhere to see that moment of the lesson',
  lessonTime: 'lesson time',
  minutesOfLesson: 'min',
  talk: { teacher: 'teacher talk', student: 'student talk', many: 'many voices', none: 'quiet' },
  zones: { podium: 'podium', board: 'at the board', aisle: 'among students', away: 'away' },
  roles: { main: 'dual-teacher lesson, main room', remote: 'dual-teacher lesson, remote room' },
  modes: modesIn('en'),
  tracks: {
    activities: 'activity',
    talk: 'talk',
    teacher: 'teacher',
    headsUp: 'heads up',
    hands: 'hands raised',
    bookmarks: 'marks',
  },
  sentences: {
    talk: (teacher, students) => [
      'You spoke for ',
      { figure: teacher },
      ', students for ',
      { figure: students },
      ' (many voices included). ',
    ],
    talkRemote: (teacher, students) => [
      'The remote teacher spoke for ',
      { figure: teacher },
      ', students here for ',
      { figure: students },
      ' (many voices included). ',
    ],
    talkUnknown: ['Teacher and student talk: ', { figure: 'not enough data' }, '. '],
    talkHeard: (minutes) => ['Only ', { figure: minutes }, ' of sound could be used. '],
    wait: (wait) => ['From you to a student, the median wait time was ', { figure: wait }, '. '],
    waitRemote: (wait) => [
      'From the remote teacher to a student here, the median wait time was ',
      { figure: wait },
      '. ',
    ],
    waitUnknown: ['Wait time: ', { figure: 'not enough data' }, '. '],
    hands: (minute, count, atMs) => [
      'Most hands in ',
      { figure: `minute ${minute}`, atMs },
      ': ',
      { figure: `${count} ${count === 1 ? 'student' : 'students'}`, atMs },
      '.',
    ],
    handsNone: ['No raised hand was seen.'],
    handsUnknown: ['Hands raised: ', { figure: 'not enough data' }, '.'],
  },
  st: { title: 'S-T curve', t: 'teacher behaviour T', s: 'student behaviour S', slot: (length) => `${length} a step` },
  rtCh: { title: 'Rt-Ch plot', rt: 'share of teacher behaviour Rt', ch: 'rate of change Ch' },
  teacherPlace: {
    title: 'Where the teacher was',
    patrol: 'walking the aisles',
    patrolTime: 'time in the aisles',
    board: 'writing on the board',
    map: 'Where the teacher was in the room plan',
    front: 'board',
    back: 'back',
  },
  waits: {
    title: 'Wait time',
    aside: (count, median) => `${count} · median ${median}`,
    none: 'No student was heard to speak after the teacher stopped.',
    axis: 's',
    longer: 'longer',
    mark: '3 s',
  },
  findings: { title: 'Worth a look', none: 'Nothing in particular to mention of this lesson.' },
  figures: {
    title: 'All figures',
    hint: 'Open a name to see what the figure means. Coverage is the share of the lesson for which it had valid data.',
    name: 'Figure',
    value: 'Value',
    coverage: 'Coverage',
    chapters: { talk: 'Talk', students: 'Students', teacher: 'Teacher', st: 'Lesson mode', activity: 'Activities' },
  },
  room: roomTexts.en,
  troubles: troubleTexts.en,
};

export const texts: Record<Language, Texts> = { zh, en };
