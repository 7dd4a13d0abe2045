import type { Suppression } from '../../../indicators/published.ts';
import type { DispatchState } from '../../../lesson-review/dispatch.ts';

/** What the page says of what is sent of a lesson. */
export interface SentTexts {
  title: string;
  /** The short word for the bar. */
  states: Record<DispatchState, string>;
  held(until: string): string;
  waiting: string;
  noRegion: string;
  withheld: string;
  /** It can still be sent after all. */
  withheldUntil(until: string): string;
  sent(when: string): string;
  sentUnknown: string;
  sentBefore(when: string): string;
  refused(why: string): string;
  givenUp: string;
  recorded: string;
  promise: string;
  withhold: string;
  release: string;
  sendNow: string;
  back: string;
  lesson: string;
  figures: string;
  field: string;
  value: string;
  meaning: string;
  whole: string;
  /** Fields of the message and its data, by their names. */
  names: Record<string, string>;
  suppressed: Record<Suppression, string>;
  notEnough: string;
  coverage: string;
  version: string;
  unit: string;
  share: string;
  moment: string;
}

export const sentTexts: Record<'zh' | 'en', SentTexts> = {
  zh: {
    title: '会发送什么',
    states: {
      held: '待发送的内容',
      waiting: '待发送的内容',
      'no-region': '不会发送',
      withheld: '已选择不发送',
      sent: '已发送的内容',
      refused: '未被接收',
      'given-up': '没有发送',
      recorded: '不会发送',
    },
    held: (until) => `还没有发送。到 ${until} 为止由您决定；在那以后会自动发送。`,
    waiting: '正在等待发送：连上区域平台后就会送出。',
    noRegion: '这间教室还没有接入区域平台，什么都不会发送。下面是接入以后会发送的内容。',
    withheld: '您选择了不发送这节课。它只留在这台机器上。',
    withheldUntil: (until) => `您选择了不发送这节课。到 ${until} 为止还可以改变主意。`,
    sent: (when) => `区域平台已在 ${when} 收到。`,
    sentUnknown: '区域平台已经收到。当时的版本没有留下发送的内容，所以这里无法逐项列出。',
    sentBefore: (when) => `区域平台在 ${when} 收到过前一个版本。`,
    refused: (why) => `区域平台没有接收，原因：${why}`,
    givenUp:
      '没有发送：这间教室长时间连不上区域平台，待发送的内容存满了，这节课是最早的，只好放弃发送。报告仍在这台机器上。',
    recorded: '这是您自己带来的录像，报告只留在这台机器上，什么都不会发送。',
    promise:
      '下面就是发送的全部内容，发送时只在外面加上流水号和是否补发，此外一项不多。画面、声音、备注、观察建议和排除的原因都不会离开这间教室。',
    withhold: '不发送这节课',
    release: '还是发送',
    sendNow: '现在就发送',
    back: '回到这节课',
    lesson: '这节课',
    figures: '数据',
    field: '项目',
    value: '发送的值',
    meaning: '意思是',
    whole: '原文（JSON）',
    names: {
      specversion: '消息格式版本',
      id: '消息编号',
      source: '来自哪间教室',
      type: '消息类型',
      time: '生成时间（UTC）',
      subject: '课堂编号',
      datacontenttype: '内容类型',
      dataschema: '内容格式',
      traceparent: '排查问题用的追踪号',
      lessonId: '课堂编号',
      revision: '报告第几次生成',
      startedAt: '开始时间（UTC）',
      durationS: '时长（秒）',
      className: '班级',
      period: '节次',
      teacherId: '教师编号（化名）',
      pairId: '双师编号',
      role: '双师角色',
      models: '使用的模型',
      'data.subject': '科目',
    },
    suppressed: { 'small-group': '不发送：人数太少', complementary: '不发送：否则可以推算出个人' },
    notEnough: '数据不足',
    coverage: '有效率',
    version: '版本',
    unit: '单位',
    share: '比例',
    moment: '时刻（秒）',
  },
  en: {
    title: 'What is sent',
    states: {
      held: 'What will be sent',
      waiting: 'What will be sent',
      'no-region': 'Not sent',
      withheld: 'Withheld',
      sent: 'What was sent',
      refused: 'Refused by the hub',
      'given-up': 'Not sent',
      recorded: 'Not sent',
    },
    held: (until) => `Not sent yet. Until ${until} it is for you to decide; after that it goes by itself.`,
    waiting: 'Waiting to be sent: it goes as soon as the region’s hub can be reached.',
    noRegion: 'This room belongs to no region, so nothing is sent. Below is what would be.',
    withheld: 'You have chosen not to send this lesson. It stays on this machine only.',
    withheldUntil: (until) => `You have chosen not to send this lesson. Until ${until} you can change your mind.`,
    sent: (when) => `The region’s hub received it on ${when}.`,
    sentUnknown:
      'The region’s hub has received it. The version of that time kept no copy of what was sent, so it cannot be listed here.',
    sentBefore: (when) => `The hub received an earlier version on ${when}.`,
    refused: (why) => `The region’s hub did not take it, because: ${why}`,
    givenUp:
      'Not sent: the region’s hub could not be reached for so long that there was no more room for what waits, and the oldest was given up. The report itself is still on this machine.',
    recorded: 'This is a recording you brought. Its report stays on this machine; nothing is sent.',
    promise:
      'Below is everything that is sent; only a running number and whether it is late are added on the way. Pictures, sound, your note, the suggestions and the reasons for stretches left out never leave this room.',
    withhold: 'Do not send this lesson',
    release: 'Send it after all',
    sendNow: 'Send it now',
    back: 'Back to the lesson',
    lesson: 'The lesson',
    figures: 'Figures',
    field: 'Field',
    value: 'Value as sent',
    meaning: 'Meaning',
    whole: 'The message itself (JSON)',
    names: {
      specversion: 'version of the message format',
      id: 'number of the message',
      source: 'which room it is from',
      type: 'kind of message',
      time: 'made at (UTC)',
      subject: 'number of the lesson',
      datacontenttype: 'kind of content',
      dataschema: 'format of the content',
      traceparent: 'number for tracing faults',
      lessonId: 'number of the lesson',
      revision: 'how often the report was made',
      startedAt: 'began at (UTC)',
      durationS: 'length (s)',
      className: 'class',
      period: 'period',
      teacherId: 'teacher (pseudonym)',
      pairId: 'dual-teacher lesson',
      role: 'part in it',
      models: 'models used',
      'data.subject': 'subject',
    },
    suppressed: {
      'small-group': 'not sent: too few students',
      complementary: 'not sent: it could tell about one student',
    },
    notEnough: 'not enough data',
    coverage: 'coverage',
    version: 'version',
    unit: 'unit',
    share: 'share',
    moment: 'moment (s)',
  },
};
