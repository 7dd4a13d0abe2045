import type { RecordingState, RecordingView } from '../../../recordings/recording.ts';

/** What the page says where a teacher brings a recording. */
export interface RecordingTexts {
  link: string;
  title: string;
  hint: string;
  file: string;
  choose: string;
  none: string;
  name: string;
  view: string;
  views: Record<RecordingView, string>;
  start: string;
  mine: string;
  states: Record<RecordingState, string>;
  done: string;
  open: string;
  remove: string;
  stays: string;
  problems: Record<string, string>;
  failed: string;
}

export const recordingTexts: Record<'zh' | 'en', RecordingTexts> = {
  zh: {
    link: '分析录像',
    title: '微格教学：分析一段录像',
    hint: '选一段自己的课堂录像。它只在这台机器上分析，分析完就删除；报告只有您自己能看，也不会发送。正在上课时先等下课。',
    file: '录像',
    choose: '选择文件',
    none: '还没有选择',
    name: '名称',
    view: '画面拍的是',
    views: { students: '学生', teacher: '老师和黑板', sound: '只分析声音' },
    start: '开始分析',
    mine: '我的录像',
    states: {
      receiving: '正在读入',
      waiting: '等待分析（课堂记录优先）',
      measuring: '正在分析',
      done: '已分析，录像已删除',
      failed: '没有成功，录像已删除',
    },
    done: '已完成',
    open: '看报告',
    remove: '移除',
    stays: '录像，不发送',
    problems: {
      RECORDING_BUSY: '已有三段录像在处理，请等一段完成后再来',
      RECORDING_TOO_LARGE: '这段录像太大（最多 8 GB），请选短一些或清晰度低一些的',
      RECORDING_NO_ROOM: '磁盘空间不够，请选短一些的，或请学校信息技术老师清理磁盘',
      RECORDING_BROKEN_OFF: '读入中断了，请再试一次',
      MEDIA_UNREADABLE: '这个文件里没有能读的画面或声音，请选一段录像',
      MEDIA_LACKS_STREAM: '这段录像里没有所选的画面，请改选“只分析声音”',
    },
    failed: '没有成功',
  },
  en: {
    link: 'Analyse a recording',
    title: 'Microteaching: analyse a recording',
    hint: 'Choose a recording of your own lesson. It is analysed on this machine alone and deleted afterwards; only you can see the report, and it is never sent. While a lesson is on, it waits.',
    file: 'Recording',
    choose: 'Choose a file',
    none: 'nothing chosen yet',
    name: 'Name',
    view: 'The picture shows',
    views: { students: 'the students', teacher: 'teacher and board', sound: 'only analyse the sound' },
    start: 'Analyse',
    mine: 'My recordings',
    states: {
      receiving: 'reading it in',
      waiting: 'waiting (lessons go first)',
      measuring: 'analysing',
      done: 'analysed; the recording is deleted',
      failed: 'did not work; the recording is deleted',
    },
    done: 'done',
    open: 'Open the report',
    remove: 'Remove',
    stays: 'recording, not sent',
    problems: {
      RECORDING_BUSY: 'Three recordings are under way; please come back when one is done',
      RECORDING_TOO_LARGE: 'This recording is too large (8 GB at most); choose a shorter or smaller one',
      RECORDING_NO_ROOM: 'The disk has not enough room; choose a shorter one, or ask school IT to free some',
      RECORDING_BROKEN_OFF: 'Reading it in broke off; please try again',
      MEDIA_UNREADABLE: 'This file has no picture or sound that can be read; choose a recording',
      MEDIA_LACKS_STREAM: 'This recording has no such picture; choose to analyse the sound only',
    },
    failed: 'It did not work',
  },
};
