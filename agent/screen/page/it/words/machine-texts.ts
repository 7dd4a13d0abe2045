import type { DeviceStatus, SourceStatus } from '../../../../lesson/room-state.ts';
import type { HealthCheck, LogLine } from '../../../setup/controls/machine.ts';

export interface MachineTexts {
  title: string;
  fine: string;
  /** Said of all that follows while the agent does not answer. */
  old: string;
  problems(count: number): string;
  sources: string;
  noSources: string;
  sourceStates: Record<SourceStatus['state'], string>;
  since(time: string): string;
  dropped(count: number, of: number): string;
  devices: string;
  deviceKinds: Record<DeviceStatus['kind'], string>;
  deviceStates: Record<DeviceStatus['state'], string>;
  panelPower: Record<NonNullable<DeviceStatus['panel']>['power'], string>;
  lampHours(hours: number): string;
  complaints(what: string): string;
  machine: string;
  version: string;
  up: string;
  machineUp: string;
  clock: string;
  memory: string;
  memoryText(agent: string, free: string, size: string): string;
  disk: string;
  diskText(free: string, size: string, folder: string): string;
  diskUnknown: string;
  temperature: string;
  noTemperature: string;
  backlog: string;
  noHub: string;
  backlogNone: string;
  backlogText(rows: number, oldest: string): string;
  refused(count: number): string;
  models: string;
  noModels: string;
  modelFile: string;
  modelHash: string;
  modelSize: string;
  modelBuilt: string;
  doctor: string;
  doctorHint: string;
  doctorStart: string;
  doctorRunning: string;
  checkStates: Record<HealthCheck['state'], string>;
  bundle: string;
  bundleHint: string;
  bundleGet: string;
  bundleMaking: string;
  log: {
    title: string;
    hint: string;
    levels: Record<LogLine['level'], string>;
    least: string;
    find: string;
    none: string;
    count(shown: number, all: number): string;
    time: string;
    level: string;
    message: string;
    reload: string;
  };
  pins: {
    title: string;
    lead: string;
    room: string;
    roomHint: string;
    number: string;
    teacher: string;
    state: string;
    none: string;
    initial: string;
    own: string;
    changed(date: string): string;
    give: string;
    again: string;
    remove: string;
    removeSure: string;
    once: string;
    pin: string;
    done: string;
    noTeachers: string;
  };
  days(count: number): string;
  hours(count: number): string;
  minutes(count: number): string;
  seconds(count: number): string;
}

