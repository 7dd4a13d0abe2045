export interface DataTexts {
  title: string;
  lead(folder: string): string;
  kind: string;
  why: string;
  count: string;
  size: string;
  since: string;
  until: string;
  kept: string;
  keptDays(days: number): string;
  keptUntilDeleted: string;
  personal: string;
  yes: string;
  no: string;
  neverKept: string;
  neverKeptText: string;
  inventoryCsv: string;
  accessCsv: string;
  print: string;
  access: string;
  accessLead(shown: number, all: number): string;
  accessNone: string;
  time: string;
  who: string;
  what: string;
  subject: string;
  whoNames: Record<'it' | 'room' | 'console', string>;
  teacher(owner: string): string;
  whatNames: Record<string, string>;
  more: string;
  deletion: {
    title: string;
    lead: string;
    by: string;
    byTeacher: string;
    byDates: string;
    byLesson: string;
    owner: string;
    ownerNone: string;
    from: string;
    to: string;
    lessonId: string;
    find: string;
    none: string;
    found(count: number): string;
    sent(count: number): string;
    confirm(count: number): string;
    delete(count: number): string;
    deleted(count: number): string;
    moreLessons(count: number): string;
    minutes(count: number): string;
    isSent: string;
    isWaiting: string;
  };
}

export const dataTexts: Record<'zh' | 'en', DataTexts> = {
  zh: {
    title: '数据清单',
    lead: (folder) => `这台机器上保存的全部数据，供个人信息保护年度审计使用。数据在 ${folder}。`,
    kind: '种类',
    why: '用途',
    count: '条数',
    size: '大小',
    since: '最早',
    until: '最新',
    kept: '保存期限',
    keptDays: (days) => `${days} 天`,
    keptUntilDeleted: '—',
    personal: '涉及个人',
    yes: '是',
    no: '否',
    neverKept: '从不保存',
    neverKeptText:
      '图像、声音、说话内容、人脸特征、学生身份。摄像头和麦克风的内容只在内存里处理；教师自己带来分析的录像，分析完立即删除。',
    inventoryCsv: '下载清单（CSV）',
    accessCsv: '下载访问记录（CSV）',
    print: '打印',
    access: '谁看过、做过什么',
    accessLead: (shown, all) => `最新 ${shown} 条，共 ${all} 条`,
    accessNone: '还没有记录',
    time: '时间',
    who: '谁',
    what: '操作',
    subject: '对象',
    whoNames: { it: '信息技术', room: '本教室 PIN', console: '控制台' },
    teacher: (owner) => `教师 ${owner}`,
    whatNames: {
      'sign-in': '登录',
      'set-up': '第一次打开信息技术页面',
      'pin.given': '发给 PIN',
      'pin.chosen': '更换 PIN',
      'pin.removed': '收回 PIN',
      'report.read': '查看报告',
      'report.exported': '导出报告',
      'report.remade': '排除一段后重新生成报告',
      'lesson.withheld': '暂不发送小结',
      'lesson.released': '恢复发送小结',
      'lesson.sent-early': '提前发送小结',
      'recording.brought': '上传录像分析',
      'it.reset': '重设信息技术密码',
      'preview.opened': '打开预览',
      'seats.checked': '座位自检',
      'configuration.changed': '修改设置',
      'configuration.applied': '使设置生效',
      'support-bundle.made': '生成技术支持包',
      'lesson.deleted': '删除课堂记录',
    },
    more: '显示更多',
    deletion: {
      title: '按要求删除',
      lead: '删除一节课的全部内容：报告、观察记录、画像数据和待发送的小结。磁盘上的字节一并清除，不能恢复。',
      by: '删除',
      byTeacher: '一位教师的全部课',
      byDates: '一段时间的课',
      byLesson: '一节课',
      owner: '教师编号',
      ownerNone: '教师未知的课',
      from: '从',
      to: '到（含）',
      lessonId: '课堂记录编号',
      find: '查找',
      none: '没有符合的课',
      found: (count) => `找到 ${count} 节课`,
      sent: (count) => `其中 ${count} 节的小结平台已经收到；平台上的不会被收回，需要时请联系平台管理员。`,
      confirm: (count) => `确认删除，请输入课的节数 ${count}：`,
      delete: (count) => `永久删除 ${count} 节课`,
      deleted: (count) => `已永久删除 ${count} 节课`,
      moreLessons: (count) => `… 还有 ${count} 节`,
      minutes: (count) => `${count} 分钟`,
      isSent: '小结已送达',
      isWaiting: '小结未送达',
    },
  },
  en: {
    title: 'What is kept',
    lead: (folder) => `Everything this machine keeps, for the yearly audit of personal data. It lies in ${folder}.`,
    kind: 'Kind',
    why: 'For what',
    count: 'Count',
    size: 'Size',
    since: 'Oldest',
    until: 'Newest',
    kept: 'Kept for',
    keptDays: (days) => `${days} days`,
    keptUntilDeleted: '—',
    personal: 'Personal',
    yes: 'yes',
    no: 'no',
    neverKept: 'Never kept',
    neverKeptText:
      'Pictures, sound, what was said, features of faces, who a student is. What cameras and microphones give is worked on in memory only; a recording that a teacher brings is deleted once it is measured.',
    inventoryCsv: 'Inventory (CSV)',
    accessCsv: 'Access log (CSV)',
    print: 'Print',
    access: 'Who saw or did what',
    accessLead: (shown, all) => `the newest ${shown} of ${all}`,
    accessNone: 'Nothing yet',
    time: 'Time',
    who: 'Who',
    what: 'What',
    subject: 'Of what',
    whoNames: { it: 'School IT', room: 'the room’s PIN', console: 'console' },
    teacher: (owner) => `Teacher ${owner}`,
    whatNames: {
      'sign-in': 'signed in',
      'set-up': 'opened the IT area for the first time',
      'pin.given': 'gave a PIN',
      'pin.chosen': 'chose a PIN',
      'pin.removed': 'withdrew a PIN',
      'report.read': 'read a report',
      'report.exported': 'took a report along',
      'report.remade': 'left a stretch out of a report',
      'lesson.withheld': 'withheld a summary',
      'lesson.released': 'let a summary be sent again',
      'lesson.sent-early': 'had a summary sent at once',
      'recording.brought': 'brought a recording',
      'it.reset': 'reset the IT password',
      'preview.opened': 'opened a preview',
      'seats.checked': 'checked the seats',
      'configuration.changed': 'changed settings',
      'configuration.applied': 'put settings into effect',
      'support-bundle.made': 'made a support bundle',
      'lesson.deleted': 'deleted a lesson',
    },
    more: 'Show more',
    deletion: {
      title: 'Deletion on request',
      lead: 'Deletes all of a lesson: its report, what was observed, figures for portraits, and a summary that waits. Its bytes on the disk go too; it cannot be undone.',
      by: 'Delete',
      byTeacher: 'all lessons of a teacher',
      byDates: 'the lessons of some days',
      byLesson: 'one lesson',
      owner: 'Teacher',
      ownerNone: 'lessons whose teacher is not known',
      from: 'From',
      to: 'To (inclusive)',
      lessonId: 'Number of the lesson',
      find: 'Find',
      none: 'No lesson fits',
      found: (count) => `${count} ${count === 1 ? 'lesson' : 'lessons'} found`,
      sent: (count) =>
        `Of ${count} the hub has the summary already; that is not recalled. If it must go too, ask the hub’s administrator.`,
      confirm: (count) => `To confirm, type how many lessons: ${count}`,
      delete: (count) => `Delete ${count} ${count === 1 ? 'lesson' : 'lessons'} for good`,
      deleted: (count) => `${count} ${count === 1 ? 'lesson was' : 'lessons were'} deleted for good`,
      moreLessons: (count) => `… ${count} more`,
      minutes: (count) => `${count} min`,
      isSent: 'summary sent',
      isWaiting: 'summary not sent',
    },
  },
};
