import type { DataItem } from '../screen/setup/controls/data.ts';
import { DAMAGED_KEPT_DAYS, damagedFiles, earlierFiles } from '../store/damaged-copies.ts';

type Kind = Pick<DataItem, 'id' | 'zh' | 'en' | 'whyZh' | 'whyEn' | 'isPersonal'>;

export interface TableKind extends Kind {
  tables: string[];
  /** Column with wall time, milliseconds, of the first table. */
  time?: string;
  kept?: 'reports' | 'observations';
}

/** What the database keeps, in words for an audit. Tables that are not named here are listed by their own name. */
export const tableKinds: readonly TableKind[] = [
  {
    id: 'reports',
    zh: '课堂报告',
    en: 'lesson reports',
    whyZh: '下课后给任课教师看；学生只有人数，没有个人',
    whyEn: 'shown to the lesson’s teacher; of students there are counts, never persons',
    isPersonal: true,
    tables: ['lesson'],
    time: 'started_at_ms',
    kept: 'reports',
  },
  {
    id: 'notes',
    zh: '教师备注',
    en: 'teachers’ notes',
    whyZh: '教师写给自己的话；从不发送，随报告删除',
    whyEn: 'a teacher’s words to themselves; never sent, deleted with the report',
    isPersonal: true,
    tables: ['lesson_note'],
    kept: 'reports',
  },
  {
    id: 'messages',
    zh: '课堂小结副本',
    en: 'copies of summaries',
    whyZh: '让教师看到发送了什么、决定是否暂不发送；随报告删除',
    whyEn: 'so that teachers see what is sent and may withhold it; deleted with the report',
    isPersonal: true,
    tables: ['lesson_message'],
    time: 'created_at_ms',
    kept: 'reports',
  },
  {
    id: 'portraits',
    zh: '教师画像数据',
    en: 'figures for portraits',
    whyZh: '教师本人历次课的对比，按教师编号',
    whyEn: 'a teacher’s own lessons side by side, by pseudonym',
    isPersonal: true,
    tables: ['lesson_figures'],
    time: 'started_at_ms',
    kept: 'reports',
  },
  {
    id: 'observations',
    zh: '逐秒观察记录',
    en: 'what was observed, second by second',
    whyZh: '报告的依据：人数、声音类别、位置；没有图像和声音',
    whyEn: 'what reports are made from: counts, kinds of sound, places; no picture and no sound',
    isPersonal: true,
    tables: ['lesson_observations'],
    kept: 'observations',
  },
  {
    id: 'open-lesson',
    zh: '正在记录的课',
    en: 'the lesson that is going on',
    whyZh: '断电后可以继续；报告生成后并入逐秒观察记录',
    whyEn: 'so that it goes on after a power cut; then part of what was observed',
    isPersonal: true,
    tables: ['open_lesson', 'journal_entry'],
    time: 'started_at_ms',
  },
  {
    id: 'outbox',
    zh: '待发送的课堂小结和设备状况',
    en: 'summaries and the room’s health that wait for the hub',
    whyZh: '平台确认收到后删除；平台拒收的课堂小结保留到报告删除；设备状况最多保留 14 天，审计事件 90 天',
    whyEn:
      'deleted once the hub has them; summaries it refused go with their report, the room’s health after 14 days, audit events after 90',
    isPersonal: true,
    tables: ['outbox'],
    time: 'created_at_ms',
  },
  {
    id: 'outbox-count',
    zh: '消息编号与放弃发送的计数',
    en: 'count of messages, and of those given up',
    whyZh: '让平台知道有没有缺少消息；只有数目',
    whyEn: 'so that the hub can tell whether any is missing; numbers only',
    isPersonal: false,
    tables: ['outbox_drop', 'stream'],
  },
  {
    id: 'accounts',
    zh: '教师登录',
    en: 'teachers’ ways in',
    whyZh: '编号、PIN 的散列值和输错次数；没有姓名',
    whyEn: 'number, hash of the PIN and wrong tries; no names',
    isPersonal: true,
    tables: ['account', 'access_failure'],
    time: 'changed_at_ms',
  },
  {
    id: 'access-log',
    zh: '访问记录',
    en: 'who saw or did what',
    whyZh: '年度个人信息保护审计',
    whyEn: 'for the yearly audit of personal data',
    isPersonal: true,
    tables: ['access_log'],
    time: 'at_ms',
    kept: 'reports',
  },
  {
    id: 'region',
    zh: '平台下发的设置与指令',
    en: 'what the region wishes and asked',
    whyZh: '设置、课表、规则和研修资源，重启后仍有效；指令不重复执行',
    whyEn: 'settings, timetable, rules and training material, over restarts; no command is carried out twice',
    isPersonal: true,
    tables: ['desired', 'command_answered'],
  },
];