export const machineTexts: Record<'zh' | 'en', MachineTexts> = {
  zh: {
    title: '状态',
    fine: '没有需要处理的事。',
    old: '下面是程序停止应答前的情况。',
    problems: (count) => `有 ${count} 件事需要处理`,
    sources: '来源',
    noSources: '还没有来源。请先完成安装。',
    sourceStates: { off: '停用', opening: '正在打开', live: '正常', lost: '中断', ended: '已结束' },
    devices: '设备',
    deviceKinds: { environment: '环境传感器', ptz: '云台摄像机', panel: '大屏或投影机', board: '按钮和指示灯' },
    deviceStates: { ok: '正常', connecting: '正在连接', faulty: '有故障' },
    panelPower: { on: '已开机', off: '待机', warming: '正在开机', cooling: '正在关机', unknown: '电源状态未知' },
    lampHours: (hours) => `灯泡已用 ${hours} 小时`,
    complaints: (what) => `设备报告：${what}`,
    since: (time) => `自 ${time}`,
    dropped: (count, of) => `${of} 帧中跳过 ${count} 帧`,
    machine: '机器',
    version: '版本',
    up: '程序已运行',
    machineUp: '机器已开机',
    clock: '时钟',
    memory: '内存',
    memoryText: (agent, free, size) => `程序用 ${agent}；空闲 ${free}，共 ${size}`,
    disk: '磁盘',
    diskText: (free, size, folder) => `空闲 ${free}，共 ${size}（${folder}）`,
    diskUnknown: '读不到磁盘信息',
    temperature: '温度',
    noTemperature: '这台机器不提供温度',
    backlog: '待发送的小结',
    noHub: '没有接入平台，小结留在本机',
    backlogNone: '没有，全部已送达',
    backlogText: (rows, oldest) => `${rows} 条，最早的生成于 ${oldest}`,
    refused: (count) => `平台拒收 ${count} 条`,
    models: '模型',
    noModels: '没有找到模型。请在程序目录运行 npm run models',
    modelFile: '名称',
    modelHash: '校验值',
    modelSize: '大小',
    modelBuilt: '生成时间',
    doctor: '逐项检查',
    doctorHint: '检查软件、磁盘、时钟，并打开每个来源看一看，最多一分钟。上课时不会打扰。',
    doctorStart: '开始检查',
    doctorRunning: '正在检查，最多一分钟…',
    checkStates: { ok: '完成', warn: '注意', fail: '待办' },
    bundle: '技术支持包',
    bundleHint: '给技术支持的一个文件：状态、去掉密码的配置、最近一小时的日志。不含图像、声音、报告、备注和教师编号。',
    bundleGet: '下载',
    bundleMaking: '正在生成，最多一分钟…',
    log: {
      title: '最近一小时的日志',
      hint: '只在内存里，最多 2 MB；密码已去掉。',
      levels: { debug: '调试', info: '一般', warn: '注意', error: '错误' },
      least: '级别',
      find: '查找',
      none: '没有符合的记录',
      count: (shown, all) => `显示 ${shown} 条，共 ${all} 条`,
      time: '时间',
      level: '级别',
      message: '内容',
      reload: '刷新',
    },
    pins: {
      title: '教师 PIN',
      lead: '教师用两位编号和六位 PIN 打开自己的报告。第一个 PIN 由您给，教师第一次登录时换成自己的。',
      room: '本教室（教师未知的课）',
      roomHint: '课表没有写教师的课；知道这个 PIN 的人都能看',
      number: '编号',
      teacher: '教师编号',
      state: '状态',
      none: '没有 PIN',
      initial: '初始 PIN，还没有更换',
      own: '已换成自己的 PIN',
      changed: (date) => date,
      give: '给一个 PIN',
      again: '换一个 PIN',
      remove: '收回',
      removeSure: '再按一次收回',
      once: '只显示这一次，请现在交给本人：',
      pin: 'PIN',
      done: '已经交给本人',
      noTeachers: '课表和课堂记录里还没有教师编号。',
    },
    days: (count) => `${count} 天`,
    hours: (count) => `${count} 小时`,
    minutes: (count) => `${count} 分钟`,
    seconds: (count) => `${count} 秒`,
  },
  en: {
    title: 'Health',
    fine: 'Nothing needs mending.',
    old: 'This is how things were when the agent last answered.',
    problems: (count) => `${count} ${count === 1 ? 'thing' : 'things'} to mend`,
    sources: 'Sources',
    noSources: 'There are no sources yet; finish the set-up first.',
    sourceStates: { off: 'off', opening: 'opening', live: 'live', lost: 'lost', ended: 'ended' },
    devices: 'Hardware',
    deviceKinds: {
      environment: 'environment sensors',
      ptz: 'PTZ camera',
      panel: 'panel or projector',
      board: 'button and lamp',
    },
    deviceStates: { ok: 'well', connecting: 'connecting', faulty: 'faulty' },
    panelPower: { on: 'on', off: 'standby', warming: 'warming up', cooling: 'cooling down', unknown: 'power unknown' },
    lampHours: (hours) => `lamp used for ${hours} h`,
    complaints: (what) => `it reports: ${what}`,
    since: (time) => `since ${time}`,
    dropped: (count, of) => `${count} of ${of} frames left out`,
    machine: 'Machine',
    version: 'Version',
    up: 'Agent up for',
    machineUp: 'Machine up for',
    clock: 'Clock',
    memory: 'Memory',
    memoryText: (agent, free, size) => `agent ${agent}; ${free} free of ${size}`,
    disk: 'Disk',
    diskText: (free, size, folder) => `${free} free of ${size} (${folder})`,
    diskUnknown: 'cannot be read',
    temperature: 'Temperature',
    noTemperature: 'this machine does not tell',
    backlog: 'Summaries to be sent',
    noHub: 'no hub: they wait on this machine',
    backlogNone: 'none, all have arrived',
    backlogText: (rows, oldest) => `${rows}, the oldest from ${oldest}`,
    refused: (count) => `${count} refused by the hub`,
    models: 'Models',
    noModels: 'None found. In the program’s folder run npm run models',
    modelFile: 'Name',
    modelHash: 'Hash',
    modelSize: 'Size',
    modelBuilt: 'Built',
    doctor: 'Checks',
    doctorHint:
      'Checks software, disk and clock, and opens each source; takes a minute at most. A lesson is not disturbed.',
    doctorStart: 'Start the checks',
    doctorRunning: 'Checking, a minute at most…',
    checkStates: { ok: 'done', warn: 'note', fail: 'to do' },
    bundle: 'Support bundle',
    bundleHint:
      'One file for support: health, configuration without passwords, the log of the last hour. No picture, sound, report, note or teacher’s number.',
    bundleGet: 'Download',
    bundleMaking: 'Being made, a minute at most…',
    log: {
      title: 'Log of the last hour',
      hint: 'In memory only, 2 MB at most; passwords are taken out.',
      levels: { debug: 'debug', info: 'info', warn: 'note', error: 'error' },
      least: 'Level',
      find: 'Find',
      none: 'Nothing fits',
      count: (shown, all) => `${shown} of ${all} entries`,
      time: 'Time',
      level: 'Level',
      message: 'Message',
      reload: 'Refresh',
    },
    pins: {
      title: 'Teachers’ PINs',
      lead: 'Teachers open their reports with a two-digit number and a six-digit PIN. You give the first PIN; at the first sign-in they choose their own.',
      room: 'This room (teacher not known)',
      roomHint: 'lessons without a teacher in the timetable; whoever knows this PIN sees them',
      number: 'Number',
      teacher: 'Teacher',
      state: 'State',
      none: 'no PIN',
      initial: 'first PIN, not changed yet',
      own: 'has chosen their own',
      changed: (date) => date,
      give: 'Give a PIN',
      again: 'New PIN',
      remove: 'Withdraw',
      removeSure: 'Touch again to withdraw',
      once: 'Shown this once; hand it over now:',
      pin: 'PIN',
      done: 'Handed over',
      noTeachers: 'Timetable and lessons name no teacher yet.',
    },
    days: (count) => `${count} ${count === 1 ? 'day' : 'days'}`,
    hours: (count) => `${count} h`,
    minutes: (count) => `${count} min`,
    seconds: (count) => `${count} s`,
  },
};
