import type { Input } from '../../../indicators/definitions/definition.ts';
import type { CameraFaultState, Gap, MicrophoneFaultState } from '../../../indicators/indicator.ts';
import type { CameraName } from '../../../lesson/observation.ts';

/** What the report says besides its figures: what can be done with it, why something is missing, what a figure means. */
export interface ReportTexts {
  actions: { note: string; export: string; compare: string; exclude: string };
  export: { csv: string; json: string; print: string };
  gaps: {
    title: string;
    camera(camera: CameraName, state: CameraFaultState): string;
    /** Where it goes without saying which camera. */
    cameraHere(state: CameraFaultState): string;
    microphone(state: MicrophoneFaultState): string;
    excluded(reason: string | undefined): string;
    paused: string;
    unknown: Record<Gap['track'], string>;
    /** What happened, and for how long. */
    forLength(what: string, length: string): string;
    /** Gaps that are not listed. */
    more(count: number): string;
  };
  about: {
    of(name: string): string;
    value: string;
    coverage: string;
    coverageOf(percent: string): string;
    tooLittle(percent: string, floor: string): string;
    /** There was enough data, but nothing in it that the figure could be made from. */
    nothing(percent: string): string;
    floor(percent: string): string;
    definition: string;
    madeFrom: string;
    inputs: Record<Input, string>;
    source: string;
    version: string;
    versionNumber(version: number): string;
    versions(now: number, then: number): string;
    close: string;
  };
  /** At a peak: how many, which share, when. */
  peak(count: string, share: string, minute: string): string;
  earlier(lessons: number): string;
  patrolsOf(count: number): string;
}

const camerasZh: Record<CameraName, string> = { student: '学生摄像头', teacher: '教师摄像头' };
const cameraStatesZh: Record<CameraFaultState, string> = {
  lost: '没有画面',
  black: '画面全黑',
  frozen: '画面不动',
  covered: '被遮挡',
  'turned-away': '转了方向',
  moving: '正在转动或看向别处',
};
const camerasEn: Record<CameraName, string> = { student: 'student camera', teacher: 'teacher camera' };
const cameraStatesEn: Record<CameraFaultState, string> = {
  lost: 'without picture',
  black: 'black',
  frozen: 'frozen',
  covered: 'covered',
  'turned-away': 'turned away',
  moving: 'turning or looking elsewhere',
};
const microphoneZh: Record<MicrophoneFaultState, string> = { lost: '连接中断', dead: '没有声音', clipped: '过载失真' };
const microphoneEn: Record<MicrophoneFaultState, string> = { lost: 'lost', dead: 'silent', clipped: 'overdriven' };

export const reportTexts: Record<'zh' | 'en', ReportTexts> = {
  zh: {
    actions: { note: '备注', export: '导出', compare: '对比', exclude: '排除一段' },
    export: { csv: 'CSV 表格（Excel）', json: 'JSON 数据', print: '打印 / 存为 PDF' },
    gaps: {
      title: '没有数据的时间',
      camera: (camera, state) => `${camerasZh[camera]}${cameraStatesZh[state]}`,
      cameraHere: (state) => `摄像头${cameraStatesZh[state]}`,
      microphone: (state) => `麦克风${microphoneZh[state]}`,
      excluded: (reason) => (reason ? `已排除：${reason}` : '已排除'),
      paused: '感知已关闭',
      unknown: { talk: '没有可用的声音', students: '没有可用的学生画面', teacher: '看不到教师在哪里' },
      forLength: (what, length) => `${what} ${length}`,
      more: (count) => `另有 ${count} 处`,
    },
    about: {
      of: (name) => `${name}：这项数据的含义`,
      value: '这节课',
      coverage: '有效率',
      coverageOf: (percent) => `有效时间占整节课的 ${percent}`,
      tooLittle: (percent, floor) => `有效率只有 ${percent}，不到 ${floor}，所以不给数值`,
      nothing: (percent) => `有效时间占整节课的 ${percent}，但其中没有可以计算的情形`,
      floor: (percent) => `有效率不到 ${percent} 时不给数值`,
      definition: '含义',
      madeFrom: '来自',
      inputs: {
        microphone: '麦克风',
        'student-camera': '学生摄像头',
        'teacher-camera': '教师摄像头',
        'microphone-and-cameras': '麦克风和摄像头',
        'environment-sensors': '环境传感器',
      },
      source: '出处',
      version: '算法版本',
      versionNumber: (version) => `第 ${version} 版`,
      versions: (now, then) => `这里说明的是第 ${now} 版，这节课用的是第 ${then} 版`,
      close: '关闭',
    },
    peak: (count, share, minute) => `${count} · ${share} · ${minute}`,
    earlier: (lessons) => `浅色的点是您前面的 ${lessons} 节课`,
    patrolsOf: (count) => `${count} 次巡视的路线`,
  },
  en: {
    actions: {
      note: 'Note',
      export: 'Export',
      compare: 'Compare',
      exclude: 'Leave out a stretch',
    },
    export: { csv: 'CSV table (Excel)', json: 'JSON data', print: 'Print / save as PDF' },
    gaps: {
      title: 'No data',
      camera: (camera, state) => `${camerasEn[camera]} ${cameraStatesEn[state]}`,
      cameraHere: (state) => `camera ${cameraStatesEn[state]}`,
      microphone: (state) => `microphone ${microphoneEn[state]}`,
      excluded: (reason) => (reason ? `left out: ${reason}` : 'left out'),
      paused: 'sensing was off',
      unknown: {
        talk: 'no sound that could be used',
        students: 'no picture of the class that could be used',
        teacher: 'the teacher could not be placed',
      },
      forLength: (what, length) => `${what}, ${length}`,
      more: (count) => `${count} more`,
    },
    about: {
      of: (name) => `${name}: what this figure means`,
      value: 'This lesson',
      coverage: 'Coverage',
      coverageOf: (percent) => `valid data for ${percent} of the lesson`,
      tooLittle: (percent, floor) =>
        `valid data for only ${percent} of the lesson, less than ${floor}: so no value is given`,
      nothing: (percent) => `valid data for ${percent} of the lesson, but nothing in it to make the figure from`,
      floor: (percent) => `no value below ${percent}`,
      definition: 'Meaning',
      madeFrom: 'Made from',
      inputs: {
        microphone: 'microphone',
        'student-camera': 'student camera',
        'teacher-camera': 'teacher camera',
        'microphone-and-cameras': 'microphone and cameras',
        'environment-sensors': 'environment sensors',
      },
      source: 'Source',
      version: 'Formula',
      versionNumber: (version) => `version ${version}`,
      versions: (now, then) => `explained here is version ${now}; this lesson was measured by version ${then}`,
      close: 'Close',
    },
    peak: (count, share, minute) => `${count} · ${share} · ${minute}`,
    earlier: (lessons) =>
      lessons === 1 ? 'The faint dot is your lesson before' : `The faint dots are your ${lessons} lessons before`,
    patrolsOf: (count) => (count === 1 ? 'the path of 1 walk' : `the paths of ${count} walks`),
  },
};