export interface FileKind extends Kind {
  /** In the agent's folder, unless the configuration says otherwise; of a folder, what lies in it. */
  files: string[];
}

/** @param places paths as configured */
export function fileKinds(places: {
  config: string;
  secrets: string | undefined;
  timetable: string | undefined;
  folder: string;
}): FileKind[] {
  const inFolder = (...names: string[]) => names.map((name) => `${places.folder}/${name}`);
  return [
    {
      id: 'configuration',
      zh: '配置文件及备份',
      en: 'configuration and its copies',
      whyZh: '教室、来源和平面图；没有密码',
      whyEn: 'the room, its sources and plan; no passwords',
      isPersonal: false,
      files: [
        places.config,
        `${places.config}.bak`,
        `${places.config}.draft`,
        ...inFolder('last-good.yaml', 'setup.json'),
      ],
    },
    {
      id: 'secrets',
      zh: '摄像头账号',
      en: 'logins of cameras',
      whyZh: '打开摄像头；只有本程序可读',
      whyEn: 'to open cameras; readable by the agent only',
      isPersonal: false,
      files: places.secrets === undefined ? [] : [places.secrets],
    },
    {
      id: 'timetable',
      zh: '课表',
      en: 'timetable',
      whyZh: '何时上课、哪位教师（编号）',
      whyEn: 'when lessons are, and whose (pseudonym)',
      isPersonal: true,
      files: [...(places.timetable === undefined ? [] : [places.timetable]), ...inFolder('region')],
    },
    {
      id: 'recordings',
      zh: '正在分析的录像',
      en: 'recordings that are being measured',
      whyZh: '教师自己带来的录像；分析完立即删除',
      whyEn: 'brought by a teacher; deleted as soon as they are measured',
      isPersonal: true,
      files: inFolder('recordings'),
    },
    {
      id: 'switches',
      zh: '感知开关与初始代码',
      en: 'privacy switch and set-up code',
      whyZh: '关闭感知后重启仍保持关闭；首次打开信息技术页面',
      whyEn: 'so that sensing stays off over restarts; to open the IT area for the first time',
      isPersonal: false,
      files: inFolder('sensing-off', 'setup-code', 'test-lesson', 'lectern.db-mark', 'agent.lock'),
    },
    {
      id: 'damaged',
      zh: '损坏后搁置的数据库',
      en: 'damaged databases set aside',
      whyZh: `以便技术人员查看；能读出的内容已转入新数据库。${DAMAGED_KEPT_DAYS} 天后删除，删除任何课堂时也一并删除`,
      whyEn: `for a technician to look at; what could be read is in the new one. Deleted after ${DAMAGED_KEPT_DAYS} days, or as soon as any lesson is deleted`,
      isPersonal: true,
      files: damagedFiles(`${places.folder}/lectern.db`).map(({ file }) => file),
    },
    {
      id: 'earlier',
      zh: '升级前的数据库副本',
      en: 'the database as it was before an update',
      whyZh: `以便退回旧版本。${DAMAGED_KEPT_DAYS} 天后删除，删除任何课堂时也一并删除`,
      whyEn: `so that the version before can be gone back to. Deleted after ${DAMAGED_KEPT_DAYS} days, or as soon as any lesson is deleted`,
      isPersonal: true,
      files: earlierFiles(`${places.folder}/lectern.db`).map(({ file }) => file),
    },
  ];
}
