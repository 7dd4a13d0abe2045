import type { HubStep } from '../../../setup/controls/checks.ts';

export interface TrialTexts {
  lastTried(time: string): string;
  running(seconds: number): string;
  seats: {
    start: string;
    again: string;
    notYet: string;
    noCamera: string;
    map: string;
    headPx: string;
    small: string;
    count(seats: number): string;
  };
  test: {
    start: string;
    again: string;
    notYet: string;
    needsApply: string;
    covered(percent: string): string;
    good: string;
    partly: string;
    none: string;
    length(seconds: number): string;
  };
  hub: {
    address: string;
    hint: string;
    test: string;
    testing: string;
    steps: Record<HubStep['step'], string>;
    states: Record<HubStep['state'], string>;
    took(ms: number): string;
    leave: string;
  };
  timetable: {
    none: string;
    now(lessons: number, term: string): string;
    found(lessons: number, term: string): string;
    term(start: string, weeks: number): string;
    choose: string;
    noFile: string;
    replace: string;
    files: string;
    filesHint: string;
    lessons: string;
    periods: string;
    holidays: string;
    changes: string;
    optional: string;
    termStart: string;
    weeks: string;
    timeZone: string;
    roomName: string;
    roomNameHint: string;
    read: string;
    take: string;
    problems(count: number): string;
    moreProblems(count: number): string;
    notices: string;
    week(number: number): string;
    earlier: string;
    later: string;
    weekdays: readonly [string, string, string, string, string, string, string];
    noLessons: string;
    taken: string;
    tooLarge: string;
    remove: string;
    line(file: string, line: number): string;
  };
}

