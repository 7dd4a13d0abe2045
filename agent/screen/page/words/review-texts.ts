/** What the page says where a teacher says something of a lesson: a note, a stretch to leave out. */
export interface ReviewTexts {
  note: {
    title: string;
    hint: string;
    label: string;
    edit: string;
    save: string;
    cancel: string;
    left(count: number): string;
  };
  exclude: {
    title: string;
    hint: string;
    from: string;
    to: string;
    length(text: string): string;
    reason: string;
    reasons: readonly string[];
    confirm: string;
    cancel: string;
    working: string;
    restore: string;
    restoreOf(what: string): string;
    impossible: string;
  };
  /** Why something was refused, by the agent's code; of another one its own message is shown. */
  refusals: Record<string, string>;
  unreachable: string;
}

export const reviewTexts: Record<'zh' | 'en', ReviewTexts> = {
  zh: {
    note: {
      title: '备注',
      hint: '只保存在这台机器上，不会发送，也不会打印。',
      label: '写给自己的话',
      edit: '修改',
      save: '保存',
      cancel: '取消',
      left: (count) => `还可以写 ${count} 字`,
    },
    exclude: {
      title: '排除一段时间',
      hint: '例如消防演练。选中的时间不计入任何数据，报告会重新生成；随时可以恢复。',
      from: '从',
      to: '到',
      length: (text) => `共 ${text}`,
      reason: '原因（可不填）',
      reasons: ['消防演练', '广播通知', '考试', '设备调试'],
      confirm: '排除这一段',
      cancel: '取消',
      working: '正在重新生成报告…',
      restore: '恢复',
      restoreOf: (what) => `恢复：${what}`,
      impossible: '这节课的观察记录已经不在了（或从未保存），不能再排除一段时间；可以写在备注里。',
    },
    refusals: {
      REVIEW_NO_OBSERVATIONS: '这节课的观察记录已经不在了（或从未保存），报告不能重新生成；可以写在备注里。',
      REVIEW_STRETCH_INVALID: '这一段不能排除：它太短、超出了这节课，或和已排除的时间重叠。',
      REVIEW_TIME_OVER: '可以改变主意的时间已经过了。',
      REVIEW_NOTHING_WAITS: '这节课的小结已经不在等待。',
      STORE_FULL: '磁盘满了，没有保存。请联系学校信息技术老师。',
    },
    unreachable: '没有保存：Lectern 没有应答。请稍后再试。',
  },
  en: {
    note: {
      title: 'Note',
      hint: 'Kept on this machine only; it is neither sent nor printed.',
      label: 'For yourself',
      edit: 'Change',
      save: 'Save',
      cancel: 'Cancel',
      left: (count) => `${count} characters left`,
    },
    exclude: {
      title: 'Leave out a stretch',
      hint: 'Such as a fire drill. The stretch counts for no figure and the report is made anew; you can take it back at any time.',
      from: 'From',
      to: 'To',
      length: (text) => `${text} in all`,
      reason: 'Reason (optional)',
      reasons: ['fire drill', 'announcement', 'test', 'equipment'],
      confirm: 'Leave it out',
      cancel: 'Cancel',
      working: 'The report is made anew…',
      restore: 'Take back',
      restoreOf: (what) => `Take back: ${what}`,
      impossible:
        'What was observed in this lesson is no longer kept (or never was), so no stretch can be left out; a note can say it.',
    },
    refusals: {
      REVIEW_NO_OBSERVATIONS:
        'What was observed in this lesson is no longer kept (or never was), so its report cannot be made anew; a note can say it.',
      REVIEW_STRETCH_INVALID:
        'This stretch cannot be left out: it is too short, outside the lesson, or over one that is left out already.',
      REVIEW_TIME_OVER: 'The time in which you can change your mind is over.',
      REVIEW_NOTHING_WAITS: 'The summary of this lesson does not wait any more.',
      STORE_FULL: 'The disk is full; nothing was saved. Please tell your school’s IT.',
    },
    unreachable: 'Not saved: Lectern did not answer. Please try again in a moment.',
  },
};
