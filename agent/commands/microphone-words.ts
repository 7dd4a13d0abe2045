import type { MicrophoneFault, MicrophoneFaultState } from '../indicators/indicator.ts';
import type { MicrophoneObservation } from '../lesson/observation.ts';
import { lessonTime } from './lesson-time.ts';

/** The same in Chinese and English. */
interface Words {
  zh: string;
  en: string;
}

/** What is wrong with the sound, what that means for the figures, and what to do. */
const words: Record<MicrophoneFaultState, Record<'sound' | 'effect' | 'remedy', Words>> = {
  lost: {
    sound: { zh: '连接中断', en: 'missing' },
    effect: { zh: '这段时间未计入该声道', en: 'it was left out' },
    remedy: { zh: '请检查麦克风的电源、插头或网络', en: 'check its power, plug or network' },
  },
  dead: {
    sound: { zh: '没有声音', en: 'dead' },
    effect: { zh: '这段时间未计入该声道', en: 'it was left out' },
    remedy: {
      zh: '请检查麦克风的开关、电池、接线和输入音量',
      en: 'check its switch, battery, cable and plug, and the input level',
    },
  },
  clipped: {
    sound: { zh: '过载失真', en: 'overdriven' },
    effect: { zh: '结果可能不准', en: 'its figures may be off' },
    remedy: {
      zh: '请调低输入增益,或让麦克风离嘴远一些',
      en: 'turn the input gain down, or move the microphone away from the mouth',
    },
  },
};

/** For the log, while it happens: `microphone, channel 1: the sound is dead since 1:30; check …` */
export function microphoneNews({ channel, state, atMs }: MicrophoneObservation): Words {
  const { zh, en } = channelName(channel);
  const since = lessonTime(atMs);
  if (state === 'ok') return { zh: `${zh}:自 ${since} 起正常`, en: `${en}: the sound is in order since ${since}` };
  const { sound, remedy } = words[state];
  return {
    zh: `${zh}:自 ${since} 起${sound.zh};${remedy.zh}`,
    en: `${en}: the sound is ${sound.en} since ${since}; ${remedy.en}`,
  };
}

/** For the terminal, when the lesson is over: `microphone, channel 1: the sound was dead from 1:30 to 2:00 …` */
export function microphoneFaultText({ channel, state, startMs, endMs }: MicrophoneFault): Words {
  const { zh, en } = channelName(channel);
  const [from, to] = [lessonTime(startMs), lessonTime(endMs)];
  const { sound, effect, remedy } = words[state];
  return {
    zh: `${zh}:${from} 至 ${to} ${sound.zh},${effect.zh};${remedy.zh}`,
    en: `${en}: the sound was ${sound.en} from ${from} to ${to}, ${effect.en}; ${remedy.en}`,
  };
}

/** People count channels from one. */
const channelName = (channel: number): Words => ({
  zh: `麦克风第 ${channel + 1} 声道`,
  en: `microphone, channel ${channel + 1}`,
});