export const trialTexts: Record<'zh' | 'en', TrialTexts> = {
  zh: {
    lastTried: (time) => `上次：${time}`,
    running: (seconds) => `正在进行，还需约 ${seconds} 秒`,
    seats: {
      start: '开始自检',
      again: '再检查一次',
      notYet: '还没有检查过。',
      noCamera: '没有学生摄像头，不需要这一步。',
      map: '画面中找到的座位；数字是头部高度，单位像素',
      headPx: '头部高度（像素）',
      small: '太小，只能计数',
      count: (seats) => `${seats} 个座位`,
    },
    test: {
      start: '开始一分钟测试',
      again: '再测试一次',
      notYet: '还没有测试过。',
      needsApply: '请先使设置生效，再做测试。',
      covered: (percent) => `${percent} 的时间有数据`,
      good: '正常',
      partly: '部分时间没有数据：请看状态页上这个来源的说明',
      none: '没有数据：请看状态页上这个来源的说明；声音要有人说话才算',
      length: (seconds) => `记录了 ${seconds} 秒`,
    },
    hub: {
      address: '平台地址',
      hint: '由区里的平台管理员提供：mqtts:// 后面是名称和端口，例如 hub.example.edu.cn:8883',
      test: '测试连接',
      testing: '正在测试…',
      steps: { address: '找到地址', connection: '连上端口', tls: '证书可信', mqtt: '平台接受连接' },
      states: { done: '完成', failed: '没有成功', 'not-tried': '未测试' },
      took: (ms) => `${ms} 毫秒`,
      leave: '不接入平台',
    },
    timetable: {
      none: '现在没有课表：看到开始上课就自动记录。',
      now: (lessons, term) => `现在的课表：${term}，共 ${lessons} 节课`,
      found: (lessons, term) => `文件没有问题：${term}，共 ${lessons} 节课`,
      term: (start, weeks) => `${start} 起 ${weeks} 周`,
      choose: '选择文件',
      noFile: '还没有选择',
      replace: '导入新的课表',
      files: '课表文件',
      filesHint:
        'CSV（Excel 可另存为 CSV）或 iCalendar（.ics），合计不超过 2 MB。教师只用编号，含姓名一列的文件不会被接受。',
      lessons: '课表',
      periods: '作息时间',
      holidays: '放假与调休',
      changes: '临时变动',
      optional: '可不选',
      termStart: '学期第一天',
      weeks: '周数',
      timeZone: '时区',
      roomName: '文件中的教室名称',
      roomNameHint: '与教室名称不同时填写',
      read: '检查文件',
      take: '采用这份课表',
      problems: (count) => `有 ${count} 处问题，没有导入任何内容。请改好文件后重新选择：`,
      moreProblems: (count) => `… 还有 ${count} 处`,
      notices: '请留意',
      week: (number) => `第 ${number} 周`,
      earlier: '上一周',
      later: '下一周',
      weekdays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
      noLessons: '这一周没有课',
      taken: '课表已采用',
      tooLarge: '文件合计超过 2 MB，不会是课表',
      remove: '不用课表',
      line: (file, line) => `${file} 第 ${line} 行`,
    },
  },
  en: {
    lastTried: (time) => `Last: ${time}`,
    running: (seconds) => `Under way, about ${seconds} s to go`,
    seats: {
      start: 'Start the check',
      again: 'Check again',
      notYet: 'Not checked yet.',
      noCamera: 'There is no student camera; this step is not needed.',
      map: 'Seats found in the picture; numbers are the height of heads in pixels',
      headPx: 'height of head (px)',
      small: 'too small, only counted',
      count: (seats) => `${seats} ${seats === 1 ? 'seat' : 'seats'}`,
    },
    test: {
      start: 'Start the one-minute test',
      again: 'Test again',
      notYet: 'Not tested yet.',
      needsApply: 'Put the settings into effect first, then test.',
      covered: (percent) => `data for ${percent} of the time`,
      good: 'fine',
      partly: 'some of the time there was no data: see what the health page says of this source',
      none: 'no data: see what the health page says of this source; sound counts when somebody speaks',
      length: (seconds) => `${seconds} s were recorded`,
    },
    hub: {
      address: 'Address of the hub',
      hint: 'From the administrator of your region’s hub: mqtts:// and then name and port, such as hub.example.edu.cn:8883',
      test: 'Test the connection',
      testing: 'Testing…',
      steps: {
        address: 'The name is found',
        connection: 'The port answers',
        tls: 'The certificate is trusted',
        mqtt: 'The hub takes the connection',
      },
      states: { done: 'done', failed: 'failed', 'not-tried': 'not tried' },
      took: (ms) => `${ms} ms`,
      leave: 'Belong to no hub',
    },
    timetable: {
      none: 'There is no timetable: a lesson is recorded when it is seen to begin.',
      now: (lessons, term) => `Timetable now: ${term}, ${lessons} ${lessons === 1 ? 'lesson' : 'lessons'}`,
      found: (lessons, term) => `The files are fine: ${term}, ${lessons} ${lessons === 1 ? 'lesson' : 'lessons'}`,
      term: (start, weeks) => `${weeks} weeks from ${start}`,
      choose: 'Choose a file',
      noFile: 'none chosen',
      replace: 'Import a new one',
      files: 'Files',
      filesHint:
        'CSV (as Excel saves it) or iCalendar (.ics), 2 MB together. Teachers are given by number; a file with a column of names is refused.',
      lessons: 'Lessons',
      periods: 'Times of periods',
      holidays: 'Holidays and swapped days',
      changes: 'Changes of single days',
      optional: 'optional',
      termStart: 'First day of term',
      weeks: 'Weeks',
      timeZone: 'Time zone',
      roomName: 'The room’s name in the files',
      roomNameHint: 'where it is not the name of the room',
      read: 'Check the files',
      take: 'Use this timetable',
      problems: (count) =>
        `${count} ${count === 1 ? 'problem' : 'problems'}; nothing was imported. Mend the file, then choose it again:`,
      moreProblems: (count) => `… ${count} more`,
      notices: 'Worth a look',
      week: (number) => `Week ${number}`,
      earlier: 'Week before',
      later: 'Week after',
      weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
      noLessons: 'No lessons this week',
      taken: 'The timetable is in use',
      tooLarge: 'The files have more than 2 MB together, which no timetable has',
      remove: 'Use no timetable',
      line: (file, line) => `${file} line ${line}`,
    },
  },
};
