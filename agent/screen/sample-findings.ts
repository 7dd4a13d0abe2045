import type { Finding } from '../indicators/indicator.ts';

const MINUTE_MS = 60_000;

/** Findings as a lesson of 45 min might have, for the screen's tests: with several moments, with one, with none. */
export const sampleFindings: Finding[] = [
  {
    rule: 'talk.long-stretch-heads-fall',
    version: 1,
    zh: {
      observation: '第 25 到 29 分钟连续讲授 4 分钟，其间抬头率从 92% 降到 61%。',
      suggestion: '下次可以在中间停一停，请同学用一句话复述刚才的要点，再往下讲。',
    },
    en: {
      observation: 'Minutes 25–29: 4 minutes of talk in one go; heads up fell from 92% to 61%.',
      suggestion:
        'Next time you might pause midway, ask for a one-sentence summary of the point so far, and then go on.',
    },
    evidence: [{ id: 'students.headup.share', value: 0.81 }],
    moments: [
      { startMs: 24 * MINUTE_MS, endMs: 29 * MINUTE_MS },
      { startMs: 4 * MINUTE_MS, endMs: 7.5 * MINUTE_MS },
    ],
    resourceTag: 'lecturing.breaks',
  },
  {
    rule: 'hands.peak',
    version: 1,
    zh: {
      observation: '第 31 分钟同时举手最多，有 14 位同学。',
      suggestion: '可以回看这个问题是怎么问的、前面铺垫了什么，下节课用同样的问法再开一次头。',
    },
    en: {
      observation: 'Most hands were up at once in minute 31: 14 students.',
      suggestion:
        'You might look at how that question was put and what led up to it, and open with the same kind of question next time.',
    },
    evidence: [{ id: 'students.hands.peak', value: 14 }],
    moments: [{ startMs: 30.6 * MINUTE_MS, endMs: 30.9 * MINUTE_MS }],
    resourceTag: 'questioning.inviting',
  },
  {
    rule: 'room.noise-more-than-own',
    version: 1,
    zh: {
      observation: '没有人说话的时候，教室的环境声比您前面 8 节课高约 5 dB。',
      suggestion: '上课前可以听一听是窗外、空调还是设备的声音；省下一点嗓子，也听得清学生。',
    },
    en: {
      observation: 'While nobody spoke, the room was about 5 dB louder than in your last 8 lessons.',
      suggestion:
        'Before the lesson you might listen for where it comes from: it spares your voice and lets you hear students.',
    },
    evidence: [{ id: 'room.noise', value: -45 }],
    moments: [],
    resourceTag: 'room.sound',
  },
];
