/** What the room does, as it is shown: one shape and one line of words for each. */
export type RoomLook = 'idle' | 'watching' | 'recording' | 'closing' | 'off' | 'lost';

export type SourceKind = 'student-camera' | 'teacher-camera' | 'microphone';

/** What the page says of the room. */
export interface RoomTexts {
  headlines: Record<RoomLook, string>;
  /** What is worth knowing beside it. */
  details: Record<Exclude<RoomLook, 'recording'>, string>;
  held(lesson: string): string;
  begun(time: string): string;
  begunAndPlanned(time: string, end: string): string;
  buttons: {
    start: string;
    end: string;
    endAgain: string;
    bookmark: string;
    bookmarked(lessonTime: string): string;
    turnOff: string;
    turnOn: string;
  };
  refusals: {
    sensingOff: string;
    noLamp: string;
    noLesson: string;
    ended: string;
    notKept: string;
    unreachable: string;
  };
  sourceNames: Record<SourceKind, string>;
  lostFor(source: string, length: string): string;
  underAMinute: string;
  hours(count: number): string;
  notes: string;
  forIt: string;
  /** A camera or microphone is shown to school IT. */
  preview: string;
  thisLesson: string;
  nextLesson: string;
  noNextLesson: string;
  noNextLessonHint: string;
  byDetection: string;
  clockUnknown: string;
  tomorrow: string;
  /** Sunday first. */
  weekdays: readonly [string, string, string, string, string, string, string];
  date(month: number, day: number, weekday: string): string;
}

const englishMonths = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** Chinese text has a blank beside figures. */
const joinedZh = (left: string, right: string) => `${left}${/\d$/.test(left) || /^\d/.test(right) ? ' ' : ''}${right}`;

export const roomTexts: Record<'zh' | 'en', RoomTexts> = {
  zh: {
    headlines: {
      idle: '等待上课',
      watching: '等待上课',
      recording: '正在记录',
      closing: '正在生成报告',
      off: '感知已关闭',
      lost: '与本机程序失去联系',
    },
    details: {
      idle: '感知已打开。上课时才用摄像头和麦克风',
      watching: '感知已打开。摄像头和麦克风只用来看是否开始上课，不作记录',
      closing: '摄像头和麦克风已停用，报告稍后出现在课堂记录里',
      off: '摄像头和麦克风都已停用，直到重新打开',
      lost: '正在重新联系。很久没有恢复时，请重新启动这台机器',
    },
    held: (lesson) => `摄像头和麦克风都已停用，这节课暂停记录：${lesson}`,
    begun: (time) => `${time} 开始`,
    begunAndPlanned: (time, end) => `${time} 开始，计划到 ${end}`,
    buttons: {
      start: '开始记录',
      end: '结束记录',
      endAgain: '再按一次结束',
      bookmark: '做标记',
      bookmarked: (lessonTime) => `已标记 ${lessonTime}`,
      turnOff: '关闭感知',
      turnOn: '打开感知',
    },
    refusals: {
      sensingOff: '感知已关闭：打开感知后就可以开始记录',
      noLamp: '感知指示灯没有亮，按规定不采集：请检查指示灯的连线',
      noLesson: '现在没有正在记录的课',
      ended: '设备正在停止或重新开始，请一分钟后再试',
      notKept: '已经切换，但没能写到磁盘上：重新启动后请再切换一次',
      unreachable: '没有收到应答，请再试一次',
    },
    sourceNames: { 'student-camera': '学生摄像头', 'teacher-camera': '教师摄像头', microphone: '麦克风' },
    lostFor: (source, length) => joinedZh(joinedZh(source, '已断开'), length),
    underAMinute: '不到 1 分钟',
    hours: (count) => `${count} 小时`,
    notes: '需要留意的事',
    forIt: '给信息技术老师：',
    preview: '正在预览摄像头或麦克风，供安装人员调试',
    thisLesson: '这节课',
    nextLesson: '下一节课',
    noNextLesson: '没有安排下一节课',
    noNextLessonHint: '需要时可以手动开始记录',
    byDetection: '看到开始上课，就自动记录',
    clockUnknown: '机器的时间还没有校准，校准后按课表记录',
    tomorrow: '明天',
    weekdays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
    date: (month, day, weekday) => `${month} 月 ${day} 日 ${weekday}`,
  },
  en: {
    headlines: {
      idle: 'Waiting for a lesson',
      watching: 'Waiting for a lesson',
      recording: 'Recording',
      closing: 'Making the report',
      off: 'Sensing is off',
      lost: 'No contact with the agent on this machine',
    },
    details: {
      idle: 'Sensing is on. Cameras and microphone are used in lessons only',
      watching: 'Sensing is on. Cameras and microphone only tell whether a lesson begins; nothing is recorded',
      closing: 'Cameras and microphone are closed; the report will be among the lessons',
      off: 'Cameras and microphone are closed until it is turned on',
      lost: 'It is called again and again. If that takes long, restart this machine',
    },
    held: (lesson) => `Cameras and microphone are closed; this lesson is paused: ${lesson}`,
    begun: (time) => `since ${time}`,
    begunAndPlanned: (time, end) => `since ${time}, planned until ${end}`,
    buttons: {
      start: 'Start recording',
      end: 'End recording',
      endAgain: 'Touch again to end',
      bookmark: 'Mark this moment',
      bookmarked: (lessonTime) => `Marked ${lessonTime}`,
      turnOff: 'Turn sensing off',
      turnOn: 'Turn sensing on',
    },
    refusals: {
      sensingOff: 'Sensing is off: once it is turned on, a recording can be started',
      noLamp: 'The lamp that shows sensing is not lit, so nothing is sensed: check its cable',
      noLesson: 'No lesson is being recorded now',
      ended: 'The device is stopping or starting anew; try again in a minute',
      notKept: 'It is switched, but the disk did not take it: switch again after a restart',
      unreachable: 'There was no answer; try again',
    },
    sourceNames: { 'student-camera': 'Student camera', 'teacher-camera': 'Teacher camera', microphone: 'Microphone' },
    lostFor: (source, length) => `${source} lost for ${length}`,
    underAMinute: 'less than a minute',
    hours: (count) => `${count} ${count === 1 ? 'hour' : 'hours'}`,
    notes: 'Worth a look',
    forIt: 'For IT: ',
    preview: 'Camera or microphone preview open for set-up',
    thisLesson: 'This lesson',
    nextLesson: 'Next lesson',
    noNextLesson: 'No next lesson is planned',
    noNextLessonHint: 'A recording can be started by hand',
    byDetection: 'Recorded when a lesson is seen to begin',
    clockUnknown: 'The machine’s clock is not set yet; the timetable counts when it is',
    tomorrow: 'tomorrow',
    weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    date: (month, day, weekday) => `${weekday}, ${day} ${englishMonths[month - 1]}`,
  },
};
