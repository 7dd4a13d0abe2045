import type { SetupStep } from '../../../setup/controls/setup-controls.ts';
import type { TroubleText } from './device-trouble-texts.ts';
import { itTroubleTexts } from './it-trouble-texts.ts';

export type StepName = 'language' | SetupStep;

export interface SetupTexts {
  areas: { setup: string; health: string; log: string; pins: string; data: string };
  menu: string;
  title: string;
  lead: string;
  leadDone: string;
  steps: Record<StepName, { name: string; lead: string }>;
  states: { done: string; todo: string; skipped: string; unneeded: string; untested: string };
  open: string;
  back: string;
  next: string;
  save: string;
  saved: string;
  skip: string;
  unskip: string;
  overview: string;
  apply: { waiting: string; hint: string; button: string; running: string; applied: string };
  room: Record<
    'region' | 'regionHint' | 'school' | 'schoolHint' | 'room' | 'roomHint' | 'identify' | 'identified',
    string
  >;
  file: string;
  copy: string;
  copied: string;
  troubles: Record<string, TroubleText>;
  unreachable: TroubleText;
  otherTrouble: TroubleText;
  details: string;
  reload: string;
  retry: string;
  /** What was typed would be lost by going on. */
  unsaved: string;
}

export const setupTexts: Record<'zh' | 'en', SetupTexts> = {
  zh: {
    areas: { setup: '安装', health: '状态', log: '日志', pins: '教师 PIN', data: '数据' },
    menu: '页面',
    title: '安装这间教室',
    lead: '按顺序完成下面几步。随时可以停下，下次从停下的地方继续。',
    leadDone: '全部完成。以后需要改动时，打开对应的一步即可。',
    steps: {
      language: { name: '语言', lead: '这些页面用哪种语言？以后可以在右上角切换。' },
      room: { name: '教室与学校代码', lead: '平台用这三个代码认出这间教室。' },
      sources: { name: '摄像头与麦克风', lead: '填写手头有的就可以，三种里有一种就能用。每种都可以马上预览。' },
      plan: { name: '平面图与区域', lead: '量出教室的长宽，把黑板、讲台和区域拖到位，再告诉摄像头哪里是哪里。' },
      seats: { name: '座位自检', lead: '用学生摄像头看大约 20 秒，数出能看到的座位和头部大小。最好在有学生时做。' },
      timetable: { name: '课表', lead: '导入学校的课表，程序就知道何时上课。没有课表也能用：看到开始上课就自动记录。' },
      hub: { name: '平台', lead: '教师大数据平台的地址。暂不接入时可以跳过，课堂小结留在本机等待发送。' },
      test: { name: '一分钟测试课', lead: '真实记录一分钟，看每个来源是否都有数据。这节课不保存，也不发送。' },
    },
    states: { done: '已完成', todo: '待办', skipped: '已跳过', unneeded: '不需要', untested: '已保存，未测试' },
    open: '打开',
    back: '上一步',
    next: '下一步',
    save: '保存',
    saved: '已保存',
    skip: '先跳过',
    unskip: '不再跳过',
    overview: '全部步骤',
    apply: {
      waiting: '设置已保存，还没有生效',
      hint: '生效时程序会用新设置重新开始，约需十秒；上课时不会打断，要等下课。',
      button: '现在生效',
      running: '正在用新设置重新开始…',
      applied: '设置已生效',
    },
    room: {
      region: '地区代码',
      regionHint: '6 位行政区划代码，例如 310104',
      school: '学校标识码',
      schoolHint: '10 位，例如 2131000000',
      room: '教室名称',
      roomHint: '字母、数字、- 和 _，最多 32 个，例如 r301',
      identify: '让教室屏幕显示教室名（一分钟）',
      identified: '屏幕正在显示',
    },
    file: '配置文件',
    copy: '复制',
    copied: '已复制',
    troubles: itTroubleTexts.zh,
    unreachable: { what: '程序没有应答', now: '请确认 Lectern 正在运行，然后再试' },
    otherTrouble: { what: '没有成功', now: '请按下面的说明处理后再试' },
    details: '原文',
    reload: '重新读取',
    retry: '再试一次',
    unsaved: '有改动还没有保存：请先保存；再按一次“下一步”则放弃这些改动。',
  },
  en: {
    areas: { setup: 'Set-up', health: 'Health', log: 'Log', pins: 'Teachers’ PINs', data: 'Data' },
    menu: 'Pages',
    title: 'Set up this room',
    lead: 'Take these steps in order. You can stop at any time and go on from there later.',
    leadDone: 'All done. To change something later, open its step.',
    steps: {
      language: {
        name: 'Language',
        lead: 'In which language should these pages be? You can switch at the top right later.',
      },
      room: { name: 'Room and school codes', lead: 'By these three codes the hub knows this room.' },
      sources: {
        name: 'Cameras and microphone',
        lead: 'Give what there is; one of the three is enough. Each can be previewed at once.',
      },
      plan: {
        name: 'Plan and zones',
        lead: 'Measure the room, drag board, podium and zones into place, then tell the cameras what is where.',
      },
      seats: {
        name: 'Seat check',
        lead: 'Looks through the student camera for about 20 s and counts the seats it sees and how large heads are. Best done with students in the room.',
      },
      timetable: {
        name: 'Timetable',
        lead: 'With the school’s timetable the agent knows when lessons are. Without one it records when it sees a lesson begin.',
      },
      hub: {
        name: 'Hub',
        lead: 'Address of the teacher big-data hub. Skip it while the room belongs to none: summaries wait on this machine.',
      },
      test: {
        name: 'Test lesson of one minute',
        lead: 'Records for one minute and shows whether each source gave data. This lesson is neither kept nor sent.',
      },
    },
    states: { done: 'Done', todo: 'To do', skipped: 'Skipped', unneeded: 'Not needed', untested: 'Saved, not tested' },
    open: 'Open',
    back: 'Back',
    next: 'Next',
    save: 'Save',
    saved: 'Saved',
    skip: 'Skip for now',
    unskip: 'Do not skip',
    overview: 'All steps',
    apply: {
      waiting: 'The settings are saved, but not in effect yet',
      hint: 'The agent begins anew with them, which takes some ten seconds. A lesson is never interrupted: then it has to wait.',
      button: 'Put into effect',
      running: 'Beginning anew with the new settings…',
      applied: 'The settings are in effect',
    },
    room: {
      region: 'Region code',
      regionHint: '6 digits, the administrative code, such as 310104',
      school: 'School code',
      schoolHint: '10 digits (学校标识码), such as 2131000000',
      room: 'Name of the room',
      roomHint: 'Letters, digits, - and _, at most 32, such as r301',
      identify: 'Show the room’s name on its screen for a minute',
      identified: 'The screen shows it',
    },
    file: 'Configuration',
    copy: 'Copy',
    copied: 'Copied',
    troubles: itTroubleTexts.en,
    unreachable: { what: 'The agent did not answer', now: 'Check that Lectern runs, then try again' },
    otherTrouble: { what: 'This did not work', now: 'Do as said below, then try again' },
    details: 'In its own words',
    reload: 'Read again',
    retry: 'Try again',
    unsaved: 'Some changes are not saved yet: save them first, or press “Next” once more to drop them.',
  },
};
