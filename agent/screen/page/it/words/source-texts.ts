import type { SetupSource } from '../../../setup/controls/configuration.ts';
import type { PreviewEnd } from '../../../setup/controls/preview.ts';

export interface SourceTexts {
  names: Record<SetupSource, string>;
  leads: Record<SetupSource, string>;
  address: string;
  addressHints: { camera: string; microphone: string };
  substream: string;
  substreamHint: string;
  user: string;
  password: string;
  passwordKept: string;
  passwordHint: string;
  removeLogin: string;
  more: string;
  transport: string;
  decoder: string;
  decoders: Record<'software' | 'vaapi' | 'v4l2m2m', string>;
  remove: string;
  add: string;
  saveFirst: string;
  preview: {
    open: string;
    close: string;
    opening: string;
    live: string;
    left(minutes: string): string;
    notice: string;
    ends: Record<PreviewEnd, string>;
    level: string;
    levelHint: string;
    levelText(rms: string, peak: string): string;
    clipping: string;
    quiet: string;
    good: string;
  };
  search: {
    open: string;
    title: string;
    hint: string;
    running: string;
    none: string;
    found(count: number): string;
    ask: string;
    use: string;
    streams: string;
    main: string;
    sub: string;
    sound: string;
    noStreams: string;
    unreachable: string;
  };
}

export const sourceTexts: Record<'zh' | 'en', SourceTexts> = {
  zh: {
    names: {
      studentCamera: '学生摄像头',
      teacherCamera: '教师摄像头',
      microphone: '麦克风',
      microphone2: '第二个麦克风',
    },
    leads: {
      studentCamera: '装在黑板一侧，对着学生',
      teacherCamera: '装在教室后面，对着黑板和讲台',
      microphone: '能听到整间教室；也可以用摄像头的声音',
      microphone2: '和第一个听同一间教室',
    },
    address: '地址或设备',
    addressHints: {
      camera: 'rtsp://… · http://… · /dev/v4l/by-id/…',
      microphone: 'alsa:plughw:1,0 · pulse:… · rtsp://…',
    },
    substream: '子码流（可不填）',
    substreamHint: '同一摄像头较小的画面，没有课表时用来看是否开始上课',
    user: '用户名',
    password: '密码',
    passwordKept: '已保存；留空则不变',
    passwordHint: '密码存在只有程序可读的文件里，不会再显示',
    removeLogin: '删除账号',
    more: '更多设置',
    transport: '传输方式',
    decoder: '视频解码',
    decoders: { software: '处理器', vaapi: '显卡（VA-API）', v4l2m2m: '芯片（V4L2）' },
    remove: '删除这个来源',
    add: '添加',
    saveFirst: '保存后可以预览',
    preview: {
      open: '打开预览',
      close: '关闭预览',
      opening: '正在打开…',
      live: '预览中',
      left: (minutes) => `${minutes}后自动关闭`,
      notice: '画面只在内存里，不保存；教室屏幕上会显示正在预览。',
      ends: {
        closed: '预览已关闭',
        unused: '没有人看，预览已关闭',
        'time-over': '已满 10 分钟，预览已关闭',
        lesson: '开始上课了，预览已关闭',
        'sensing-off': '感知已关闭，预览已关闭',
        'no-lamp': '指示灯没有亮，预览已关闭',
        failed: '预览中断',
      },
      level: '音量',
      levelHint: '请在教室各处正常说话，看看音量的变化。这里只有数字，听不到声音。',
      levelText: (rms, peak) => `${rms} dBFS，峰值 ${peak} dBFS`,
      clipping: '太响：请把麦克风的增益调低一些',
      quiet: '很轻：说话时仍这样，请调高增益或移近麦克风',
      good: '音量合适',
    },
    search: {
      open: '查找网络中的摄像头',
      title: '网络中的摄像头',
      hint: '通过 ONVIF 查找，约需 5 秒。',
      running: '正在查找…',
      none: '没有找到。请确认摄像头与本机在同一网络，并已开启 ONVIF；也可以直接填写地址。',
      found: (count) => `找到 ${count} 台`,
      ask: '查看码流',
      use: '用这一路',
      streams: '码流',
      main: '主码流',
      sub: '子码流',
      sound: '有声音',
      noStreams: '这台摄像头没有给出码流',
      unreachable: '连不上',
    },
  },
  en: {
    names: {
      studentCamera: 'Student camera',
      teacherCamera: 'Teacher camera',
      microphone: 'Microphone',
      microphone2: 'Second microphone',
    },
    leads: {
      studentCamera: 'at the board, looking at the students',
      teacherCamera: 'at the back, looking at board and podium',
      microphone: 'hears the whole room; a camera’s sound will do',
      microphone2: 'hears the same room as the first',
    },
    address: 'Address or device',
    addressHints: {
      camera: 'rtsp://… · http://… · /dev/v4l/by-id/…',
      microphone: 'alsa:plughw:1,0 · pulse:… · rtsp://…',
    },
    substream: 'Sub-stream (optional)',
    substreamHint: 'The same camera, smaller: enough to see a lesson begin where there is no timetable',
    user: 'User',
    password: 'Password',
    passwordKept: 'Kept; leave empty to keep it',
    passwordHint: 'Kept in a file that only the agent can read, and never shown again',
    removeLogin: 'Remove the login',
    more: 'More settings',
    transport: 'Transport',
    decoder: 'Video is decoded by',
    decoders: { software: 'the processor', vaapi: 'the graphics chip (VA-API)', v4l2m2m: 'the video chip (V4L2)' },
    remove: 'Remove this source',
    add: 'Add',
    saveFirst: 'Save it to see a preview',
    preview: {
      open: 'Open preview',
      close: 'Close preview',
      opening: 'Opening…',
      live: 'Live',
      left: (minutes) => `closes by itself in ${minutes}`,
      notice: 'Pictures stay in memory and are not kept; the classroom screen says that a preview is open.',
      ends: {
        closed: 'The preview is closed',
        unused: 'Nobody looked, so the preview was closed',
        'time-over': 'The preview was closed after 10 minutes',
        lesson: 'A lesson began, so the preview was closed',
        'sensing-off': 'Sensing was turned off, so the preview was closed',
        'no-lamp': 'No lamp shows that the room is sensed, so the preview was closed',
        failed: 'The preview broke off',
      },
      level: 'Level',
      levelHint:
        'Speak as usual in all parts of the room and watch the level. There are only numbers here, nothing can be heard.',
      levelText: (rms, peak) => `${rms} dBFS, peak ${peak} dBFS`,
      clipping: 'Too loud: turn the microphone’s gain down a little',
      quiet: 'Very quiet: if it stays so while somebody speaks, turn the gain up or move it closer',
      good: 'The level is fine',
    },
    search: {
      open: 'Find the network’s cameras',
      title: 'Cameras of the network',
      hint: 'Found by ONVIF; takes about 5 s.',
      running: 'Searching…',
      none: 'None found. Check that camera and machine are in the same network and that ONVIF is on, or type the address.',
      found: (count) => `${count} found`,
      ask: 'Show its streams',
      use: 'Use this one',
      streams: 'Streams',
      main: 'main',
      sub: 'sub',
      sound: 'with sound',
      noStreams: 'This camera offers no streams',
      unreachable: 'cannot be reached',
    },
  },
};
